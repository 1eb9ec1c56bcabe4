"""Highlighted text as safe HTML: gold, groundedness and guide sections."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from advisor.schemas import BlockOut, GuideOut, SectionOut
from evals.cases.observation import PassageSeen
from evals.cases.record import CaseRecord, SentenceRecord
from evals.metrics.support import TAU

N_WHOLE = 3  # passages shown in full; further ones only where they contain gold
GROUNDED_STEPS = (TAU / 2, TAU, 0.8, 0.95)  # of support, from none to nearly verbatim

Spans = Iterable[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class PassageShown:
    """One passage with its rank; ``text`` is empty when only named."""

    rank: int
    section: str
    href: str
    score: float | None
    holds_gold: bool
    text: Markup


def mark(text: str, spans: Spans, start: int = 0) -> Markup:
    """Escape ``text`` and wrap the spans in <mark>.

    ``text`` begins at offset ``start``; the spans are offsets too.
    """
    inside = sorted(
        (max(0, a - start), min(len(text), b - start)) for a, b in spans if a < start + len(text) and b > start
    )
    out, at = Markup(), 0
    for a, b in inside:
        if b > at:
            out += escape(text[at : max(a, at)]) + Markup("<mark>{}</mark>").format(text[max(a, at) : b])
            at = b
    return out + escape(text[at:])


def passages_of(record: CaseRecord, guide_id: str) -> list[PassageShown]:
    """Return the retrieved passages in order, with gold marked."""
    seen = record.observed.passages if record.observed else None
    shown = []
    for rank, passage in enumerate(seen or (), 1):
        spans = record.gold_spans if passage.guide == guide_id else ()
        held = _overlaps(passage, spans)
        whole = bool(passage.text) and (rank <= N_WHOLE or held)
        shown.append(
            PassageShown(
                rank=rank,
                section=" › ".join(passage.section),
                href=f"#{place_id(passage.guide, passage.section)}",
                score=passage.score,
                holds_gold=held or (passage.start is None and passage.section in {g.section for g in record.case.gold}),
                text=mark(passage.text, spans, passage.start or 0) if whole else Markup(),
            )
        )
    return shown


def groundedness_step(sentence: SentenceRecord) -> int:
    """Grade a sentence from 0 (unsupported) to 4 (nearly verbatim).

    A missing number or a differing negation caps it at 1.
    """
    step = sum(sentence.support >= least for least in GROUNDED_STEPS)
    return min(step, 1) if sentence.numerals_missing or sentence.negation_differs else step


def trouble_of(sentence: SentenceRecord) -> str:
    """Describe what is wrong with a sentence; empty when nothing is."""
    found = []
    if sentence.support < TAU:
        found.append(f"little of it stands in the quote ({sentence.support:.2f})")
    if sentence.numerals_missing:
        found.append(f"not in the quote: {', '.join(sentence.numerals_missing)}")
    if sentence.negation_differs:
        found.append("a “not” more or less than the quote")
    return "; ".join(found)


def place_id(guide: str, section: Iterable[str]) -> str:
    """Return a section's HTML id in the report."""
    words = "-".join((guide, *section)).lower()
    return "g-" + "-".join("".join(c if c.isalnum() else " " for c in words).split())


def sections_of(guide: GuideOut) -> Iterator[tuple[SectionOut, Markup]]:
    """Yield each section with its text, block by block."""
    for section in guide.sections:
        blocks = [block for block in section.blocks if block.kind != "heading"]
        yield section, Markup("\n").join(_block(guide.text, block) for block in blocks)


def _block(text: str, block: BlockOut) -> Markup:
    tag = Markup("<p class={}>{}</p>")
    return tag.format("i" if block.kind == "item" else "p", text[block.start : block.end])


def _overlaps(passage: PassageSeen, spans: Spans) -> bool:
    if passage.start is None or passage.end is None:
        return False
    start, end = passage.start, passage.end
    return any(a < end and b > start for a, b in spans)
