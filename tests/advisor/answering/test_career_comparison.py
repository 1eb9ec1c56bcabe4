"""Careers are compared in a table whose every cell has its own proof, or says that the guide is silent."""

from collections.abc import Iterator

import pytest

from advisor.answering.advisor import Advisor
from advisor.domain import PartKind, Status
from advisor.embeddings import OnnxEmbedder
from tests.advisor.answering.five_careers import FILES, advisor_of, ask, cells, notices


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    with advisor_of(tuple(FILES), tmp_path_factory.mktemp("comparison"), encoder) as advisor:
        yield advisor


def test_two_careers_are_compared_by_what_their_guides_state(advisor: Advisor) -> None:
    answer = ask(advisor, "Compare cartographers and glaziers")
    assert answer.status is Status.ANSWERED
    said = cells(answer)
    assert "$78,400" in said["Pay", "Cartographers"]
    assert "$55,200" in said["Pay", "Glaziers"]
    assert "bachelor" in said["Education", "Cartographers"]
    assert "High school" in said["Education", "Glaziers"]
    assert "6 percent" in said["Outlook", "Cartographers"]
    assert "aerial" in said["Day", "Cartographers"]
    assert "panes" in said["Day", "Glaziers"]


def test_a_cell_of_which_a_guide_says_nothing_has_no_claim(advisor: Advisor) -> None:
    said = cells(ask(advisor, "compare the education of glaziers and organ builders"))
    assert ("Education", "Glaziers") in said
    assert ("Education", "Organ Builders") not in said


def test_what_a_section_on_pay_says_is_no_day_and_no_work_place(advisor: Advisor) -> None:
    said = cells(ask(advisor, "compare organ builders, ushers and deckhands"))
    of_pay = {text for (row, _), text in said.items() if row == "Pay"}
    assert of_pay
    assert of_pay.isdisjoint(text for (row, _), text in said.items() if row in ("Day", "Work place"))


@pytest.mark.parametrize(
    ("asked", "notice"),
    [
        ("which pays more, cartographer or glazier?", "highest"),
        ("who earns less, ushers or glaziers?", "lowest"),
        ("Do cartographers make more than organ builders?", "not_ranked"),
        ("which pays more, deckhands or ushers?", "not_ranked"),
    ],
)
def test_figures_are_ranked_only_where_they_are_of_one_unit_and_kind(advisor: Advisor, asked: str, notice: str) -> None:
    answer = ask(advisor, asked)
    assert {row for row, _ in cells(answer)} == {"Pay"}
    assert len(cells(answer)) == 2
    assert notices(answer) & {"highest", "lowest", "not_ranked"} == {notice}


def test_three_careers_are_compared_and_one_without_a_guide_is_named(advisor: Advisor) -> None:
    three = ask(advisor, "cartographers vs glaziers vs ushers")
    assert three.parts[0].columns == ("Cartographers", "Glaziers", "Ushers")
    missing = ask(advisor, "compare the pay of glaziers and dentists")
    assert missing.parts[0].columns == ("Glaziers",)
    assert "no_guide" in notices(missing)


def test_a_follow_up_compares_the_same_careers_by_something_else(advisor: Advisor) -> None:
    answer = ask(advisor, "and their training?", "Compare glaziers and organ builders")
    assert {row for row, _ in cells(answer)} == {"Training"}
    assert answer.parts[0].columns == ("Glaziers", "Organ Builders")
    both = ask(advisor, "which one pays more?", "How much do glaziers earn?", "and ushers?")
    assert set(both.parts[0].columns) == {"Glaziers", "Ushers"}
    assert "highest" in notices(both)


@pytest.mark.parametrize("asked", ["can a glazier become an organ builder?", "what do glaziers and ushers wear?"])
def test_another_question_about_two_careers_is_answered_as_before(advisor: Advisor, asked: str) -> None:
    assert not any(part.kind is PartKind.TABLE for part in ask(advisor, asked).parts)
