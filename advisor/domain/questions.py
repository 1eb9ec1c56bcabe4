"""Questions, their passages, and unverified drafts of answers."""

from dataclasses import dataclass

from advisor.domain.guides import Chunk


@dataclass(frozen=True, slots=True)
class Choice:
    """One meaning offered to a reader, as the question to ask next.

    ``guide_id`` is the guide to ask it of, empty for any.
    """

    question: str
    guide_id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message, with the choices it offered.

    ``role`` is ``user`` or ``assistant``.
    """

    role: str
    content: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its history and the guides to search.

    ``guide_id`` limits the search to one guide (``None``: all), ``among`` to several (empty: all). ``with_model`` False
    asks for the answer that is given without a chat model.
    """

    text: str
    history: tuple[Turn, ...] = ()
    guide_id: str | None = None
    among: tuple[str, ...] = ()
    with_model: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk retrieved for a question.

    Scores are comparable within one question only, except the cosines. ``sentence_scores`` has one score per sentence
    of the chunk, which is its cosine (-1..1) until it is reranked; empty without an encoder. ``lexical`` is the
    chunk's BM25 score; ``dense`` its cosine, or ``None`` without an encoder; ``heading`` likewise the cosine of its
    guide's title and headings.
    """

    chunk: Chunk
    score: float
    lexical: float
    dense: float | None = None
    heading: float | None = None
    sentence_scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One standalone part of a question, with its passages, best first.

    ``is_near_miss``: the passages are near to what was asked, and may not answer it.
    """

    question: str
    passages: tuple[Passage, ...]
    is_near_miss: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """Words attributed to ``start``..``end`` of a passage's guide. Unverified."""

    passage: Passage
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """One sentence with the quotes meant to support it. Unverified."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A writer's proposal, unverified; no claims: nothing to say."""

    writer: str
    claims: tuple[DraftClaim, ...] = ()
