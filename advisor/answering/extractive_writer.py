"""Passages -> Draft by quoting: whole sentences and list items, the most direct one first. Needs no model."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from advisor.answering.guide_lists import compares, held_by, is_caption, is_neighbour, items_of, led_to
from advisor.citation import fold
from advisor.domain import BlockKind, Draft, DraftClaim, Guide, Passage, Quote, Section, Sought, Span
from advisor.query.answer_type import SUMS_UP, WANTS_ALL, WANTS_LIST, WANTS_SUMMARY
from advisor.text.tokens import stems
from advisor.weights import weights

WRITER = "extractive"

MAX_WORDS = 100
MAX_CLAIMS = 6
MAX_SUMMARY_WORDS, MAX_SUMMARY_CLAIMS = 160, 7
N_PASSAGES = 5
MAX_ITEMS = 25
MAX_LED = 8  # items given of a list that the best sentence leads to
PLAIN_HEADING = re.compile(
    r"\b(?:glance|overview|facts?|summary|introduction|about|general|details|guide|stats)\b", re.I
)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One sentence of a passage with its score for the question."""

    passage: Passage
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.passage.chunk.guide.text[self.span.start : self.span.end]

    @property
    def section(self) -> Section:
        return self.passage.chunk.section

    @property
    def guide(self) -> Guide:
        return self.passage.chunk.guide


class QuotingWriter:
    """Answers with the guide's own sentences."""

    name = WRITER

    def draft(self, parts: Sequence[Sought]) -> Draft:
        """For each thing sought a few sentences, about a hundred words for all, or a list where one answers. Sentences
        that say the same are one claim with several quotes. Empty without passages."""
        chosen = [e for part in parts for e in _answer(part, len(parts))]
        return Draft(self.name, tuple(_claims(chosen)))


def _answer(part: Sought, n_parts: int) -> list[_Evidence]:
    evidence = [e for passage in part.passages[:N_PASSAGES] for e in _evidence(passage)]
    if not evidence:
        return []
    wanted = set(stems(part.question))
    # What only leads to a list says nothing without it, and a caption nothing at all.
    evidence = [e for e in evidence if not is_caption(e.guide, e.section, e.span)] or evidence
    first = max(evidence, key=lambda e: e.score)
    led = led_to(first.guide, first.section, first.span)
    evidence = [e for e in evidence if not is_neighbour(first.section, e.section, wanted)]
    evidence = [e for e in evidence if e is first or not (led_to(e.guide, e.section, e.span) or _is_aside(e, wanted))]
    if WANTS_LIST.search(part.question):
        items = _list(part, first)
        if items:
            return items
        whole = WANTS_ALL.search(part.question) and not WANTS_SUMMARY.search(part.question)
        if whole and (held := _held(part, first, wanted)):
            return held
    if WANTS_SUMMARY.search(part.question):
        told = _supported(first, evidence, MAX_SUMMARY_WORDS // n_parts, MAX_SUMMARY_CLAIMS)
        if SUMS_UP.search(part.question):
            # A summary reads in the guide's own order, where "they" follows whom it stands for.
            told.sort(key=lambda e: (e.passage.chunk.guide.id, e.span.start))
        return told
    if led:
        return [first, *_fitting(led, first, evidence, MAX_WORDS // n_parts)]
    return _supported(first, evidence, MAX_WORDS // n_parts, max(2, MAX_CLAIMS - n_parts + 1))


def _is_aside(evidence: _Evidence, wanted: Set[str]) -> bool:
    """Whether a row is of another group than the career, which nobody asked about."""
    own = set(stems(evidence.guide.title))
    name = set(stems(evidence.text.split(":")[0]))
    return not name & (wanted - own) and compares(evidence.guide, evidence.section, evidence.span, own)


def _held(part: Sought, first: _Evidence, wanted: Set[str]) -> list[_Evidence]:
    """What stands under a heading whose whole is asked for; none unless the best sentence stands there as well."""
    by_section = {p.chunk.section: p for p in reversed(part.passages)}
    held = held_by(first.guide, wanted)
    near = any(section.path[: len(first.section.path)] == first.section.path for section, _ in held)
    if not near or any(section not in by_section for section, _ in held):
        return []
    return [_Evidence(by_section[section], span, 0.0) for section, spans in held for span in spans][:MAX_ITEMS]


def _evidence(passage: Passage) -> list[_Evidence]:
    scores = passage.sentence_scores or (0.0,) * len(passage.chunk.sentences)
    return [_Evidence(passage, span, score) for span, score in zip(passage.chunk.sentences, scores, strict=True)]


def _list(part: Sought, first: _Evidence) -> list[_Evidence]:
    """The items of the list that answers best, all of them or those that stand out; none where prose answers."""
    wanted = set(stems(part.question))
    lists = [p for p in part.passages[: N_PASSAGES + 1] if len(_items(p, wanted)) >= 2]
    if not lists:
        return []
    tuned = weights().writer
    best = max(lists, key=lambda p: p.score + tuned.heading_weight * (p.heading or 0.0))
    if best.score < tuned.list_share * first.score:
        return []
    scored = {e.span: e.score for p in lists if p.chunk.section is best.chunk.section for e in _evidence(p)}
    items = [_Evidence(best, s, scored.get(s, 0.0)) for s in _items(best, wanted)]
    top = max(item.score for item in items)
    near = [item for item in items if item.score >= tuned.item_share * top]
    if not WANTS_ALL.search(part.question) and len(near) * 3 <= len(items) and len(items) > 6:
        return sorted(near, key=lambda item: -item.score)[:MAX_CLAIMS]
    return items[:MAX_ITEMS]


def _items(passage: Passage, wanted: Set[str]) -> tuple[Span, ...]:
    """The items of a passage's section; paragraphs are such only where what is asked for heads them."""
    chunk = passage.chunk
    items = items_of(chunk.guide, chunk.section)
    is_list = any(block.kind in (BlockKind.ITEM, BlockKind.ROW) for block in chunk.section.body)
    return items if is_list or wanted & set(stems(chunk.section.title)) else ()


def _fitting(led: Sequence[Span], first: _Evidence, evidence: Sequence[_Evidence], max_words: int) -> list[_Evidence]:
    """Of what a sentence leads to all that fits, in its order: the best, where not all does."""
    scored = {e.span: e.score for e in evidence if e.section is first.section}
    items = [_Evidence(first.passage, span, scored.get(span, 0.0)) for span in led]
    kept: set[Span] = set()
    n_words = len(first.text.split())
    for item in sorted(items, key=lambda e: -e.score):
        n_words += len(item.text.split())
        if n_words > max_words or len(kept) == MAX_LED:
            break
        kept.add(item.span)
    return [item for item in items if item.span in kept]


def _supported(first: _Evidence, evidence: Sequence[_Evidence], max_words: int, max_claims: int) -> list[_Evidence]:
    tuned = weights().writer
    chosen = [first]
    n_words = len(first.text.split())
    for other in sorted(evidence, key=lambda e: -e.score):
        share = tuned.neighbour_share if other.section is first.section else tuned.support_share
        if len(chosen) == max_claims or other.score < tuned.neighbour_share * first.score:
            break
        if other is first or other.score < share * first.score:
            continue
        n_more = 0 if any(_same(other, held) for held in chosen) else len(other.text.split())
        if n_words + n_more > max_words:
            continue
        chosen.append(other)
        n_words += n_more
    # Support reads in the guide's own order, the best passage's first.
    rank = {id(e.passage): n for n, e in reversed(list(enumerate(sorted(chosen, key=lambda e: -e.passage.score))))}
    return [first, *sorted(chosen[1:], key=lambda e: (rank[id(e.passage)], e.span.start))]


def _same(one: _Evidence, other: _Evidence) -> bool:
    if one.passage.chunk.guide.id == other.passage.chunk.guide.id and one.span == other.span:
        return True
    mine, theirs = set(stems(one.text)), set(stems(other.text))
    numbers = re.compile(r"\d+")
    if set(numbers.findall(one.text)) != set(numbers.findall(other.text)):
        return False
    return len(mine & theirs) >= weights().writer.same_share * max(1, len(mine), len(theirs))


def _claims(chosen: Sequence[_Evidence]) -> Iterator[DraftClaim]:
    """One claim for each thing said, with the quotes of all that say it."""
    groups: list[list[_Evidence]] = []
    for evidence in chosen:
        same = next((group for group in groups if _same(evidence, group[0])), None)
        if same is None:
            groups.append([evidence])
        elif all(evidence.span != held.span for held in same):
            same.append(evidence)
    for group in groups:
        heading = _heading(group[0])
        text = fold(group[0].text)
        quotes = [_quote(evidence.passage, evidence.span) for evidence in group]
        if heading is not None:
            quotes.insert(0, _quote(group[0].passage, heading))
            text = f"{fold(quotes[0].text)}: {text}"
        yield DraftClaim(text, tuple(quotes))


def _quote(passage: Passage, span: Span) -> Quote:
    return Quote(passage, span.start, span.end, passage.chunk.guide.text[span.start : span.end])


def _heading(evidence: _Evidence) -> Span | None:
    """The heading that a bare figure or label needs to be understood ("Entry-Level: $71,750": of what, in which
    currency?); None for a sentence, and where the heading says nothing."""
    section = evidence.section
    block = next((b for b in section.body if b.start <= evidence.span.start and evidence.span.end <= b.end), None)
    heading = section.blocks[0] if section.blocks and section.blocks[0].kind is BlockKind.HEADING else None
    if block is None or heading is None or block.kind not in (BlockKind.LABEL, BlockKind.FIGURE, BlockKind.ROW):
        return None
    title = evidence.passage.chunk.guide.text[heading.start : heading.end]
    says_more = set(stems(title)) - set(stems(evidence.text))
    is_long = len(evidence.text.split()) > weights().writer.label_words
    if not says_more or PLAIN_HEADING.search(title) or is_long or title.endswith("?"):
        return None
    return Span(heading.start, heading.end)
