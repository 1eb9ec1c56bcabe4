"""Suggestions: answerable questions to ask next."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path

import numpy as np
import numpy.typing as npt

from advisor.answering.starters import choose_starters, keep_starters, starter_candidates
from advisor.domain import Answer, Citation, Guide, Section, Status
from advisor.domain.declines import Decline, suggest_questions
from advisor.domain.page_titles import career_in_title
from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.index.library.suggestions import Suggestions
from advisor.index.serving import Snapshot
from advisor.text.inflection import plural
from advisor.text.tokens import stems
from advisor.weights import weights

Vectors = npt.NDArray[np.float32]
Ask = Callable[[Sequence[str]], Sequence[Answer]]
Encode = Callable[[Sequence[str]], Sequence[EncodedText]]

PATTERNS = Path(__file__).with_name("suggested.txt")
MAX_TRIED = 56  # questions a guide; each costs about a hundredth of a second
MAX_OWN = 16  # of them, those that the guide itself asks
N_SUGGESTED = 3
N_RELATED = 8
HEADING = re.compile(r"^(?:at a glance|summary|overview|introduction|sources|references|contacts?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SuggestionCandidate:
    """A question to try and perhaps to suggest.

    ``section``: the one whose heading it was made from, None for a usual question. ``core``: a usual question without
    the role.
    """

    text: str
    section: Section | None = None
    core: str = ""


@dataclass(frozen=True, slots=True)
class SectionVectors:
    """The sections of a guide with the vectors of their chunks.

    ``number``: each section's place in the guide. ``owner``: the number of each chunk's section. ``chunks``: shape (n
    chunks, d), empty without an encoder. ``opening``: what stands under the guide's title, if anything.
    """

    number: Mapping[Section, int]
    owner: npt.NDArray[np.intp]
    chunks: Vectors
    opening: Section | None = None

    @classmethod
    def of(cls, guide: Guide, snapshot: Snapshot) -> "SectionVectors":
        """Read a guide's vectors from the index."""
        rows = snapshot.rows_of_guide[guide.id]
        number = {section: n for n, section in enumerate(guide.sections)}
        opening = next((section for section in guide.sections if section.title == guide.title), None)
        owner = np.array([number[snapshot.chunks[row].section] for row in rows], np.intp)
        if not snapshot.record.dimensions:
            return cls(number, owner, np.empty((0, 0), np.float32), opening)
        stored = snapshot.vectors(rows)
        place = {key: n for n, key in enumerate(stored.keys)}
        return cls(number, owner, stored.chunks[[place[snapshot.keys[row]] for row in rows]], opening)

    def is_near(self, section: Section, core: str, encode: Encode) -> bool:
        """Whether a section is among those nearest to a question.

        The opening of a guide is near to every question and answers few. Always true without an encoder.
        """
        if not self.chunks.size:
            return True
        if section is self.opening:
            return False
        cosines = self.chunks @ encode([core])[0].vector
        best = {n: float(cosines[self.owner == n].max()) for n in set(self.owner.tolist())}
        own = best.get(self.number[section], -1.0)
        limits = weights().suggestions
        n_nearest = min(limits.n_nearest, max(2, len(best) // limits.one_in))
        return own >= limits.section_cosine and sum(other > own for other in best.values()) < n_nearest

    def related(self, sections: Sequence[int], vectors: Vectors) -> dict[int, tuple[int, ...]]:
        """Rank for each section, by number, the questions answered in other sections.

        ``sections``: the number of each question's section. The nearest in meaning come first; without an encoder the
        nearest in the guide. A question near to everything counts for less, and one that leads in another section's
        ranking already, so that none stands under every answer.
        """
        numbers = sorted(set(self.owner.tolist())) if sections else []
        near = np.array([-np.abs(np.array(sections, np.float32) - n) for n in numbers]).reshape(
            len(numbers), len(sections)
        )
        if numbers and self.chunks.size and vectors.size:
            near = np.stack([vectors @ self.chunks[self.owner == n].mean(axis=0) for n in numbers])
            near = near - near.mean(axis=0)
        spread = weights().suggestions.repeated * (float(near.std()) if near.size else 0.0)
        used = np.zeros(len(sections), np.float32)
        related = {}
        for n, row in zip(numbers, near, strict=True):
            order = np.argsort(-(row - spread * used), kind="stable")
            elsewhere = [int(q) for q in order if sections[q] != n][:N_RELATED]
            used[elsewhere[:N_SUGGESTED]] += 1
            related[n] = tuple(elsewhere)
        return related


class PrefetchingEmbedder:
    """An embedder with some texts encoded beforehand, in one batch."""

    def __init__(self, inner: Embedder, texts: Sequence[str]) -> None:
        """Encode the texts. Raises ProviderError."""
        self._inner = inner
        inputs = [EncoderInput("", text) for text in texts]
        self._known = dict(zip(texts, inner.encode_in_context(inputs), strict=True)) if texts else {}

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


def build_candidates(guide: Guide) -> list[SuggestionCandidate]:
    """List a guide's own questions, then the usual ones about its role."""
    own = [SuggestionCandidate(s.title, s) for s in guide.sections if s.title.endswith("?") and s.body]
    about = plural_role(guide)
    usual = [
        SuggestionCandidate(p.format(roles=about), None, " ".join(p.format(roles="").split())) for p in _patterns()
    ]
    return [*own[:MAX_OWN], *usual][:MAX_TRIED]


def heading_candidates(guide: Guide) -> list[SuggestionCandidate]:
    """List a question for each heading.

    For a guide that answers few usual questions.
    """
    found = [s for s in guide.sections if s.body and not s.title.endswith("?") and not HEADING.match(s.title)]
    return [SuggestionCandidate(f"What is said about “{s.title}”?", s) for s in found[:MAX_OWN]]


def plural_role(guide: Guide) -> str:
    """Give a guide's role in the plural."""
    return plural(guide.metadata.role or career_in_title(guide.title))


def try_questions(guide: Guide, snapshot: Snapshot, ask: Ask, encode: Encode) -> Suggestions:
    """Ask all candidates and keep those answered by the right section.

    It is the section that a question was made from or, for a usual question, one of the nearest. Raises what ``ask``
    and ``encode`` raise.
    """
    section_vectors = SectionVectors.of(guide, snapshot)
    kept = _answered(build_candidates(guide), section_vectors, ask, encode)
    if len(kept) < weights().suggestions.few:
        kept += _answered(heading_candidates(guide), section_vectors, ask, encode)
    encoded = encode([text for text, _ in kept]) if kept else []
    distinct: list[tuple[str, Section]] = []
    vectors = np.empty((0, 0), np.float32)
    for n, (text, section) in enumerate(kept):
        vector = np.array([encoded[n].vector], np.float32) if encoded else vectors
        near = vectors @ vector[0] >= weights().suggestions.same_cosine if vectors.size else [False] * len(distinct)
        same = (asks_same(text, other) or is_near for (other, _), is_near in zip(distinct, near, strict=True))
        if any(is_same and section is there for is_same, (_, there) in zip(same, distinct, strict=True)):
            continue
        distinct.append((text, section))
        vectors = np.concatenate([vectors, vector]) if vectors.size else vector
    sections = tuple(section_vectors.number[section] for _, section in distinct)
    related = section_vectors.related(sections, vectors)
    starters = keep_starters(ask(starter_candidates()))
    return Suggestions(tuple(text for text, _ in distinct), sections, related, vectors, starters)


def suggest_after(answered: Sequence[Citation], snapshot: Snapshot, asked: Sequence[str]) -> tuple[str, ...]:
    """Choose three questions to follow the citations, none asked before."""
    guide = answered[0].guide
    known = snapshot.suggestions(guide.id)
    if known is None:
        return suggest_questions((guide,), {citation.section.anchor for citation in answered})
    number = {section: n for n, section in enumerate(guide.sections)}
    cited = [number[c.section] for c in answered if c.guide == guide and c.section in number]
    near = zip_longest(*(known.related.get(section, ()) for section in dict.fromkeys(cited)))
    order = dict.fromkeys([n for row in near for n in row if n is not None] + list(range(len(known.questions))))
    fresh = [n for n in order if known.sections[n] not in cited and not _was_asked(known.questions[n], asked)]
    return tuple(known.questions[n] for n in fresh[:N_SUGGESTED])


def suggest_instead(
    decline: Decline, snapshot: Snapshot, guides: Sequence[Guide], asked: Sequence[str], vector: Vectors | None = None
) -> Decline:
    """Give a decline the answerable question nearest to the one asked.

    Small talk, a question back and what is no question about a career get three opening questions. The decline stays as
    it is where no questions were tried or the reader is to choose. ``vector``: the question's, if any.
    """
    if decline.choices:
        return decline
    is_no_career = decline.reason is not None and decline.reason.kind in ("not_english", "site")
    if is_no_career or decline.status in (Status.SMALL_TALK, Status.CLARIFY):
        found = choose_starters(snapshot, guides)[:N_SUGGESTED]
    else:
        question = _nearest_question(snapshot, guides, vector, asked)
        found = (question,) if question else ()
    return replace(decline, suggestions=found) if found else decline


def _nearest_question(
    snapshot: Snapshot, guides: Sequence[Guide], vector: Vectors | None, asked: Sequence[str]
) -> str | None:
    """Find the answerable question nearest to the one asked.

    None where none were tried.
    """
    best: tuple[float, str] | None = None
    for guide in guides:
        known = snapshot.suggestions(guide.id)
        if known is None:
            continue
        for n, text in enumerate(known.questions):
            if _was_asked(text, asked):
                continue
            near = (
                float(known.vectors[n] @ vector) if vector is not None and len(known.vectors) else _overlap(text, asked)
            )
            if best is None or near > best[0]:
                best = near, text
    return best[1] if best else None


def asks_same(one: str, other: str) -> bool:
    """Whether two questions share most of their stems."""
    mine, theirs = set(stems(one)), set(stems(other))
    return len(mine & theirs) >= weights().suggestions.same_share * max(1, len(mine | theirs))


def _answered(
    tried: Sequence[SuggestionCandidate], section_vectors: SectionVectors, ask: Ask, encode: Encode
) -> list[tuple[str, Section]]:
    """Ask candidates and select those answered by the right section.

    Each comes with its section.
    """
    answers = ask([candidate.text for candidate in tried])
    kept = []
    for candidate, answer in zip(tried, answers, strict=True):
        if not answer.status.cites:
            continue
        cited = [citation.section for citation in answer.citations]
        own = candidate.section
        if own in cited if own else section_vectors.is_near(cited[0], candidate.core, encode):
            kept.append((candidate.text, own or cited[0]))
    return kept


def _was_asked(question: str, asked: Sequence[str]) -> bool:
    return any(asks_same(question, other) for other in asked)


def _overlap(question: str, asked: Sequence[str]) -> float:
    """Give the greatest share of a question's stems in anything asked."""
    mine = set(stems(question))
    return max((len(mine & set(stems(other))) / max(1, len(mine)) for other in asked), default=0.0)


@cache
def _patterns() -> tuple[str, ...]:
    lines = PATTERNS.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
