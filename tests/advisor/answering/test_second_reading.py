"""What a second reading takes away of a model's sentences, and what it never sees."""

import asyncio
from collections.abc import Sequence

from advisor.answering.model_reading import _read_again, _to_read
from advisor.citation.support import SupportResult
from advisor.domain import Chunk, DraftClaim, ModelUse, Passage, Quote
from advisor.generation import ModelRun, SentenceToRead
from advisor.generation.second_reader import SecondReader
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import parse_text
from advisor.settings import VerifyMode

GUIDE = parse_text("# Smith Guide\n\n## Work\n\nSmiths work in shops. They rise early.\n", name="smith.md")


def quoting(words: str, text: str) -> DraftClaim:
    chunk: Chunk = next(one for one in chunk_guide(GUIDE) if words in one.text)
    start = GUIDE.text.index(words)
    return DraftClaim(text, (Quote(Passage(chunk, 1.0, 1.0), start, start + len(words), words),))


class Reader(SecondReader):
    """A reader that supports what it is told to, and keeps what it is asked."""

    def __init__(self, mode: VerifyMode, supported: Sequence[bool]) -> None:
        self.mode = mode
        self.supported = supported
        self.asked: list[SentenceToRead] = []

    async def read(self, sentences: Sequence[SentenceToRead], run: ModelRun) -> list[bool]:
        self.asked += sentences
        return list(self.supported)


OWN = quoting("Smiths work in shops.", "Smiths work in shops.")
BORNE = SupportResult(quoting("Smiths work in shops.", "A smith works in a shop."), OWN, "", 4.0)
IN_DOUBT = SupportResult(None, OWN, "doubt", 1.0, quoting("They rise early.", "Smiths get up early."))
REFUTED = SupportResult(None, OWN, "it has a number found in none of its quotes", 1.0)


def read(reader: Reader) -> list[DraftClaim | None]:
    run = ModelRun(ModelUse("m"))
    return [one.claim for one in asyncio.run(_read_again(reader, [BORNE, IN_DOUBT, REFUTED], run))]


def test_a_sentence_in_doubt_goes_with_its_headed_quote_and_stays_if_it_is_supported() -> None:
    reader = Reader(VerifyMode.DOUBTFUL, [True])
    assert read(reader) == [BORNE.claim, IN_DOUBT.doubtful, None]
    assert reader.asked == [SentenceToRead("Smiths get up early.", ("Work: They rise early.",))]


def test_one_that_is_not_supported_is_the_guides_own_again() -> None:
    assert read(Reader(VerifyMode.DOUBTFUL, [False])) == [BORNE.claim, None, None]


def test_all_sentences_that_would_be_shown_are_read_if_wanted_and_may_be_taken_away() -> None:
    reader = Reader(VerifyMode.ALL, [False, True])
    assert read(reader) == [None, IN_DOUBT.doubtful, None]
    assert len(reader.asked) == 2


def test_what_is_refuted_is_never_read_and_without_a_reader_nothing_is() -> None:
    assert not _to_read(Reader(VerifyMode.ALL, []), REFUTED)
    assert not _to_read(None, IN_DOUBT)
