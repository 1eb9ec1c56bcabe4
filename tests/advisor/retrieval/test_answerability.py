"""When a question is declined, and as what: for what it asks for, for what it is like, and never for a word alone."""

from dataclasses import replace

import numpy as np
import pytest

from advisor.domain import Passage, Status
from advisor.embeddings import EncodedText
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from advisor.query.analysis import AnalysedWording
from advisor.query.answer_type import detect_answer_type
from advisor.query.intent_bank import IntentMatch
from advisor.retrieval.answerability import check_answerable
from advisor.retrieval.reranking import Evidence

GUIDE = parse_text(
    "---\nid: bakers\ntitle: Bakers\nrole: Baker\n---\n# Bakers\n\n## Work\n\nBakers bake at night.\n", name="bakers.md"
)
ANSWER, COMMON = np.ones(4, np.float32) / 2, np.zeros(4, np.float32)
USUAL = IntentMatch(0.8, 0.4, 0.2, ("work",), ANSWER, (0.8, -0.8, -1.0), {}, COMMON)
ELSEWHERE = replace(USUAL, usual=0.2, elsewhere=0.8, kind_scores=(-0.9, -0.8, 0.9))
UNSTATED = replace(USUAL, usual=0.4, unstated=0.8, kind_scores=(-0.8, 0.8, -1.0))
(CHUNK,) = chunk_guide(GUIDE)
EVIDENCE = Evidence((Passage(CHUNK, 0.6, 1.0, 0.5),), retrieved=0.6, word_match=0.6, weakest_match=0.5, coverage=0.5)


def asked(question: str, intent: IntentMatch = USUAL, n_words: int = 4) -> AnalysedWording:
    reading = EncodedText(np.ones(4, np.float32) / 2, surfaces=("word",) * n_words)
    return AnalysedWording(question, question, detect_answer_type(question), reading, intent)


def status(understood: AnalysedWording, evidence: Evidence = EVIDENCE) -> Status | None:
    declined = check_answerable(understood, evidence, (GUIDE,))
    return declined.status if declined else None


def test_a_usual_question_with_evidence_is_answered() -> None:
    assert status(asked("When do bakers work?")) is None


@pytest.mark.parametrize("lacking", ["lacks_value", "lacks_names"])
def test_what_is_asked_for_and_lacking_is_declined_however_usual_the_question(lacking: str) -> None:
    assert status(asked("When do bakers work?"), replace(EVIDENCE, **{lacking: True})) is Status.NOT_IN_GUIDE


def test_a_question_like_those_that_guides_leave_open_is_not_in_the_guide() -> None:
    assert status(asked("What do bakers get for Christmas?", UNSTATED)) is Status.NOT_IN_GUIDE


def test_a_question_like_those_about_other_things_is_out_of_scope() -> None:
    assert status(asked("Who won the match last night?", ELSEWHERE)) is Status.OUT_OF_SCOPE


def test_a_word_that_the_guide_has_is_a_question_about_what_it_says_of_it() -> None:
    whole = replace(EVIDENCE, coverage=1.0)
    assert status(asked("Night?", ELSEWHERE, n_words=1), whole) is None
    assert status(asked("Who won the match last night?", ELSEWHERE, n_words=4), whole) is Status.OUT_OF_SCOPE


def test_a_short_question_far_from_every_passage_is_answered_when_it_is_a_usual_one() -> None:
    far = replace(EVIDENCE, passages=(Passage(CHUNK, 0.6, 1.0, 0.05),))
    assert status(asked("Is it noisy?"), far) is None


def test_where_one_sentence_meets_all_words_an_unusual_question_is_answered_rather() -> None:
    doubtful = replace(USUAL, usual=0.5, unstated=0.6, kind_scores=(-0.7, 0.725, -1.0))
    met = replace(EVIDENCE, word_match=0.75, weakest_match=0.75)
    assert status(asked("Do bakers bake at night?", doubtful), met) is None
    assert status(asked("Do bakers bake at night?", doubtful), replace(met, weakest_match=0.4)) is Status.NOT_IN_GUIDE


def test_a_question_of_small_words_alone_still_needs_the_date_that_it_asks_for() -> None:
    wordless = replace(EVIDENCE, word_match=None)
    assert status(asked("When was that?", n_words=0), wordless) is None
    assert status(asked("When was that?", n_words=0), replace(wordless, lacks_value=True)) is Status.NOT_IN_GUIDE


def test_a_sentence_with_the_figure_and_every_word_that_says_of_what_answers() -> None:
    rare = replace(EVIDENCE, word_match=0.3, weakest_match=0.2, coverage=0.1)
    assert check_answerable(asked("How long is it?", UNSTATED), rare, [GUIDE]) is not None
    assert check_answerable(asked("How long is it?", UNSTATED), replace(rare, says_all=True), [GUIDE]) is None
