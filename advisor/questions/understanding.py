"""A wording of a question -> what is searched for: spelt right, read by the encoder, likened to what people ask."""

from dataclasses import dataclass

from advisor.embedding import Embedder, Place, Reading
from advisor.lexical import Bm25
from advisor.questions.bank import Likeness, QuestionBank
from advisor.questions.spelling import Speller


@dataclass(frozen=True, slots=True)
class Understood:
    """``wording`` as typed, ``spelt`` with slips of the keyboard mended; the rest is None without an encoder."""

    wording: str
    spelt: str
    reading: Reading | None = None
    likeness: Likeness | None = None


def understand(wording: str, words: Bm25, embedder: Embedder | None, bank: QuestionBank | None) -> Understood:
    """Read one wording. ``words`` are those of the guides, which slips are first mended to. Raises ProviderError."""
    spelt = Speller(words.vocabulary).correct(wording)
    if embedder is None:
        return Understood(wording, spelt)
    reading = embedder.read([Place("", spelt)])[0]
    return Understood(wording, spelt, reading, bank.likeness(reading.vector) if bank else None)
