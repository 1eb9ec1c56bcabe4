"""Answers as Slack messages, within Slack's limits.

A pure function of the answer; citations keep the numbers they have everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.domain import NEAR_MISS, Status
from advisor.schemas import AnswerOut, CitationOut, ClaimOut
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
    first = answer.claims[0].text if answer.claims else answer.answer
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


def claim_line(claim: ClaimOut, citations: Sequence[CitationOut]) -> str:
    """Format a claim with its citation numbers as links."""
    urls = {citation.number: citation.url for citation in citations}
    return f"{escape(claim.text)} " + " ".join(f"[{number}]({urls[number]})" for number in claim.citations)


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


def _paragraphs(answer: AnswerOut) -> Iterator[str]:
    if not answer.claims:
        yield escape(answer.answer)
    for notice in answer.notices:
        if notice.kind == NEAR_MISS:
            yield f"**{escape(notice.text)}**"
    opposed: list[ClaimOut] = []
    for conflict in answer.conflicts:
        sides = [next(claim for claim in answer.claims if n in claim.citations) for n in conflict.citations]
        lines = [f"- {'against: ' if n else ''}{claim_line(side, answer.citations)}" for n, side in enumerate(sides)]
        yield "\n".join([f"**The guide disagrees with itself about {escape(conflict.about)}:**", *lines])
        opposed += sides
    for claim in answer.claims:
        if claim not in opposed:
            yield claim_line(claim, answer.citations)
    for notice in answer.notices:
        if notice.kind != NEAR_MISS:
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
    quote = " ".join(citation.quote.split())
    claims = (" ".join(claim.text.split()) for claim in answer.claims if citation.number in claim.citations)
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
