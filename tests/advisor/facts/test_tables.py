"""Values of other places, levels, times and groups in tables are no disagreement, and those of the same are."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from advisor.domain import Guide
from advisor.facts import Disagreement, find_disagreements, find_facts
from advisor.ingestion.parsing import Form, parse_text

TITLE = "Glazier Career Guide"
HEADS = {
    Form.MARKDOWN: f"# {TITLE}\n\nGlaziers cut and set glass.\n\n",
    Form.HTML: f"<html><body><h1>{TITLE}</h1><p>Glaziers cut and set glass.</p>",
    Form.PASTED: f"{TITLE}\n\nGlaziers cut and set glass.\n\n",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A guide's body, and what contradicts each other in it."""

    name: str
    form: Form
    text: str
    torn: tuple[str, ...] = ()

    @property
    def guide(self) -> Guide:
        return parse_text(HEADS[self.form] + self.text, name="glazier", form=self.form)


def read_tables() -> list[Table]:
    entries = yaml.safe_load(Path(__file__).with_name("tables.yaml").read_text(encoding="utf-8"))
    return [Table(one["name"], Form(one["form"]), one["text"], tuple(one.get("torn", ()))) for one in entries]


def reported(guide: Guide) -> list[tuple[Disagreement, list[str]]]:
    """Each contradiction with the words of its sides."""
    return [
        (one, [" / ".join(guide.text[p.start : p.end] for p in side) for side in one.sides])
        for one in find_disagreements(find_facts(guide))
    ]


@pytest.mark.parametrize("table", [one for one in read_tables() if not one.torn], ids=lambda one: one.name)
def test_other_rows_and_columns_are_no_disagreement(table: Table) -> None:
    assert reported(table.guide) == []


@pytest.mark.parametrize("table", [one for one in read_tables() if one.torn], ids=lambda one: one.name)
def test_two_values_of_the_same_are_found_in_and_beside_tables(table: Table) -> None:
    ((_, sides),) = reported(table.guide)
    first, second = table.torn
    assert any(first in side for side in sides), sides
    assert any(second in side for side in sides), sides
