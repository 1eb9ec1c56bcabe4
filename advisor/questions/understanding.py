"""A wording of a question -> what is searched for: spelt right, read by the encoder, likened to what people ask."""

from dataclasses import dataclass

from advisor.embedding import Embedder, Place, Reading
from advisor.lexical import Bm25
from advisor.questions.asking import Asked, analyse
from advisor.questions.bank import Likeness, QuestionBank
from advisor.questions.occupations import foreign_occupation
from advisor.questions.spelling import Speller


@dataclass(frozen=True, slots=True)
class Understood:
    """``wording`` as typed, ``spelt`` with slips of the keyboard mended; ``foreign``: an occupation it names that the
    guides do not speak of, or empty; ``asked``: what its answer has to hold; the rest is None without an encoder."""

    wording: str
    spelt: str
    asked: Asked
    foreign: str = ""
    reading: Reading | None = None
    likeness: Likeness | None = None


def understand(wording: str, words: Bm25, embedder: Embedder | None, bank: QuestionBank | None) -> Understood:
    """Read one wording. ``words`` are those of the guides, which slips are first mended to. Raises ProviderError."""
    spelt = Speller(words.vocabulary).correct(wording)
    foreign = foreign_occupation(spelt, words.vocabulary)
    asked = analyse(spelt)
    if embedder is None:
        return Understood(wording, spelt, asked, foreign)
    reading = embedder.read([Place("", spelt)])[0]
    return Understood(wording, spelt, asked, foreign, reading, bank.likeness(reading.vector) if bank else None)
