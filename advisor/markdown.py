"""Answers as Markdown: the parts in the shapes that plain text allows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from advisor.domain import AnswerPart, PartKind
from advisor.schemas import AnswerOut, CitationOut, ClaimOut, PartOut

Escape = Callable[[str], str]
NOT_SAID = "The guide does not say."  # in a cell of a table that has no claim


def as_is(text: str) -> str:
    """Escape nothing."""
    return text


class PartsMarkdown:
    """Parts as Markdown paragraphs, their citations as numbered links."""

    def __init__(self, claims: Sequence[ClaimOut], citations: Iterable[CitationOut], escape: Escape = as_is) -> None:
        """Take the claims that parts refer to.

        ``escape`` makes the guide's words safe for the reader of the Markdown.
        """
        self._claims = claims
        self._urls = {citation.number: citation.url for citation in citations}
        self._escape = escape

    def line(self, claim: ClaimOut) -> str:
        """Write one sentence with its numbers."""
        return self._cited(claim.shown, claim.citations)

    def paragraphs(self, part: PartOut) -> Iterator[str]:
        """Write one part."""
        escape = self._escape
        match part.kind:
            case PartKind.LEAD:
                lines = [self.line(self._claims[n]) for n in part.claims]
                if part.verdict:
                    lines[0] = f"**{escape(part.verdict)}.** {lines[0]}"
                yield from lines
            case PartKind.NEAR_MISS:
                yield f"**{escape(part.heading)}**"
                yield from (self.line(self._claims[n]) for n in part.claims)
            case PartKind.BOTH_SIDES:
                yield "\n".join([f"**{escape(disagreement(part))}**", *self._sides(part)])
            case PartKind.MORE:
                yield "\n".join(
                    [f"**{escape(more_from(part))}**", *(f"- {self.line(self._claims[n])}" for n in part.claims)]
                )
            case PartKind.TABLE:
                yield from self._table(part)
            case PartKind.CAREERS:
                heading = [f"**{some_of(part)} careers**"] if some_of(part) else []
                yield "\n".join([*heading, *(self._row(part, n) for n in range(len(part.claims)))])
            case _ if part.columns:
                heading = [self._heading(part)] if part.heading else []
                yield "\n\n".join([*heading, *self._columns(part)])
            case _:
                rows = (self._row(part, n) for n in range(len(part.claims)))
                yield "\n".join([self._heading(part), *rows])

    def _heading(self, part: PartOut) -> str:
        verdict = f"**{self._escape(part.verdict)}.** " if part.verdict else ""
        shown = f"{verdict}**{self._escape(part.heading)}**"
        if some_of(part):
            shown += f" ({some_of(part)})"
        return self._linked(shown, part.heading_citations)

    def _sides(self, part: PartOut) -> Iterator[str]:
        for n, claim in enumerate(part.claims):
            yield f"- {'against: ' if n else ''}{self.line(self._claims[claim])}"

    def _columns(self, part: PartOut) -> Iterator[str]:
        for column, name in enumerate(part.columns):
            rows = [self._row(part, n) for n in range(len(part.claims)) if part.column_of[n] == column]
            title = f"**{self._escape(name)}**" + (" (you)" if column == part.own else "")
            yield "\n".join([title, *rows])

    def _table(self, part: PartOut) -> Iterator[str]:
        """Write a list for each aspect: narrow screens have no room for a table."""
        for row in dict.fromkeys(part.rows):
            lines = []
            for column, name in enumerate(part.columns):
                here = [n for n, label in enumerate(part.rows) if label == row and part.column_of[n] == column]
                said = "; ".join(self.line(self._claims[part.claims[n]]) for n in here)
                lines.append(f"- {self._escape(name)}: {said or NOT_SAID}")
            yield "\n".join([f"**{self._escape(row)}**", *lines])

    def _row(self, part: PartOut, n: int) -> str:
        claim = self._claims[part.claims[n]]
        if claim.translation:  # of the whole sentence, what the label and the heading say included
            return f"- {self.line(claim)}"
        text = part.texts[n] if part.texts else claim.text
        label = f"{self._escape(part.rows[n])}: " if part.rows and part.rows[n] else ""
        numbers = [c for c in claim.citations if c not in part.heading_citations]
        return f"- {label}{self._cited(text, numbers)}"

    def _cited(self, text: str, numbers: Sequence[int]) -> str:
        return self._linked(self._escape(text), numbers)

    def _linked(self, shown: str, numbers: Sequence[int]) -> str:
        return cited(shown, numbers, self._urls)


def cited(shown: str, numbers: Sequence[int], urls: Mapping[int, str]) -> str:
    """Put the numbers of citations as links behind what they prove."""
    links = " ".join(f"[{number}]({urls[number]})" for number in numbers)
    return f"{shown} {links}" if links else shown


def paragraphs_of(answer: AnswerOut, escape: Escape = as_is, *, with_more: bool = False) -> Iterator[str]:
    """Write an answer's parts; what waits behind a press only ``with_more``."""
    more = answer.more
    claims = [*answer.claims, *(more.claims if more else ())]
    writing = PartsMarkdown(claims, (*answer.citations, *(more.citations if more else ())), escape)
    for part in parts_of(answer):
        if part.kind is not PartKind.MORE or with_more:
            yield from writing.paragraphs(part)


def parts_of(answer: AnswerOut) -> list[PartOut]:
    """List an answer's parts.

    One of an older form has the sides of its disagreements and one lead.
    """
    if answer.parts or not answer.claims:
        return answer.parts
    left = list(range(len(answer.claims)))
    parts = []
    for conflict in answer.conflicts:
        sides = [n for n in left if set(answer.claims[n].citations) & set(conflict.citations)]
        left = [n for n in left if n not in sides]
        if sides:
            parts.append(PartOut(kind=PartKind.BOTH_SIDES, heading=conflict.about, claims=sides))
    return [*parts, PartOut(kind=PartKind.LEAD, claims=left)] if left else parts


def disagreement(part: PartOut) -> str:
    """Word the line over the two sides of a disagreement."""
    return f"The guide disagrees with itself about {part.heading}:"


def more_from(part: PartOut) -> str:
    """Word the line over the rest of a section."""
    return f"More from “{part.heading}” ({len(part.claims)})"


def some_of(part: PartOut | AnswerPart) -> str:
    """Word how much of a list is shown (``5 of 20``).

    Empty where it is whole.
    """
    return f"{len(part.claims)} of {part.n_all}" if part.n_all > len(part.claims) else ""
