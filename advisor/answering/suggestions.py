"""Questions to ask next: made for a guide when it is indexed, tried, and kept when the guide answers them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.domain import Answer, Citation, Guide, Section, Status
from advisor.domain.declines import TITLE_WORDS, Decline, suggestions
from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.index.library.suggestions import Suggestions
from advisor.index.serving import Snapshot
from advisor.text.inflection import plural
from advisor.text.tokens import stems

Vectors = npt.NDArray[np.float32]
Ask = Callable[[Sequence[str]], Sequence[Answer]]
Read = Callable[[Sequence[str]], Sequence[EncodedText]]

PATTERNS = Path(__file__).with_name("suggested.txt")
MAX_TRIED = 32  # questions a guide; each costs about a hundredth of a second
FEW = 6  # kept questions under which a guide's own headings are tried as well
N_SUGGESTED = 3
N_RELATED = 8
ABOUT, N_ABOUT = 0.25, 4  # a usual question is answered by one of so many nearest sections, at least so near
SAME = 0.6  # share of the stems of both questions together from which they ask the same
HEADING = re.compile(r"^(?:at a glance|summary|overview|introduction|sources|references|contacts?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be suggested. ``section``: whose heading it was made from; None for a usual question, and
    ``core`` is then what remains of it without the role."""

    text: str
    section: Section | None = None
    core: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """The sections of a guide that have chunks, each with the vectors of these; without vectors where there is no
    encoder."""

    number: Mapping[Section, int]
    owner: npt.NDArray[np.intp]
    chunks: Vectors

    @classmethod
    def of(cls, guide: Guide, snapshot: Snapshot) -> "Places":
        rows = snapshot.rows_of_guide[guide.id]
        number = {section: n for n, section in enumerate(guide.sections)}
        owner = np.array([number[snapshot.chunks[row].section] for row in rows], np.intp)
        if not snapshot.record.dimensions:
            return cls(number, owner, np.empty((0, 0), np.float32))
        stored = snapshot.vectors(rows)
        place = {key: n for n, key in enumerate(stored.keys)}
        return cls(number, owner, stored.chunks[[place[snapshot.keys[row]] for row in rows]])

    def are_about(self, core: str, section: Section, read: Read) -> bool:
        """Whether a section is among those nearest to a question; always without an encoder."""
        if not self.chunks.size:
            return True
        cosines = self.chunks @ read([core])[0].vector
        best = {n: float(cosines[self.owner == n].max()) for n in set(self.owner.tolist())}
        own = best.get(self.number[section], -1.0)
        return own >= ABOUT and sum(other > own for other in best.values()) < N_ABOUT

    def related(self, sections: Sequence[int], vectors: Vectors) -> dict[int, tuple[int, ...]]:
        """For each section by number, the questions that are answered elsewhere (in ``sections``): those nearest in
        meaning first, in reading order without an encoder."""
        related = {}
        for n in sorted(set(self.owner.tolist())) if sections else ():
            near = -np.abs(np.array(sections, np.float32) - n)
            if self.chunks.size and vectors.size:
                near = vectors @ self.chunks[self.owner == n].mean(axis=0)
            elsewhere = [int(q) for q in np.argsort(-near, kind="stable") if sections[q] != n]
            related[n] = tuple(elsewhere[:N_RELATED])
        return related


class ReadAhead:
    """An Embedder that reads some texts together beforehand, and any other when it comes."""

    def __init__(self, inner: Embedder, texts: Sequence[str]) -> None:
        """Raises ProviderError."""
        self._inner = inner
        self._known = (
            dict(zip(texts, inner.encode_in_context([EncoderInput("", text) for text in texts]), strict=True))
            if texts
            else {}
        )

    @property
    def name(self) -> str:
        return self._inner.name

    @property
    def dimensions(self) -> int:
        return self._inner.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self._inner.encode(texts)

    def encode_in_context(self, inputs: Sequence[EncoderInput]) -> list[EncodedText]:
        if all(not one.lead and one.text in self._known for one in inputs):
            return [self._known[one.text] for one in inputs]
        return self._inner.encode_in_context(inputs)


def candidates(guide: Guide) -> list[Candidate]:
    """What may be asked of a guide: its own questions, then the usual ones about its role."""
    own = [Candidate(s.title, s) for s in guide.sections if s.title.endswith("?") and s.body]
    about = roles(guide)
    usual = [Candidate(p.format(roles=about), None, " ".join(p.format(roles="").split())) for p in _patterns()]
    return [*own[: MAX_TRIED // 2], *usual][:MAX_TRIED]


def headings(guide: Guide) -> list[Candidate]:
    """A question for each heading, for a guide that the usual ones find little in."""
    found = [s for s in guide.sections if s.body and not s.title.endswith("?") and not HEADING.match(s.title)]
    return [Candidate(f"What is said about “{s.title}”?", s) for s in found[: MAX_TRIED // 2]]


def roles(guide: Guide) -> str:
    """Those whom a guide is about, in plural."""
    role = guide.metadata.role or " ".join(TITLE_WORDS.sub("", guide.title).split()) or guide.title
    return plural(role)


def try_questions(guide: Guide, snapshot: Snapshot, ask: Ask, read: Read) -> Suggestions:
    """Ask all candidates, and keep those that are answered from the section they were made from or, of the usual ones,
    from a section that is about them. Raises what ``ask`` and ``read`` raise."""
    places = Places.of(guide, snapshot)
    kept = _kept(candidates(guide), places, ask, read)
    if len(kept) < FEW:
        kept += _kept(headings(guide), places, ask, read)
    distinct: list[tuple[str, Section]] = []
    for text, section in kept:
        if not any(section is held and alike(text, other) for other, held in distinct):
            distinct.append((text, section))
    readings = read([text for text, _ in distinct]) if distinct else []
    vectors = np.array([r.vector for r in readings], np.float32) if readings else np.empty((0, 0), np.float32)
    sections = tuple(places.number[section] for _, section in distinct)
    return Suggestions(tuple(text for text, _ in distinct), sections, places.related(sections, vectors), vectors)


def after(answered: Sequence[Citation], snapshot: Snapshot, asked: Sequence[str]) -> tuple[str, ...]:
    """Three questions that follow from what was cited, none of them asked before."""
    guide = answered[0].guide
    known = snapshot.suggestions(guide.id)
    if known is None:
        return suggestions((guide,), {citation.section.anchor for citation in answered})
    number = {section: n for n, section in enumerate(guide.sections)}
    cited = [number[c.section] for c in answered if c.guide == guide and c.section in number]
    order = dict.fromkeys([*known.related.get(cited[0], ()), *range(len(known.questions))])
    fresh = [n for n in order if known.sections[n] not in cited and not _was_asked(known.questions[n], asked)]
    return tuple(known.questions[n] for n in fresh[:N_SUGGESTED])


def instead(
    decline: Decline, snapshot: Snapshot, guides: Sequence[Guide], asked: Sequence[str], vector: Vectors | None = None
) -> Decline:
    """A decline with the one question most like what was asked that is known to be answerable, small talk and a
    question back with three to begin with; as it was where none were tried or the reader is to choose. ``vector``: the
    question's, if any."""
    if decline.choices:
        return decline
    if decline.status in (Status.SMALL_TALK, Status.CLARIFY):
        found = opening(snapshot, guides)
    else:
        question = nearest(snapshot, guides, vector, asked)
        found = (question,) if question else ()
    return replace(decline, suggestions=found) if found else decline


def nearest(snapshot: Snapshot, guides: Sequence[Guide], vector: Vectors | None, asked: Sequence[str]) -> str | None:
    """The question known to be answerable that is most like what was asked; None where none were tried."""
    best: tuple[float, str] | None = None
    for guide in guides:
        known = snapshot.suggestions(guide.id)
        if known is None:
            continue
        for n, text in enumerate(known.questions):
            if _was_asked(text, asked):
                continue
            near = (
                float(known.vectors[n] @ vector) if vector is not None and len(known.vectors) else _share(text, asked)
            )
            if best is None or near > best[0]:
                best = near, text
    return best[1] if best else None


def opening(snapshot: Snapshot, guides: Sequence[Guide]) -> tuple[str, ...]:
    """Three questions to begin with, of different sections; none where none were tried."""
    found: list[str] = []
    for guide in guides:
        known = snapshot.suggestions(guide.id)
        if known is not None:
            first = {section: n for n, section in reversed(list(enumerate(known.sections)))}
            found += [known.questions[n] for n in sorted(first.values())]
        if len(found) >= N_SUGGESTED:
            break
    return tuple(found[:N_SUGGESTED])


def alike(one: str, other: str) -> bool:
    mine, theirs = set(stems(one)), set(stems(other))
    return len(mine & theirs) >= SAME * max(1, len(mine | theirs))


def _kept(tried: Sequence[Candidate], places: Places, ask: Ask, read: Read) -> list[tuple[str, Section]]:
    answers = ask([candidate.text for candidate in tried])
    kept = []
    for candidate, answer in zip(tried, answers, strict=True):
        if not answer.status.cites:
            continue
        cited = [citation.section for citation in answer.citations]
        own = candidate.section
        if own in cited if own else places.are_about(candidate.core, cited[0], read):
            kept.append((candidate.text, own or cited[0]))
    return kept


def _was_asked(question: str, asked: Sequence[str]) -> bool:
    return any(alike(question, other) for other in asked)


def _share(question: str, asked: Sequence[str]) -> float:
    mine = set(stems(question))
    return max((len(mine & set(stems(other))) / max(1, len(mine)) for other in asked), default=0.0)


@cache
def _patterns() -> tuple[str, ...]:
    lines = PATTERNS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
