"""Readers behind the fake chat server, by name."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from evals.chat.fake import FakeModels, fake_models
from evals.chat.readers.gold import KnownQuestion, Style
from evals.chat.readers.liar import LyingReader
from evals.chat.readers.perfect import PerfectReader
from evals.chat.readers.sloppy import SloppyReader

READERS = {"perfect": PerfectReader, "sloppy": SloppyReader, "liar": LyingReader}
MODEL = "good"  # the fake server's model that says what its script writes


def make_reader(
    name: str, style: Style, *, first_line: bool = True, known: Sequence[KnownQuestion] | None = None
) -> PerfectReader:
    """Make a reader by its name.

    ``known``: the questions it learns, by default those of the suites. Raises SuiteError.
    """
    return READERS[name](style, first_line=first_line, known=known)


@contextmanager
def serve_reader(reader: PerfectReader) -> Iterator[FakeModels]:
    """Serve a reader on loopback within the block."""
    with fake_models(reader.respond, reader.respond) as models:
        yield models
