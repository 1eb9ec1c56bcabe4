"""Answers in the terminal: their parts, places and next questions."""

from collections.abc import Callable, Sequence

from rich.box import SIMPLE
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from advisor.answering.answer_parts import arrange
from advisor.cli.output import printable
from advisor.cli.terminal import Terminal
from advisor.domain import GAPS, NEAR_MISS, TRANSLATED, Answer, AnswerPart, Citation, PartKind, Question, Status, Turn
from advisor.errors import ProviderError, QuestionError
from advisor.markdown import NOT_SAID, some_of

STATUS_WORDS = {
    Status.OUT_OF_SCOPE: "Outside these guides",
    Status.CLARIFY: "One question first",
}
MAX_WIDTH = 100
MORE = "more"  # typed in a conversation


def show_answer(answer: Answer, *, quotes: bool = False, more: bool = False, more_hint: str = "--more") -> None:
    """Print an answer's parts with markers, then the place of each.

    A quote is printed where its words do not stand in the answer already, or with ``quotes``; the rest of the section
    only with ``more``, else ``more_hint`` tells how to see it.
    """
    console = _console()
    console.print()
    if answer.searched != answer.question.text:
        console.print(Text(f"Searched for: {answer.searched}", style="dim"))
    if answer.status in STATUS_WORDS:
        console.print(Text(STATUS_WORDS[answer.status], style="bold yellow"))
    if answer.message:
        console.print(Text(answer.message))
    for notice in answer.notices:
        if notice.kind in GAPS:
            console.print(Text(notice.text, style="bold yellow"))
    view = _PartsView(console, answer, more_hint)
    for n, part in enumerate(answer.parts or arrange(answer.claims, answer.citations, answer.conflicts)):
        if n:
            console.print()
        view.show(part, more=more)
    if answer.language:
        console.print(Text(f"Note: {TRANSLATED}", style="yellow"))
    for notice in answer.notices:
        if notice.kind not in (NEAR_MISS, *GAPS):
            console.print(Text(f"Note: {notice.text}", style="yellow"))
    if answer.citations:
        _show_places(console, answer, quotes=quotes, more=more)
    if answer.suggestions:
        console.print()
        console.print(Text("You could ask", style="bold"))
        for suggestion in answer.suggestions:
            console.print(Padding(Text(suggestion), (0, 0, 0, 2)))
    console.print()


def chat(ask: Callable[[Question], Answer], guide_id: str | None, *, quotes: bool = False) -> None:
    """Run a conversation until an empty line or the end of input.

    An unacceptable question does not end it. “more” prints the rest of the section last quoted.
    """
    console = Terminal()
    console.print("Ask about a career; an empty line ends the chat.")
    history: list[Turn] = []
    last: Answer | None = None
    while True:
        try:
            text = input("\n> ").strip()
        except EOFError:
            return
        if not text:
            return
        if text.casefold() == MORE and last is not None and last.more:
            show_more(last)
            continue
        try:
            answer = ask(Question(printable(text), tuple(history), guide_id))
        except (QuestionError, ProviderError) as error:
            console.print(Text(str(error), style="red"))
            continue
        show_answer(answer, quotes=quotes, more_hint=f"type “{MORE}”")
        last = answer
        history += [Turn("user", answer.question.text), Turn("assistant", answer.text, answer.choices)]


def show_more(answer: Answer) -> None:
    """Print the rest of the section last quoted, with its places."""
    console = _console()
    console.print()
    _PartsView(console, answer, "").show(answer.parts[-1], more=True)
    assert answer.more is not None
    _print_places(console, answer.more.citations, " ".join(claim.shown for claim in answer.more.claims), quotes=False)


def _console() -> Terminal:
    return Terminal(width=min(Terminal().width, MAX_WIDTH))


class _PartsView:
    """The parts of one answer on a console."""

    def __init__(self, console: Terminal, answer: Answer, more_hint: str) -> None:
        self._console = console
        self._more_hint = more_hint
        more = answer.more
        self._claims = (*answer.claims, *(more.claims if more else ()))

    def show(self, part: AnswerPart, *, more: bool) -> None:
        match part.kind:
            case PartKind.MORE if not more:
                self._line(f"More from “{part.heading}” ({len(part.claims)}): {self._more_hint}", "dim")
            case PartKind.MORE:
                self._line(f"More from “{part.heading}”", "bold")
                self._bullets(part)
            case PartKind.BOTH_SIDES:
                self._line(f"The guide disagrees with itself about {part.heading}:", "bold yellow")
                for n in range(len(part.claims)):
                    self._row(part, n, "against: " if n else "")
            case PartKind.LEAD | PartKind.NEAR_MISS:
                if part.heading:
                    self._line(part.heading, "bold yellow")
                for n in range(len(part.claims)):
                    lead = Text(f"{part.verdict}. ", style="bold") if part.verdict and n == 0 else Text()
                    self._console.print(lead.append_text(self._marked(part, n)))
            case PartKind.TABLE:
                self._table(part)
            case PartKind.CAREERS:
                if some := some_of(part):
                    self._line(f"{some} careers", "bold")
                self._bullets(part)
            case _ if part.columns:
                if part.heading:
                    self._heading(part)
                for column, name in enumerate(part.columns):
                    self._line(f"{name} (you)" if column == part.own else name, "bold")
                    self._bullets(part, column)
            case _:
                self._heading(part)
                self._bullets(part)

    def _line(self, text: str, style: str) -> None:
        self._console.print(Text(text, style=style))

    def _heading(self, part: AnswerPart) -> None:
        text = Text(f"{part.verdict}. " if part.verdict else "", style="bold").append(part.heading)
        if part.n_all > len(part.claims):
            text.append(f" ({len(part.claims)} of {part.n_all})", style="not bold")
        self._console.print(_numbered(text, part.heading_citations))

    def _table(self, part: AnswerPart) -> None:
        """Print a row for each aspect, and say where a guide says nothing of it."""
        table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
        for name in ("", *part.columns):
            table.add_column(Text(name), ratio=1 if name else None, overflow="fold")
        for row in dict.fromkeys(part.rows):
            cells = []
            for column in range(len(part.columns)):
                said = [n for n, name in enumerate(part.rows) if name == row and part.column_of[n] == column]
                text = Text("\n").join(self._marked(part, n) for n in said)
                cells.append(text if said else Text(NOT_SAID, style="dim"))
            table.add_row(Text(row, style="bold"), *cells)
        self._console.print(table)

    def _bullets(self, part: AnswerPart, column: int | None = None) -> None:
        """Print the claims of a part, or of one column, each under its own indent."""
        shown = [n for n in range(len(part.claims)) if column is None or part.column_of[n] == column]
        grid = Table.grid(padding=(0, 1))
        labels = {n: self._label(part, n) for n in shown}
        has_labels = column is None and all(labels.values())
        for n, label in labels.items():
            text = self._marked(part, n)
            if has_labels:
                grid.add_row("  •", Text(label), text)
            else:
                grid.add_row("  •", Text(f"{label} " if label else "").append_text(text))
        self._console.print(grid)

    def _label(self, part: AnswerPart, n: int) -> str:
        """A claim's label; a translation says it itself."""
        is_labelled = part.rows and part.rows[n] and not self._claims[part.claims[n]].translation
        return f"{part.rows[n]}:" if is_labelled else ""

    def _row(self, part: AnswerPart, n: int, lead: str) -> None:
        self._console.print(Padding(Text(lead).append_text(self._marked(part, n)), (0, 0, 0, 2)))

    def _marked(self, part: AnswerPart, n: int) -> Text:
        """What is shown of a claim, followed by the numbers of its citations."""
        claim = self._claims[part.claims[n]]
        if claim.translation:
            return _numbered(Text(claim.translation), claim.citations)
        numbers = [number for number in claim.citations if number not in part.heading_citations]
        return _numbered(Text(part.texts[n] if part.texts else claim.text), numbers)


def _numbered(text: Text, numbers: Sequence[int]) -> Text:
    return text.append(" " + "".join(f"[{n}]" for n in numbers), style="cyan") if numbers else text


def _show_places(console: Terminal, answer: Answer, *, quotes: bool, more: bool) -> None:
    console.print()
    console.print(Text("Quoted from", style="bold"))
    rest = answer.more if more else None
    said = " ".join(claim.shown for claim in (*answer.claims, *(rest.claims if rest else ())))
    _print_places(console, (*answer.citations, *(rest.citations if rest else ())), said, quotes=quotes)


def _print_places(console: Terminal, citations: Sequence[Citation], said: str, *, quotes: bool) -> None:
    quote_of = {c.number: " ".join(c.quote.split()) for c in citations}
    for numbers, path in _places(citations):
        console.print(Text.assemble(("".join(f"[{n}]" for n in numbers), "cyan"), (f" {path}", "dim")))
        for n in numbers:
            if quotes or quote_of[n] not in said:
                console.print(Padding(Text(f"“{quote_of[n]}”"), (0, 0, 0, 4)))


def _places(citations: Sequence[Citation]) -> list[tuple[list[int], str]]:
    """The sections of some citations in order, each with the citations' numbers."""
    found: dict[str, list[int]] = {}
    for citation in citations:
        path = " › ".join((citation.guide.title, *citation.section.path))
        if citation.page is not None:
            path = f"{path}, page {citation.page}"
        if as_of := citation.guide.metadata.as_of:
            path += f", as of {as_of}"
        found.setdefault(path, []).append(citation.number)
    return [(numbers, path) for path, numbers in found.items()]
