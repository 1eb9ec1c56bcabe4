"""A wording of a question -> what is searched for: spelt right, read by the encoder, likened to what people ask."""

from dataclasses import dataclass

from advisor.embedding import Embedder, Place, Reading
from advisor.questions.asking import Asked, analyse
from advisor.questions.bank import Likeness, QuestionBank
from advisor.questions.spelling import Speller


@dataclass(frozen=True, slots=True)
class Understood:
    """``wording`` as typed, ``spelt`` with slips of the keyboard mended; ``asked``: what its answer has to hold; the
    rest is None without an encoder."""

    wording: str
    spelt: str
    asked: Asked
    reading: Reading | None = None
    likeness: Likeness | None = None


def understand(
    wording: str, speller: Speller, embedder: Embedder | None, bank: QuestionBank | None, likened: str = ""
) -> Understood:
    """Read one wording. ``speller`` mends slips to the guides' words first; ``likened`` is likened to the bank in its
    place. Raises ProviderError."""
    spelt = speller.correct(wording)
    asked = analyse(spelt)
    if embedder is None:
        return Understood(wording, spelt, asked)
    reading = embedder.read([Place("", spelt)])[0]
    if bank is None:
        return Understood(wording, spelt, asked, reading)
    vector = reading.vector if likened in ("", wording) else embedder.encode([speller.correct(likened)])[0]
    return Understood(wording, spelt, asked, reading, bank.likeness(vector))
