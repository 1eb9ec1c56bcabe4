"""Readers behind the fake chat server, by name."""

from collections.abc import Iterator
from contextlib import contextmanager

from evals.chat.fake import FakeModels, fake_models
from evals.chat.readers.gold import Style
from evals.chat.readers.liar import LyingReader
from evals.chat.readers.perfect import PerfectReader
from evals.chat.readers.sloppy import SloppyReader

READERS = {"perfect": PerfectReader, "sloppy": SloppyReader, "liar": LyingReader}
MODEL = "good"  # the fake server's model that says what its script writes


def make_reader(name: str, style: Style, *, first_line: bool = True) -> PerfectReader:
    """Make a reader by its name.

    Raises SuiteError.
    """
    return READERS[name](style, first_line=first_line)


@contextmanager
def serve_reader(reader: PerfectReader) -> Iterator[FakeModels]:
    """Serve a reader on loopback within the block."""
    with fake_models(reader.respond, reader.respond) as models:
        yield models
