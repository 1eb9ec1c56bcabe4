"""What readers asked in vain or rated down becomes a suite that loads, for a person to correct."""

import json
from pathlib import Path

import pytest

from advisor.cli.review import to_json_line
from advisor.conversations import Rating, ReviewItem
from advisor.domain import Guide, Status, Turn
from advisor.ingestion.parsing import parse_guide
from advisor.schemas import answer_out
from evals.__main__ import main
from evals.authoring.draft_cases import draft_suite, write_suite
from evals.cases.suite import Answerability, SuiteError, load_suite
from tests.advisor.conversations.made import answer

GUIDE = "---\nid: glazier\ntitle: Glazier Guide\n---\n\n# Pay\n\nA glazier earns 41,000 crowns a year.\n"


@pytest.fixture
def guide(tmp_path: Path) -> Guide:
    file = tmp_path / "glazier.md"
    file.write_text(GUIDE)
    return parse_guide(file)


def line(answer_id: str, *, status: Status, rating: Rating | None, guide_id: str = "glazier") -> str:
    made = answer(answer_id, "What of it?", status=status, guide_id=guide_id)
    record = json.loads(answer_out(made).model_dump_json())
    earlier = (Turn("user", "A glazier?"), Turn("assistant", "Yes."))
    asked = ReviewItem(answer_id, 1.0, "What of it?", guide_id, status.value, record, earlier, rating)
    return to_json_line(asked, kind="rated_down" if rating else "gap")


def test_a_drafted_suite_loads_with_history_and_with_the_quotes_that_still_stand(tmp_path: Path, guide: Guide) -> None:
    file = tmp_path / "readers.jsonl"
    lines = [
        line("a" * 32, status=Status.NOT_IN_GUIDE, rating=None),
        line("b" * 32, status=Status.ANSWERED, rating=Rating("down", "wrong")),
        line("c" * 32, status=Status.NOT_IN_GUIDE, rating=None, guide_id="baker"),
    ]
    file.write_text("\n".join(lines))
    drafted = tmp_path / "readers.yaml"
    drafted.write_text(write_suite(draft_suite(file, guide)))
    suite = load_suite(drafted)
    assert (suite.guide, suite.guide_version) == ("glazier", guide.version)
    assert [(case.answerability, case.slices) for case in suite.cases] == [
        (Answerability.UNANSWERABLE, ("gap",)),
        (Answerability.ANSWERABLE, ("rated_down",)),
    ]
    assert [turn.content for turn in suite.cases[0].history] == ["A glazier?", "Yes."]
    assert suite.cases[1].gold[0].quote == "A glazier earns 41,000 crowns a year."


def test_quotes_that_an_edit_took_away_are_no_gold(tmp_path: Path) -> None:
    file, edited = tmp_path / "readers.jsonl", tmp_path / "glazier.md"
    file.write_text(line("b" * 32, status=Status.ANSWERED, rating=Rating("down")))
    edited.write_text(GUIDE.replace("41,000", "43,000"))
    (case,) = draft_suite(file, parse_guide(edited)).cases
    assert (case.answerability, case.gold) == (Answerability.UNANSWERABLE, ())


def test_a_file_of_something_else_is_refused_in_one_sentence(
    tmp_path: Path, guide: Guide, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text('{"question": "x"}')
    with pytest.raises(SuiteError, match="is not what `advisor gaps --jsonl` writes"):
        draft_suite(file, guide)
    assert main(["draft", str(file), "--guide", "glazier", "--guide-file", str(tmp_path / "glazier.md")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
