"""Of a follow-up the reader's own words ask, its topic says of what, and what was said is not said again."""

from collections.abc import Mapping

import numpy as np
import pytest

from advisor.answering.follow_up_ranking import GatheredEvidence, blend, demote_repetitions, rank_follow_up
from advisor.dialogue.query_rewriting import RewrittenQuestion
from advisor.domain import Passage, Status
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import Form, parse_text
from advisor.query.analysis import AnalysedWording
from advisor.query.answer_type import detect_answer_type
from advisor.query.intent_bank import IntentMatch
from advisor.retrieval.reranking import Evidence

GUIDE = parse_text(
    """# Baker Career Guide

## Pay

Bakers earn a good wage. Masters earn more than helpers.

## Hours

Bakers rise before dawn.
""",
    name="baker.md",
    form=Form.MARKDOWN,
)
OWN, WHOLE = "and the hours?", "the hours (How much do bakers earn)"
EITHER = RewrittenQuestion(WHOLE, (OWN, WHOLE), needs_context=True)


def intent(usual: float = 0.6, unstated: float = 0.3, elsewhere: float = 0.1) -> IntentMatch:
    kinds = (2 * usual - 1, 2 * unstated - 1, 2 * elsewhere - 1)
    return IntentMatch(
        usual, unstated, elsewhere, ("pay",), np.ones(4, np.float32) / 2, kinds, {}, np.zeros(4, np.float32)
    )


USUAL, UNSTATED, FOREIGN = intent(), intent(0.3, 0.7, 0.1), intent(0.2, 0.2, 0.8)


def understood(text: str, like: IntentMatch) -> AnalysedWording:
    return AnalysedWording(text, text, detect_answer_type(text), None, like)


def evidence(scores: Mapping[str, float], *, words: float = 0.8) -> Evidence:
    """``scores`` of the first sentence of each section, the others score 0."""
    passages = []
    for chunk in chunk_guide(GUIDE):
        best = scores.get(chunk.section.title, 0.0)
        passages.append(Passage(chunk, best, 0.0, 0.5, 0.0, (best, *[0.0] * (len(chunk.sentences) - 1))))
    ranked = tuple(sorted(passages, key=lambda passage: -passage.score))
    return Evidence(ranked, retrieved=0.5, word_match=words, weakest_match=words, coverage=words)


def followed(
    own: IntentMatch, own_words: float, whole: IntentMatch, whole_words: float, rewritten: RewrittenQuestion
) -> GatheredEvidence:
    reranked = [
        (understood(OWN, own), evidence({"Hours": 1.0, "Pay": 0.5}, words=own_words)),
        (understood(WHOLE, whole), evidence({"Hours": 0.2, "Pay": 1.0}, words=whole_words)),
    ]
    return rank_follow_up(rewritten, (OWN, WHOLE), reranked, [GUIDE])


def titles(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.chunk.section.title for passage in passages]


def test_sentences_are_weighed_by_both_wordings() -> None:
    own, wider = evidence({"Hours": 1.0, "Pay": 0.6}), evidence({"Hours": 0.2, "Pay": 0.4})
    even, little = blend(own, wider, 1.0), blend(own, wider, 0.25)
    assert [passage.score for passage in even] == pytest.approx([0.6, 0.5])
    assert [passage.score for passage in little] == pytest.approx([0.84, 0.56])
    assert titles(blend(own, evidence({"Hours": 0.0, "Pay": 1.0}), 1.0)) == ["Pay", "Hours"]


def test_a_follow_up_is_answered_as_the_wording_that_stands_alone_from_what_suits_both() -> None:
    found = followed(USUAL, 0.8, USUAL, 0.8, EITHER)
    assert (found.asked, found.decline, titles(found.passages)) == (WHOLE, None, ["Pay", "Hours"])


def test_one_that_needs_little_of_what_was_said_is_answered_by_its_own_words_above_all() -> None:
    assert titles(followed(intent(0.9), 0.8, USUAL, 0.8, EITHER).passages) == ["Hours", "Pay"]


def test_one_that_does_not_lean_and_is_answered_by_itself_takes_nothing_along() -> None:
    own = RewrittenQuestion(WHOLE, (OWN, WHOLE), needs_context=False)
    assert titles(followed(USUAL, 0.8, USUAL, 0.8, own).passages) == ["Hours", "Pay"]


@pytest.mark.parametrize(("own", "status"), [(UNSTATED, Status.NOT_IN_GUIDE), (FOREIGN, Status.OUT_OF_SCOPE)])
def test_own_words_that_ask_for_what_no_guide_has_are_declined_however_well_the_topic_is_covered(
    own: IntentMatch, status: Status
) -> None:
    found = followed(own, 0.1, USUAL, 0.9, EITHER)
    assert found.decline is not None
    assert found.decline.status is status


def test_own_words_too_few_to_be_answered_are_answered_with_their_topic() -> None:
    assert followed(intent(0.35, 0.3, 0.3), 0.1, USUAL, 0.9, EITHER).decline is None


def test_what_was_said_is_put_behind_unless_it_is_asked_for_now() -> None:
    passages = evidence({"Pay": 1.0, "Hours": 0.8}).passages
    given = "Bakers earn a good wage. [1]"
    assert titles(demote_repetitions(passages, "what else?", given)) == ["Hours", "Pay"]
    assert titles(demote_repetitions(passages, "how good is the wage?", given)) == ["Pay", "Hours"]


def test_what_else_leads_to_what_was_not_said() -> None:
    more = RewrittenQuestion(
        WHOLE, ("what else?", WHOLE), needs_context=True, given_answer="Bakers earn a good wage. [1]"
    )
    reranked = [(understood(wording, USUAL), evidence({"Pay": 1.0, "Hours": 0.8})) for wording in ("what else?", WHOLE)]
    assert titles(rank_follow_up(more, more.wordings, reranked, [GUIDE]).passages) == ["Hours", "Pay"]
