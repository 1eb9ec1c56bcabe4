"""Evidence for each wording of a follow-up -> what it is answered from: its own words ask, the rest says of what."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.dialogue.query_rewriting import Rewritten
from advisor.dialogue.small_talk import clarification, unclear
from advisor.domain import Guide, Passage, Status
from advisor.domain.declines import Decline
from advisor.query.analysis import Understood
from advisor.retrieval.answerability import decline
from advisor.retrieval.reranking import Evidence
from advisor.text.tokens import stems

Vectors = npt.NDArray[np.float32]

STANDS_ALONE = 0.66  # likeness to a usual question from which a follow-up needs little of what was said before
LITTLE = 0.35  # the weight of the other wording then
ELSEWHERE = 0.1  # how much more like a question of another kind the reader's own words have to be
SAID = 0.8  # share of a sentence's stems in the last answer from which it was said there
SAID_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Found:
    """``asked`` is the wording that is answered, from ``passages``, best first; or ``refusal`` says why it is not.

    ``vector`` is that of the reader's own words, None without an encoder; ``understood`` is the answered wording.
    """

    asked: str
    passages: tuple[Passage, ...]
    refusal: Decline | None
    understood: Understood
    vector: Vectors | None = None


Weighed = tuple[Understood, Evidence]


def follow(rewritten: Rewritten, weighed: Sequence[Weighed], guides: Sequence[Guide]) -> Found:
    """``weighed``: each wording of ``rewritten``, in order, with the evidence for it among the same passages."""
    own, evidence = weighed[0]
    vector = own.reading.vector if own.reading else None
    refusal = decline(own, evidence, guides)
    if refusal is not None and len(weighed) == 1 and unclear(own.spelt):
        refusal = clarification(guides)
    if len(weighed) == 1 or (not rewritten.leans and refusal is None):
        return Found(rewritten.searched, evidence.passages, refusal, own, vector)
    whole, wider = weighed[-1]
    if _asks_else(own, refusal):
        return Found(rewritten.searched, evidence.passages, refusal, own, vector)
    if refusal is not None:
        refusal = decline(whole, wider, guides)
    likeness = own.likeness
    alone = likeness is not None and likeness.usual >= STANDS_ALONE and not rewritten.said
    passages = blended(evidence, wider, LITTLE if alone else 1.0)
    if rewritten.said:
        passages = unsaid(passages, own.spelt, rewritten.said)
    return Found(rewritten.wordings[-1], passages, refusal, whole, vector)


def _asks_else(own: Understood, refusal: Decline | None) -> bool:
    """Whether the reader's own words ask for what no guide has, whatever they are about."""
    likeness = own.likeness
    if refusal is None or likeness is None:
        return False
    if refusal.status is Status.OUT_OF_SCOPE:
        return likeness.elsewhere > likeness.usual + ELSEWHERE
    return likeness.unstated > likeness.usual


def blended(own: Evidence, wider: Evidence, weight: float) -> tuple[Passage, ...]:
    """The passages scored by both, best first; ``weight`` is that of the wider evidence."""
    other = {passage.chunk.id: passage for passage in wider.passages}
    passages = []
    for passage in own.passages:
        also = other[passage.chunk.id]
        scores = tuple(
            (a + weight * b) / (1 + weight) for a, b in zip(passage.sentence_scores, also.sentence_scores, strict=True)
        )
        score = (passage.score + weight * also.score) / (1 + weight)
        passages.append(replace(passage, score=max(scores, default=score), sentence_scores=scores))
    return tuple(sorted(passages, key=lambda passage: -passage.score))


def unsaid(passages: Sequence[Passage], asked: str, said: str) -> tuple[Passage, ...]:
    """The passages with what was said already put behind, unless it has a word that is asked for now."""
    wanted, heard = set(stems(asked)), set(stems(said))
    fresh = []
    for passage in passages:
        text = passage.chunk.guide.text
        scores = []
        for span, score in zip(passage.chunk.sentences, passage.sentence_scores, strict=False):
            words = set(stems(text[span.start : span.end]))
            told = words and not words & wanted and len(words & heard) >= SAID * len(words)
            scores.append(score * SAID_WEIGHT if told and score > 0 else score)
        fresh.append(replace(passage, score=max(scores, default=passage.score), sentence_scores=tuple(scores)))
    return tuple(sorted(fresh, key=lambda passage: -passage.score))
