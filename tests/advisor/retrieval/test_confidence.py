"""How surely a guide answers is told by signals, each of which moves it the way it means."""

from dataclasses import replace

import numpy as np
import pytest

from advisor.query.analysis import AnalysedWording
from advisor.query.answer_type import detect_answer_type
from advisor.query.intent_bank import IntentMatch
from advisor.retrieval.confidence import Signals, confidence, signals
from advisor.retrieval.reranking import Evidence

QUESTION = "How many bakers are there?"
INTENT = IntentMatch(
    0.7,
    0.5,
    0.2,
    ("demand",),
    np.ones(4, np.float32) / 2,
    (0.6, -0.4, -0.9),
    {"demand-size": 0.8},
    np.zeros(4, np.float32),
)
EVIDENCE = Evidence((), retrieved=0.6, word_match=0.7, weakest_match=0.5, coverage=0.8)
MIDDLING = Signals(0.5, 0.5, 0.5, 0.5, 0.5)


def understood(intent: IntentMatch | None = INTENT) -> AnalysedWording:
    return AnalysedWording(QUESTION, QUESTION, detect_answer_type(QUESTION), None, intent)


def test_without_a_bank_or_word_vectors_there_are_no_signals() -> None:
    assert signals(understood(), EVIDENCE) is not None
    assert signals(understood(None), EVIDENCE) is None
    assert signals(understood(), replace(EVIDENCE, word_match=None)) is None


@pytest.mark.parametrize("name", ["margin", "word_match", "coverage"])
def test_what_speaks_for_an_answer_makes_it_surer(name: str) -> None:
    assert confidence(replace(MIDDLING, **{name: 1.0})) > confidence(MIDDLING)


def test_a_word_that_leads_away_from_every_passage_makes_it_less_sure() -> None:
    assert confidence(replace(MIDDLING, missing_word=0.1)) < confidence(MIDDLING)


def test_a_question_like_what_guides_do_not_state_is_less_sure() -> None:
    usual = signals(understood(), EVIDENCE)
    unstated = signals(understood(replace(INTENT, usual=0.5, unstated=0.7, kind_scores=(-0.4, 0.6, -0.9))), EVIDENCE)
    assert usual is not None
    assert unstated is not None
    assert unstated.margin < 0 < usual.margin
    assert unstated.career_margin > 0  # it is about a career all the same
    assert confidence(unstated) < confidence(usual)


def test_what_is_usual_for_careers_counts_for_nothing_in_a_text_about_something_else() -> None:
    assert confidence(replace(MIDDLING, margin=2.0), guiding=False) == confidence(MIDDLING, guiding=False)
    nearer = replace(MIDDLING, sentence_cosine=0.8)
    assert confidence(nearer, guiding=False) > confidence(MIDDLING, guiding=False)
