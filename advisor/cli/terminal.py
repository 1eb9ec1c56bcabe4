"""What goes to a terminal, without the characters that would control it.

Whatever prints is covered: our own words, errors, logs and JSON through the streams, rich's output through its console.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, TextIO, cast

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from advisor.text.invisible import strip_invisible


class PrintableStream:
    """A text stream whose words reach the terminal without control and other invisible characters."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        self.stream.write(strip_invisible(text))
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)


class Terminal(Console):
    """A console whose texts are made printable; only rich itself styles them and moves the cursor."""

    def __init__(self, *, file: IO[str] | None = None, stderr: bool = False, **more: Any) -> None:
        stream: Any = file or (sys.stderr if stderr else sys.stdout)
        if isinstance(stream, PrintableStream):
            stream = stream.stream
        super().__init__(file=stream, **more)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=strip_invisible(segment.text))


@contextmanager
def printable_streams() -> Iterator[None]:
    """Make all that is printed meanwhile printable."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, PrintableStream(stream)) for stream in before)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before
