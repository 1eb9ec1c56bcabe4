"""A wording of a question -> what is searched for: spelt right, read by the encoder, likened to what people ask."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.query.answer_type import Asked, analyse
from advisor.query.intent_bank import Likeness, QuestionBank
from advisor.text.spelling import Speller


@dataclass(frozen=True, slots=True)
class Understood:
    """``wording`` as typed, ``spelt`` with slips of the keyboard mended; ``asked``: what its answer has to hold; the
    rest is None without an encoder."""

    wording: str
    spelt: str
    asked: Asked
    reading: EncodedText | None = None
    likeness: Likeness | None = None


def understand(
    wordings: Mapping[str, str], speller: Speller, embedder: Embedder | None, bank: QuestionBank | None
) -> tuple[Understood, ...]:
    """Read wordings, each with what is likened to the bank in its place. ``speller`` mends slips to the guides' words
    first. The encoder reads all in one go. Raises ProviderError."""
    spelt = {wording: speller.correct(wording) for wording in wordings}
    if embedder is None:
        return tuple(Understood(wording, text, analyse(text)) for wording, text in spelt.items())
    likened = {w: spelt[w] if like == w else speller.correct(like) for w, like in wordings.items()}
    texts = dict.fromkeys([*spelt.values(), *(likened.values() if bank else ())])
    readings = dict(zip(texts, embedder.encode_in_context([EncoderInput("", text) for text in texts]), strict=True))
    likenesses: dict[str, Likeness] = {}
    if bank:
        like = list(dict.fromkeys(likened.values()))
        likenesses = dict(zip(like, bank.likenesses(np.stack([readings[text].vector for text in like])), strict=True))
    return tuple(
        Understood(
            wording,
            text,
            analyse(text),
            readings[text],
            likenesses.get(likened[wording]),
        )
        for wording, text in spelt.items()
    )
