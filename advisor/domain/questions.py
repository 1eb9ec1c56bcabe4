"""A question, what is found for it, and what a writer proposes to answer."""

from dataclasses import dataclass

from advisor.domain.guides import Chunk


@dataclass(frozen=True, slots=True)
class Choice:
    """One meaning offered to a reader: the question to ask next, and of which guide (empty: any)."""

    question: str
    guide_id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message. ``role`` is ``user`` or ``assistant``; ``choices`` are what the message offered."""

    role: str
    content: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, what was said before, the one guide to look in (``None``: all), and the guides that may be
    looked in at all (none named: all)."""

    text: str
    history: tuple[Turn, ...] = ()
    guide_id: str | None = None
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk retrieved for a question. Scores are comparable within one question only, except the cosines.

    ``sentence_scores`` has one cosine (-1..1) per sentence of the chunk, empty without an encoder;
    ``lexical`` is the chunk's BM25 score, ``dense`` its cosine or ``None`` without an encoder, ``heading`` likewise
    that of its guide's title and headings.
    """

    chunk: Chunk
    score: float
    lexical: float
    dense: float | None = None
    heading: float | None = None
    sentence_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Sought:
    """One of the things that a question asks, as a question that stands alone, with what was found for it, best
    first."""

    question: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a writer says stand at ``start``..``end`` of a passage's guide. Unverified."""

    passage: Passage
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """One sentence to show and the quotes that are to bear it. Unverified."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes, unverified. No claims: the writer found nothing to say."""

    writer: str
    claims: tuple[DraftClaim, ...] = ()
