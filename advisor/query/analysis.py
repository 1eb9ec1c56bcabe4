"""Wordings of a question as the encoder and the intent bank see them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.query.answer_type import AnswerType
from advisor.query.intent_bank import Likeness, QuestionBank
from advisor.query.parsing import Parser


@dataclass(frozen=True, slots=True)
class AnalysedWording:
    """One wording of a question, ready to be searched for.

    ``text`` as typed, ``spelt`` with slips of the keyboard mended, ``answer_type`` what its answer has to hold.
    ``reading`` and ``likeness`` are None without an encoder.
    """

    text: str
    spelt: str
    answer_type: AnswerType
    reading: EncodedText | None = None
    likeness: Likeness | None = None


def analyse_wordings(
    wordings: Mapping[str, str], parser: Parser, embedder: Embedder | None, bank: QuestionBank | None
) -> tuple[AnalysedWording, ...]:
    """Encode wordings in one batch, each with the text that is likened to the bank in its place.

    Raises ProviderError.
    """
    spelt = {wording: parser.spelt(wording) for wording in wordings}
    if embedder is None:
        return tuple(AnalysedWording(wording, text, parser.answer_type(text)) for wording, text in spelt.items())
    likened = {wording: parser.spelt(like) for wording, like in wordings.items()}
    texts = dict.fromkeys([*spelt.values(), *(likened.values() if bank else ())])
    readings = dict(zip(texts, embedder.encode_in_context([EncoderInput("", text) for text in texts]), strict=True))
    likenesses: dict[str, Likeness] = {}
    if bank:
        like = list(dict.fromkeys(likened.values()))
        likenesses = dict(zip(like, bank.likenesses(np.stack([readings[text].vector for text in like])), strict=True))
    return tuple(
        AnalysedWording(wording, text, parser.answer_type(text), readings[text], likenesses.get(likened[wording]))
        for wording, text in spelt.items()
    )
