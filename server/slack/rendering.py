"""Answers as Slack messages, within Slack's limits.

A pure function of the answer; citations keep the numbers they have everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.domain import GAPS, NEAR_MISS, TRANSLATED, Status
from advisor.markdown import PartsMarkdown, paragraphs_of
from advisor.schemas import AnswerOut, CitationOut, ClaimOut, PartOut
from server.slack.markdown import escape, escape_entities

# Slack accepts 12,000 characters of Markdown per message; the rest is reserved for the blocks below.
MAX_CHARS = 11_000
MAX_BUTTON_CHARS = 75
MAX_VALUE_CHARS = 2_000
MAX_FALLBACK_CHARS = 300
N_QUESTIONS = 3

RATE, ASK, AGAIN, SHARE = "rate", "ask", "again", "share"  # action ids in Slack's payloads
NOT_RATED = (Status.SMALL_TALK, Status.CLARIFY)


@dataclass(frozen=True, slots=True)
class Message:
    """One message: Markdown of at most ``MAX_CHARS``, buttons and thumbs.

    ``buttons`` are triples of action, label and value; ``rates`` is the id of the answer rated by the thumbs, empty for
    none; ``fallback`` is the text of notifications.
    """

    markdown: str
    fallback: str = ""
    buttons: tuple[tuple[str, str, str], ...] = ()
    rates: str = ""

    @property
    def below(self) -> list[dict[str, Any]]:
        """The blocks under the text."""
        blocks: list[dict[str, Any]] = []
        if self.buttons:
            blocks.append({"type": "actions", "elements": [_button(*button) for button in self.buttons]})
        if self.rates:
            blocks.append({"type": "context_actions", "elements": [_thumbs(self.rates)]})
        return blocks

    @property
    def blocks(self) -> list[dict[str, Any]]:
        return [{"type": "markdown", "text": self.markdown}, *self.below]


def render(answer: AnswerOut) -> tuple[Message, ...]:
    """Render an answer as messages, at least one; buttons on the last."""
    rates = answer.id if answer.status not in NOT_RATED else ""
    first = answer.claims[0].shown if answer.claims else answer.answer
    fallback = escape_entities(" ".join(first.split())[:MAX_FALLBACK_CHARS])
    pages = [Message(page, fallback) for page in paged(list(_paragraphs(answer)))]
    return (*pages[:-1], replace(pages[-1], buttons=_questions(answer.suggestions), rates=rates))


def for_sharing(answer: AnswerOut, messages: Sequence[Message]) -> tuple[Message, ...]:
    """Add a button to a private answer that shares it."""
    last = messages[-1]
    return (*messages[:-1], replace(last, buttons=((SHARE, "Share", answer.id), *last.buttons)))


def shared(messages: Sequence[Message], *, user: str, question: str) -> tuple[Message, ...]:
    """Render the public copy of a private answer, shared by ``user``."""
    head = f"<@{user}> asked: {escape(question)}"
    pages = paged([head, *(message.markdown for message in messages)])
    return tuple(Message(page, messages[0].fallback) for page in pages)


class StreamedParts:
    """The paragraphs of an answer whose claims come one after another.

    They are those of the finished answer, as far as they can be told before its end.
    """

    def __init__(self) -> None:
        self._parts: list[PartOut] | None = None
        self._claims: list[ClaimOut] = []
        self._citations: list[CitationOut] = []

    def arrange(self, parts: Sequence[PartOut]) -> None:
        """Learn the parts before their claims come."""
        self._parts = list(parts)

    def add(self, claim: ClaimOut, new_citations: Sequence[CitationOut]) -> Iterator[str]:
        """Take a claim and write what it completes.

        That is its part, or its sentence where no parts are known.
        """
        self._claims.append(claim)
        self._citations += new_citations
        writing = PartsMarkdown(self._claims, self._citations, escape)
        if self._parts is None:
            yield writing.line(claim)
            return
        while self._parts and max(self._parts[0].claims) < len(self._claims):
            yield from writing.paragraphs(self._parts.pop(0))


def paged(paragraphs: Sequence[str]) -> list[str]:
    """Join paragraphs into pages of at most ``MAX_CHARS``.

    Pages break between paragraphs, else between lines, else between words.
    """
    pages: list[str] = []
    for paragraph in paragraphs:
        for n, piece in enumerate(_pieces(paragraph)):
            joined = f"{pages[-1]}\n\n{piece}" if pages else piece
            if pages and n == 0 and len(joined) <= MAX_CHARS:
                pages[-1] = joined
            else:
                pages.append(piece)
    return pages


def _declined(answer: AnswerOut) -> str:
    """Word a decline; the nearest section is a link where it is named."""
    text = escape(answer.answer)
    if answer.nearest is None:
        return text
    name = escape(" › ".join(answer.nearest.section))
    return text.replace(f"“{name}”", f"[{name}]({answer.nearest.url})", 1)


def _paragraphs(answer: AnswerOut) -> Iterator[str]:
    if not answer.claims:
        yield _declined(answer)
    for notice in answer.notices:
        if notice.kind in GAPS:
            yield f"**{escape(notice.text)}**"
    yield from paragraphs_of(answer, escape)
    if answer.language:
        yield f"_Note: {escape(TRANSLATED)}_"
    for notice in answer.notices:
        if notice.kind not in (NEAR_MISS, *GAPS):
            yield f"_Note: {escape(notice.text)}_"
    if answer.citations:
        yield "\n".join(["**Sources**", *_sources(answer)])
    if answer.searched not in ("", answer.question):
        yield f"_Searched for: {escape(answer.searched)}_"


def _sources(answer: AnswerOut) -> Iterator[str]:
    """Yield a line for each section with the numbers of its quotes.

    A quote not shown as it is by a claim has a line of its own.
    """
    numbers: dict[str, list[str]] = {}
    for citation in answer.citations:
        numbers.setdefault(_source(citation, answer), []).append(f"[{citation.number}]({citation.url})")
    for source, links in numbers.items():
        yield f"- {' '.join(links)} {source}"


def _source(citation: CitationOut, answer: AnswerOut) -> str:
    """Format a citation's section, with its quote where no claim shows it."""
    path = [part for part in citation.section if part != citation.guide_title]
    line = " › ".join(map(escape, (citation.guide_title, *path)))
    if citation.page is not None:
        line += f", p. {citation.page}"
    if citation.as_of:
        line += f" _(as of {escape(citation.as_of)})_"
    quote = " ".join(citation.quote.split())
    claims = (" ".join(claim.shown.split()) for claim in answer.claims if citation.number in claim.citations)
    return line if any(quote in claim for claim in claims) else f"{line}: “{escape(quote)}”"


def _questions(suggestions: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    taken = [text for text in suggestions if len(text) <= MAX_VALUE_CHARS][:N_QUESTIONS]
    return tuple((f"{ASK}:{n}", text, text) for n, text in enumerate(taken))


def _button(action: str, label: str, value: str) -> dict[str, Any]:
    shown = label if len(label) <= MAX_BUTTON_CHARS else label[: MAX_BUTTON_CHARS - 1] + "…"
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": shown, "emoji": False},
        "value": value,
    }


def _thumbs(answer_id: str) -> dict[str, Any]:
    sides = {"positive_button": ("Good answer", "up"), "negative_button": ("Bad answer", "down")}
    return {
        "type": "feedback_buttons",
        "action_id": RATE,
        **{
            side: {"text": {"type": "plain_text", "text": label}, "value": f"{rating}:{answer_id}"}
            for side, (label, rating) in sides.items()
        },
    }


def _pieces(paragraph: str) -> Iterator[str]:
    while len(paragraph) > MAX_CHARS:
        cut = max(paragraph.rfind("\n", 1, MAX_CHARS), 0) or max(paragraph.rfind(" ", 1, MAX_CHARS), 0)
        if not cut:  # one overlong word: cut it, but never inside an entity or an escape
            cut = MAX_CHARS
            entity = paragraph.rfind("&", cut - 5, cut)
            cut = entity if entity > 0 and ";" not in paragraph[entity:cut] else cut
            cut -= paragraph[cut - 1] == "\\"
        yield paragraph[:cut]
        paragraph = paragraph[cut:].lstrip()
    yield paragraph
