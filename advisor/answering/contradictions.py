"""Contradictions: drafts with both sides of a guide's disagreements."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisor.answering.headed_claims import claim_with_heading
from advisor.domain import BlockKind, Chunk, Citation, Conflict, Draft, DraftClaim, Guide, Passage, Quote
from advisor.facts import Disagreement, Place
from advisor.facts.role_words import singular_words
from advisor.facts.subject import SubjectResolver
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.disputed_topic import TopicMatch, match_topic
from advisor.weights import weights

MAX_SIDES = 2  # for brevity the two best-worded sides stand for the rest
MAX_WORDS = 110
POINTER = re.compile(r"\b(?:it|that|this|these|those|there)\b", re.IGNORECASE)
NOT_FOUND = float("-inf")
# Ranks that mean another role without naming it.
RANKS = frozenset("senior junior assistant apprentice trainee chief".split())


@dataclass(frozen=True, slots=True)
class QuotedDisagreement:
    """A disagreement with one quote a side."""

    about: str
    sides: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class BalancedDraft:
    """A draft with quotes of all sides of its ``disagreements``."""

    draft: Draft
    disagreements: tuple[QuotedDisagreement, ...] = ()

    @property
    def leading(self) -> tuple[DraftClaim, ...]:
        """The draft's claims with a quote of a side."""
        sides = {(q.start, q.end) for one in self.disagreements for q in one.sides}
        return tuple(c for c in self.draft.claims if any((q.start, q.end) in sides for q in c.quotes))

    def conflicts(self, citations: Sequence[Citation]) -> tuple[Conflict, ...]:
        """List the disagreements with at least two cited sides."""
        number = {(c.guide.id, c.start, c.end): c.number for c in citations}
        found = []
        for one in self.disagreements:
            places = [(q.passage.chunk.guide.id, q.start, q.end) for q in one.sides]
            numbers = tuple(number[place] for place in places if place in number)
            if len(numbers) > 1:
                found.append(Conflict(one.about, numbers))
        return tuple(found)


def balance(
    draft: Draft,
    wording: AnalysedWording | None,
    passages: Sequence[Passage],
    snapshot: Snapshot,
    *,
    needs_context: bool = False,
) -> BalancedDraft:
    """Put both sides first where a question is about a guide's disagreement.

    Quoting one side is not enough: the question has to ask about the topic by its words, and either have one of its
    intents or find one of the sides. A follow-up that ``needs_context`` may mean something else by "it" ("how long does
    it take?") and has to name the topic. Prose comes before badges.
    """
    if not draft.claims or not passages or wording is None:
        return BalancedDraft(draft)
    guide = draft.claims[0].quotes[0].passage.chunk.guide
    scores = _sentence_scores(passages, guide)
    asked = [
        one
        for one in snapshot.disagreements(guide.id)
        if not (
            needs_context and POINTER.search(wording.corrected) and not _words(one.about) & _words(wording.corrected)
        )
        and _is_asked(one, draft, wording, scores)
        and not _names_other_role(one, wording.corrected, guide)
    ]
    if not asked:
        return BalancedDraft(draft)
    chunks = [snapshot.chunks[row] for row in snapshot.rows_of_guide[guide.id]]
    quoted = [QuotedDisagreement(one.about, tuple(_quotes(one, draft, scores, chunks))) for one in asked]
    quoted = [one for one in quoted if len(one.sides) > 1]
    if not quoted:
        return BalancedDraft(draft)
    return BalancedDraft(_with_sides_first(draft, [q for one in quoted for q in one.sides]), tuple(quoted))


def _sentence_scores(passages: Sequence[Passage], guide: Guide) -> Mapping[tuple[int, int], float]:
    """Map the start and end of each sentence to its score.

    Only of sentences found in the guide, best first.
    """
    scores: dict[tuple[int, int], float] = {}
    for passage in passages:
        if passage.chunk.guide.id == guide.id and passage.sentence_scores:
            for span, score in zip(passage.chunk.sentences, passage.sentence_scores, strict=True):
                key = (span.start, span.end)
                scores[key] = max(score, scores.get(key, score))
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))


def _is_asked(
    one: Disagreement, draft: Draft, wording: AnalysedWording, scores: Mapping[tuple[int, int], float]
) -> bool:
    match = match_topic(one.about, wording.corrected, wording.intent)
    if match is TopicMatch.NONE:
        return False
    places = [place for side in one.sides for place in side]
    quoted = any(_overlap(place, q.start, q.end) for claim in draft.claims for q in claim.quotes for place in places)
    if one.scope:  # of another role than the guide's own
        return quoted and _words(one.scope) <= _words(wording.corrected)
    found = list(scores)[: weights().contradictions.n_found]
    near = any(_overlap(place, *span) for span in found for place in places)
    return quoted or near or match is TopicMatch.CERTAIN


def _names_other_role(one: Disagreement, question: str, guide: Guide) -> bool:
    """Whether a question names another role of the guide's.

    Its rank counts too ("until senior"). The disagreement is not about that role. False where the guide's own role is
    named as well.
    """
    asked = " ".join(singular_words(question))
    ranks = RANKS & set(asked.split())
    roles: SubjectResolver | None = None
    named = []
    for title in {re.sub(r"(?:(?<!\s)\s++)?\([^)]{0,200}+\)", "", section.title) for section in guide.sections}:
        found = [part for part in _names_in(title) if re.search(rf"\b{re.escape(part)}\b", asked)]
        if found:
            roles = roles or SubjectResolver(guide)
            named += found if roles.section_scope(title) not in ("", one.scope) else []
        elif ranks & set(singular_words(title)):
            roles = roles or SubjectResolver(guide)
            named += ranks if roles.section_scope(title) not in ("", one.scope) else []
    for name in sorted(named, key=len, reverse=True):
        asked = asked.replace(name, " ")
    own = " ".join(singular_words(guide.metadata.role))
    return bool(named) and not (own and own in asked)


def _names_in(title: str) -> list[str]:
    """List the names in a title: ``Production Supervisor / Coordinator`` has two."""
    return [name for part in re.split(r"/|,|\bor\b|\band\b|&", title) if (name := " ".join(singular_words(part)))]


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.casefold())}


def _overlap(place: Place, start: int, end: int) -> bool:
    return place.start < end and start < place.end


def _quotes(
    one: Disagreement, draft: Draft, scores: Mapping[tuple[int, int], float], chunks: Sequence[Chunk]
) -> Iterable[Quote]:
    """Choose one quote a side.

    It is the one that holds usually, else the one that the draft quotes first, else the sentence that answers best.
    """
    quoted = [q for claim in draft.claims for q in claim.quotes]
    order = {(q.start, q.end): -n for n, q in reversed(list(enumerate(quoted)))}

    def worth(place: Place) -> tuple[bool, float, int, float]:
        where = (place.start, place.end)
        return place.usual, order.get(where, NOT_FOUND), place.weight, scores.get(where, NOT_FOUND)

    for side in one.sides[:MAX_SIDES]:
        place = max(side, key=worth)
        present = next((q for q in quoted if (q.start, q.end) == (place.start, place.end)), None)
        chunk = next((c for c in chunks if c.start <= place.start and place.end <= c.end), None)
        if present is not None:
            yield present
        elif chunk is not None:
            words = chunk.guide.text[place.start : place.end]
            yield Quote(Passage(chunk, 0.0, 0.0), place.start, place.end, words)


def _with_sides_first(draft: Draft, sides: Sequence[Quote]) -> Draft:
    """Put the sides as claims before the draft's own sentences.

    Sentences beyond MAX_WORDS go. Further labels are left out: beside two that disagree, one of another role reads as a
    third side.
    """
    first = list({claim.text: claim for claim in map(claim_with_heading, sides)}.values())
    shown = {claim.text for claim in first}
    n_words = sum(len(claim.text.split()) for claim in first)
    rest = []
    for claim in draft.claims:
        if claim.text in shown or _is_label(claim) or n_words + len(claim.text.split()) > MAX_WORDS:
            continue
        rest.append(claim)
        n_words += len(claim.text.split())
    return Draft(draft.writer, (*first, *rest))


def _is_label(claim: DraftClaim) -> bool:
    kinds = {
        block.kind
        for quote in claim.quotes
        for block in quote.passage.chunk.section.blocks
        if block.start <= quote.start and quote.end <= block.end
    }
    return bool(kinds & {BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW})
