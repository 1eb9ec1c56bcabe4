"""Draft -> the same with both sides, where it answers a question about which the guide disagrees with itself."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisor.citation import fold
from advisor.domain import BlockKind, Chunk, Citation, Conflict, Draft, DraftClaim, Guide, Passage, Quote
from advisor.facts import Disagreement, Place
from advisor.facts.role_words import singular_words
from advisor.facts.subject import SubjectResolver
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.query.disputed_topic import Asked, asked_about

N_NEAR = 8  # sentences that count as what was found for a question
MAX_SIDES = 2  # words are few: the two best-worded sides stand for the rest
MAX_WORDS = 110
NOT_THERE = float("-inf")
# By which another role is meant without its name.
RANKS = frozenset("senior junior assistant apprentice trainee chief".split())


@dataclass(frozen=True, slots=True)
class Torn:
    """One thing that the guide disagrees about, and the quote that leads each side."""

    about: str
    leads: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Confronted:
    """A draft that quotes every side of what is ``torn``."""

    draft: Draft
    torn: tuple[Torn, ...] = ()

    @property
    def leading(self) -> tuple[DraftClaim, ...]:
        """The draft's claims that quote a side."""
        leads = {(q.start, q.end) for one in self.torn for q in one.leads}
        return tuple(c for c in self.draft.claims if any((q.start, q.end) in leads for q in c.quotes))

    def conflicts(self, citations: Sequence[Citation]) -> tuple[Conflict, ...]:
        """What is torn by the numbers of its citations; only where two sides or more were let through."""
        number = {(c.guide.id, c.start, c.end): c.number for c in citations}
        found = []
        for one in self.torn:
            places = [(q.passage.chunk.guide.id, q.start, q.end) for q in one.leads]
            numbers = tuple(number[place] for place in places if place in number)
            if len(numbers) > 1:
                found.append(Conflict(one.about, numbers))
        return tuple(found)


def confront(
    draft: Draft, wording: AnalysedWording | None, passages: Sequence[Passage], snapshot: Snapshot
) -> Confronted:
    """Put both sides first, prose before badges, when the question is about a thing that its guide disagrees about.

    Quoting one side is not enough: the question has to ask about it by its words, and either be like what people ask
    about it or find one of its sides.
    """
    if not draft.claims or not passages or wording is None:
        return Confronted(draft)
    guide = draft.claims[0].quotes[0].passage.chunk.guide
    scores = _scores(passages, guide)
    torn = [
        one
        for one in snapshot.disagreements(guide.id)
        if _is_asked(one, draft, wording, scores) and not _names_another(one, wording.spelt, guide)
    ]
    if not torn:
        return Confronted(draft)
    chunks = [snapshot.chunks[row] for row in snapshot.rows_of_guide[guide.id]]
    leads = [Torn(one.about, tuple(_leads(one, draft, scores, chunks))) for one in torn]
    leads = [one for one in leads if len(one.leads) > 1]
    return (
        Confronted(_with_leads(draft, [q for one in leads for q in one.leads]), tuple(leads))
        if leads
        else Confronted(draft)
    )


def _scores(passages: Sequence[Passage], guide: Guide) -> Mapping[tuple[int, int], float]:
    """How well each sentence that was found in the guide answers, best first."""
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
    asked = asked_about(one.about, wording.spelt, wording.likeness)
    if asked is Asked.NO:
        return False
    places = [place for side in one.sides for place in side]
    quoted = any(_overlap(place, q.start, q.end) for claim in draft.claims for q in claim.quotes for place in places)
    if one.scope:  # of another role than the guide's own
        return quoted and _words(one.scope) <= _words(wording.spelt)
    near = any(_overlap(place, *span) for span in list(scores)[:N_NEAR] for place in places)
    return quoted or near or asked is Asked.SURELY


def _names_another(one: Disagreement, question: str, guide: Guide) -> bool:
    """Whether the question names another role of the guide's and not its own, or only its rank ("until senior"): what
    holds for that is its own matter."""
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
    """``Production Supervisor / Coordinator`` is two names."""
    return [name for part in re.split(r"/|,|\bor\b|\band\b|&", title) if (name := " ".join(singular_words(part)))]


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in re.findall(r"[a-z]+", text.casefold())}


def _overlap(place: Place, start: int, end: int) -> bool:
    return place.start < end and start < place.end


def _leads(
    one: Disagreement, draft: Draft, scores: Mapping[tuple[int, int], float], chunks: Sequence[Chunk]
) -> Iterable[Quote]:
    """One quote a side: of what is said of most, what the draft quotes first, else the sentence that answers best."""
    quoted = [q for claim in draft.claims for q in claim.quotes]
    order = {(q.start, q.end): -n for n, q in reversed(list(enumerate(quoted)))}

    def worth(place: Place) -> tuple[bool, float, int, float]:
        where = (place.start, place.end)
        return place.usual, order.get(where, NOT_THERE), place.weight, scores.get(where, NOT_THERE)

    for side in one.sides[:MAX_SIDES]:
        place = max(side, key=worth)
        held = next((q for q in quoted if (q.start, q.end) == (place.start, place.end)), None)
        chunk = next((c for c in chunks if c.start <= place.start and place.end <= c.end), None)
        if held is not None:
            yield held
        elif chunk is not None:
            words = chunk.guide.text[place.start : place.end]
            yield Quote(Passage(chunk, 0.0, 0.0), place.start, place.end, words)


def _with_leads(draft: Draft, leads: Sequence[Quote]) -> Draft:
    """The leads as claims before the draft's own sentences, as many of those as leave it short. Further labels go: so
    near to two that disagree, one of another role reads as a third side."""
    own = {(q.start, q.end): claim for claim in draft.claims for q in claim.quotes if len(claim.quotes) == 1}
    first = list(dict.fromkeys(own.get((q.start, q.end)) or DraftClaim(fold(q.text), (q,)) for q in leads))
    n_words = sum(len(claim.text.split()) for claim in first)
    rest = []
    for claim in draft.claims:
        if claim in first or _is_label(claim) or n_words + len(claim.text.split()) > MAX_WORDS:
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
