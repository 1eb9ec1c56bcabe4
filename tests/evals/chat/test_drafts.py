"""Drafts spoilt on purpose are wrong in one way each, and a writer's measure counts what was shown of them."""

import random

import pytest

from evals.cases.shipped import suite_path
from evals.cases.suite import Half, load_suite
from evals.chat.drafts import KINDS, N_DRAFTS, SpoilInput, paraphrases
from evals.chat.following import REWRITINGS
from evals.chat.lines import ModelFigure

AROUND = "Smiths earn $45,000 a year. Masters earn $81,000 after 5 years."


def spoilt(kind: str, text: str) -> list[str]:
    return list(KINDS[kind](SpoilInput(text, AROUND, random.Random(1))))


@pytest.mark.parametrize(
    ("kind", "text", "wrong"),
    [
        ("number changed", "Smiths earn $45,000.", "Smiths earn $22,501."),
        ("number swapped for another of the passages", "Smiths earn $45,000.", "Smiths earn $81,000."),
        ("two numbers of one sentence swapped", "It takes 3 to 5 years.", "It takes 5 to 3 years."),
        ("name or credential swapped", "Many hold a PMP.", "Many hold a CFA."),
        ("“not” inserted", "The work is hard.", "The work is not hard."),
        ("“not” removed", "They do not travel.", "They travel."),
        ("“not” removed", "A smith cannot rest.", "A smith can rest."),
        ("“not” removed", "It runs without a break.", "It runs with a break."),
    ],
)
def test_each_kind_spoils_a_sentence_its_own_way(kind: str, text: str, wrong: str) -> None:
    assert wrong in spoilt(kind, text)


@pytest.mark.parametrize("text", ["Not only smiths travel.", "It may or may not rain, if not snow.", "They travel."])
def test_a_not_that_denies_nothing_is_left(text: str) -> None:
    assert spoilt("“not” removed", text) == []


def test_every_kind_finds_something_to_spoil_in_our_paraphrases() -> None:
    for kind in KINDS:
        assert any(spoilt(kind, right.text) for right in paraphrases()), kind
    assert N_DRAFTS // len(KINDS) >= 20


def test_rewritings_by_hand_are_of_the_development_half_only() -> None:
    halves = {case.id: case.half for case in load_suite(suite_path("production-manager")).cases if case.history}
    ids = [line.split("\t")[0] for line in REWRITINGS.read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids)) > 40
    assert {halves[case_id] for case_id in ids} == {Half.DEVELOPMENT}


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (ModelFigure("x", 0.9, 10, least=0.9), "holds"),
        (ModelFigure("x", 0.89, 10, least=0.9), "MISSED"),
        (ModelFigure("x", 1, 10, most=0), "MISSED"),
        (ModelFigure("x", 0.5, 10), "–"),
        (ModelFigure("x", None, least=0.9), "not measured"),
    ],
)
def test_a_figure_is_held_against_what_is_asked(line: ModelFigure, verdict: str) -> None:
    assert line.verdict == verdict
