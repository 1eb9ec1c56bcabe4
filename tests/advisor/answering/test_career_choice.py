"""Careers are found by what their own guides state of them, each with its proof."""

from collections.abc import Iterator

import pytest

from advisor.answering.advisor import Advisor
from advisor.domain import PartKind, Status
from advisor.embeddings import OnnxEmbedder
from tests.advisor.answering.five_careers import FILES, advisor_of, ask, found, notices


@pytest.fixture(scope="module")
def advisor(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    with advisor_of(tuple(FILES), tmp_path_factory.mktemp("choice"), encoder) as advisor:
        yield advisor


@pytest.mark.parametrize(
    ("asked", "careers"),
    [
        ("Which jobs pay over $60,000?", ["Cartographers"]),
        ("which careers pay less than 60k a year", ["Ushers", "Glaziers"]),
        ("jobs paying between $50,000 and $80,000", ["Cartographers", "Glaziers"]),
        ("What jobs pay over $20 an hour?", ["Deckhands"]),
        ("careers over €80,000", ["Organ Builders"]),
        ("Which careers don't need a degree?", ["Deckhands", "Ushers", "Glaziers"]),
        ("which careers can be done remotely", ["Cartographers"]),
        ("Which careers are growing faster than average?", ["Cartographers"]),
        ("what jobs need only short training", ["Ushers"]),
        ("which trades have an apprenticeship?", ["Glaziers"]),
        ("which jobs involve working outdoors", ["Deckhands", "Glaziers"]),
        ("jobs with night work", ["Ushers"]),
        ("which jobs need no degree and pay over $50,000", ["Glaziers"]),
        ("what are the best paying jobs?", ["Cartographers", "Glaziers", "Ushers"]),
    ],
)
def test_the_careers_that_meet_the_conditions_are_listed_with_their_proof(
    advisor: Advisor, asked: str, careers: list[str]
) -> None:
    answer = ask(advisor, asked)
    assert answer.status is Status.ANSWERED
    assert found(answer) == careers
    assert answer.parts[0].n_all == len(careers)


def test_pay_of_a_level_a_place_or_another_career_is_not_the_careers_own(advisor: Advisor) -> None:
    answer = ask(advisor, "Which jobs pay more than $90,000?")
    assert answer.status is Status.NOT_IN_GUIDE
    assert answer.citations == ()


def test_it_is_said_how_many_guides_do_not_say_or_say_it_in_another_unit(advisor: Advisor) -> None:
    answer = ask(advisor, "Which jobs pay over $60,000?")
    (unit,) = [notice for notice in answer.notices if notice.kind == "other_unit"]
    assert unit.values == {"n": "2", "all": "5"}
    silent = ask(advisor, "which careers can be done remotely")
    assert [notice.values for notice in silent.notices if notice.kind == "silent"] == [{"n": "4", "all": "5"}]
    assert "4 of 5 guides do not say." in [notice.text for notice in silent.notices]


def test_a_question_for_advice_without_a_criterion_is_told_what_can_be_asked(advisor: Advisor) -> None:
    for asked in ("Which career suits me?", "what's the best career?", "what job should i choose"):
        answer = ask(advisor, asked)
        assert answer.status is Status.CLARIFY
        assert answer.reason
        assert answer.reason.kind == "no_criterion"


def test_a_follow_up_adds_to_the_conditions_or_replaces_one(advisor: Advisor) -> None:
    first = "Which careers don't need a degree?"
    assert found(ask(advisor, "and which of those pay over $50,000?", first)) == ["Glaziers"]
    assert found(ask(advisor, "and under $50,000?", first, "which of those pay over $50,000?")) == ["Ushers"]


@pytest.mark.parametrize(
    "asked",
    [
        "which certifications do glaziers need?",
        "which careers can I move into from here?",
        "compare the two degrees",
        "what jobs can a cartographer advance to?",
        "which jobs in Ohio pay over $60,000?",
        "which jobs pay more than glaziers?",
        "which jobs are fun and pay over $60,000?",
        "how many jobs are there for ushers?",
    ],
)
def test_what_looks_alike_or_is_not_all_understood_is_not_taken(advisor: Advisor, asked: str) -> None:
    answer = ask(advisor, asked)
    assert not any(part.kind in (PartKind.CAREERS, PartKind.TABLE) for part in answer.parts)
    assert answer.reason is None or answer.reason.kind not in ("no_career", "no_criterion")


def test_of_a_single_guide_no_career_is_chosen(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> None:
    with advisor_of(("cartographer.md",), tmp_path_factory.mktemp("one"), encoder) as advisor:
        for asked in ("Which jobs pay over $60,000?", "Which career suits me?", "compare cartographers and glaziers"):
            answer = ask(advisor, asked)
            assert not any(part.kind in (PartKind.CAREERS, PartKind.TABLE) for part in answer.parts)
            assert not notices(answer) & {"silent", "other_unit"}
            assert answer.reason is None or answer.reason.kind not in ("no_career", "no_criterion")
