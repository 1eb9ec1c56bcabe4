"""Follow-up ranking: evidence for a follow-up's own words and for its context."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from advisor.dialogue.history import MARKERS
from advisor.dialogue.query_rewriting import BARE_WHICH, RewrittenQuestion
from advisor.dialogue.small_talk import ask_to_clarify, is_vague
from advisor.domain import Guide, Passage, Status
from advisor.domain.declines import Decline
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.needs import read_need
from advisor.retrieval.answerability import check_answerable, is_near_miss
from advisor.retrieval.requirements import lacks_value
from advisor.retrieval.reranking import Evidence
from advisor.retrieval.word_match import coverage
from advisor.text.tokens import stems
from advisor.weights import weights

LONG_SENTENCE = 30  # characters, from which a sentence is found inside a line too

Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class GatheredEvidence:
    """The evidence for one sub-query, or its decline.

    ``own`` are the reader's own words, ``asked`` is the question that is answered, from ``passages``, best first.
    ``vector`` is that of the reader's own words, None without an encoder; ``wording`` is the answered one.
    ``is_near_miss``: the passages may not answer. ``lacks``: what they do not tell, in the reader's words, as a clause.
    """

    own: str
    asked: str
    passages: tuple[Passage, ...]
    decline: Decline | None
    wording: AnalysedWording
    vector: Vectors | None = None
    is_near_miss: bool = False
    lacks: str = ""


RerankedWording = tuple[AnalysedWording, Evidence]


def rank_follow_up(
    rewritten: RewrittenQuestion,
    wordings: Sequence[str],
    reranked: Sequence[RerankedWording],
    guides: Sequence[Guide],
) -> GatheredEvidence:
    """Blend the evidence of a question's wordings and decide whether it answers.

    ``wordings``: those that were searched for in these guides, the reader's own first. ``reranked``: each with its
    evidence among the same passages.
    """
    if rewritten.needs_context:
        asked_for = frozenset(stems(reranked[0][0].corrected))
        reranked = [(wording, demote_shown(evidence, rewritten.shown, asked_for)) for wording, evidence in reranked]
    own, evidence = reranked[0]
    vector = own.encoded.vector if own.encoded else None
    decline = check_answerable(own, evidence, guides)
    if decline is not None and len(reranked) == 1 and is_vague(own.corrected):
        # "What do they do?" has no subject, and is asked of a career as it stands.
        usual = own.intent.usual if own.intent is not None else 0.0
        decline = None if usual >= weights().follow_up.vague_similarity else ask_to_clarify(guides)
    if len(reranked) == 1 or (not rewritten.needs_context and decline is None) or _is_unanswerable(own, decline):
        doubtful = is_near_miss(own, evidence)
        return GatheredEvidence(
            wordings[0], wordings[0], evidence.passages, decline, own, vector, is_near_miss=doubtful
        )
    contextual, wider = reranked[-1]
    # What is counted or timed is the reader's own to say: the context may not ask for another value instead.
    if decline is not None and not (evidence.lacks_value and lacks_value(own.answer_type, wider.passages)):
        decline = check_answerable(contextual, wider, guides)
    intent, tuned = own.intent, weights().follow_up
    stands_alone = intent is not None and intent.usual >= tuned.standalone_similarity and not rewritten.given_answer
    need = read_need(own.corrected) if rewritten.needs_context else None
    if need is not None and (need.points or BARE_WHICH.match(own.corrected)):
        passages = wider.passages  # "which of those is quickest?" is about what was told
    else:
        passages = blend(evidence, wider, tuned.context_weight if stands_alone else 1.0)
    if rewritten.given_answer:
        passages = demote_repetitions(passages, own.corrected, rewritten.given_answer)
    asked = wordings[0] if rewritten.context else wordings[-1]
    doubtful = is_near_miss(own, evidence) and is_near_miss(contextual, wider)
    return GatheredEvidence(wordings[0], asked, passages, decline, contextual, vector, is_near_miss=doubtful)


def _is_unanswerable(own: AnalysedWording, decline: Decline | None) -> bool:
    """Whether the reader's own words are unanswerable in any context."""
    intent = own.intent
    if decline is None or intent is None:
        return False
    if decline.status is Status.OUT_OF_SCOPE:
        return intent.elsewhere > intent.usual + weights().follow_up.other_kind_lead
    return intent.unstated > intent.usual


def blend(own: Evidence, wider: Evidence, weight: float) -> tuple[Passage, ...]:
    """Average the passages' scores of two wordings, best first.

    ``weight`` is that of the wider evidence.
    """
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


def demote_repetitions(passages: Sequence[Passage], asked: str, given: str) -> tuple[Passage, ...]:
    """Lower the scores of sentences repeating a given answer.

    A sentence with a word that is asked for now keeps its score.
    """
    tuned = weights().follow_up
    wanted, answered = set(stems(asked)), set(stems(given))
    demoted = []
    for passage in passages:
        text = passage.chunk.guide.text
        scores = []
        for span, score in zip(passage.chunk.sentences, passage.sentence_scores, strict=False):
            words = set(stems(text[span.start : span.end]))
            repeats = words and not words & wanted and len(words & answered) >= tuned.repeated_share * len(words)
            scores.append(score * tuned.repeated_weight if repeats and score > 0 else score)
        demoted.append(replace(passage, score=max(scores, default=passage.score), sentence_scores=tuple(scores)))
    return tuple(sorted(demoted, key=lambda passage: -passage.score))


def demote_shown(evidence: Evidence, shown: Sequence[str], wanted: Collection[str]) -> Evidence:
    """Lower the scores of sentences shown before, best passage first.

    So of sentences that score nearly alike a new one is told. One with a stem in ``wanted``, or under a heading with
    one, keeps its score.
    """
    lines = {_plain(line) for answer in shown for line in answer.splitlines()}
    if not lines:
        return evidence
    weight = weights().follow_up.shown_weight
    running = "\n".join(lines)
    wanted = frozenset(wanted)

    def is_shown(said: str) -> bool:
        return said in lines or (len(said) >= LONG_SENTENCE and said in running)

    passages = []
    for passage in evidence.passages:
        text = passage.chunk.guide.text
        if not set(stems(" ".join(passage.chunk.section.path))).isdisjoint(wanted):
            passages.append(passage)
            continue
        plain = [_plain(text[span.start : span.end]) for span in passage.chunk.sentences]
        scores = tuple(
            score * weight if score > 0 and is_shown(said) and wanted.isdisjoint(stems(said)) else score
            for said, score in zip(plain, passage.sentence_scores, strict=False)
        )
        if scores != passage.sentence_scores:
            passage = replace(passage, score=max(scores, default=passage.score), sentence_scores=scores)  # noqa: PLW2901
        passages.append(passage)
    return replace(evidence, passages=tuple(sorted(passages, key=lambda passage: -passage.score)))


def _plain(text: str) -> str:
    return " ".join(MARKERS.sub("", text).split()).strip("-•* ").lower()


def find_quoted_rows(answer: str, snapshot: Snapshot, guide_id: str | None) -> Mapping[int, float]:
    """Find the chunks quoted by an answer: rows and weights (0..1).

    The weight is 1 for the quoted sections and less for those beside them. Empty where the answer is none of the
    guide's.
    """
    tuned = weights().follow_up
    words = MARKERS.sub("", answer)
    scores = snapshot.bm25.score_all(words)
    rows = snapshot.rows_of_guide[guide_id] if guide_id else range(len(snapshot.chunks))
    best = max(rows, key=lambda row: float(scores[row]), default=None)
    if best is None or scores[best] <= 0 or coverage(snapshot, words, snapshot.chunks[best]) < tuned.answer_coverage:
        return {}
    places = {row: (snapshot.chunks[row].guide.id, snapshot.chunks[row].section.path) for row in rows}
    quoted = {places[row] for row in rows if scores[row] >= tuned.quoted_score_share * scores[best]}
    beside = Counter((guide, path[:-1]) for guide, path in set(places.values()) if len(path) > 1)
    around = {(guide, path[:-1]) for guide, path in quoted if 0 < beside[guide, path[:-1]] <= tuned.max_siblings}
    found = {row: 1.0 for row in rows if places[row] in quoted}
    return {row: tuned.sibling_share for row in rows if (places[row][0], places[row][1][:-1]) in around} | found


def promote_quoted(evidence: Evidence, quoted: Mapping[int, float], snapshot: Snapshot) -> Evidence:
    """Raise the scores of quoted passages by their weights, best passage first."""
    if not quoted:
        return evidence
    most = weights().follow_up.quoted_bonus
    passages = []
    for passage in evidence.passages:
        bonus = most * quoted.get(snapshot.row_of_chunk[passage.chunk.id], 0.0)
        scores = tuple(score + bonus for score in passage.sentence_scores)
        passages.append(replace(passage, score=passage.score + bonus, sentence_scores=scores))
    return replace(evidence, passages=tuple(sorted(passages, key=lambda passage: -passage.score)))
