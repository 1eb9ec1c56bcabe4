"""Rows of tables in any order come back by occupation."""

from contextlib import closing

from advisor.ingestion.official.occupation_rows import OccupationRows


def test_rows_come_back_by_occupation_and_table_in_their_order() -> None:
    with closing(OccupationRows()) as kept:
        kept.add(
            "tasks", ("code", "task", "date"), [{"code": "b", "task": "2"}, {"code": "a", "task": "1", "date": "x"}]
        )
        kept.add("tasks", ("code", "task", "date"), [{"code": "b", "task": "3", "date": ""}])
        kept.add("tools", ("code", "name"), [{"code": "b", "name": "file"}])
        assert kept.of("b") == {
            "tasks": [{"task": "2", "date": ""}, {"task": "3", "date": ""}],
            "tools": [{"name": "file"}],
        }
        assert kept.of("c") == {}
