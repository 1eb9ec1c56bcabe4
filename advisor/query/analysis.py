"""Analysis of a question's wordings by the encoder and the intent bank."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.facts.role_words import RANKS
from advisor.query.answer_type import AnswerType
from advisor.query.intent_bank import IntentBank, IntentMatch
from advisor.query.parsing import Parser
from advisor.query.reader_profile import stated_years


@dataclass(frozen=True, slots=True)
class AnalysedWording:
    """One wording of a question, ready to be searched for.

    ``text`` as typed, ``corrected`` with its spelling corrected, ``answer_type`` what its answer has to hold.
    ``encoded`` and ``intent`` are None without an encoder, ``intent`` also without a bank. ``years``: what readers say
    that they have worked in such a job.
    """

    text: str
    corrected: str
    answer_type: AnswerType
    encoded: EncodedText | None = None
    intent: IntentMatch | None = None
    years: int | None = None


def analyse_wordings(
    wordings: Mapping[str, str], parser: Parser, embedder: Embedder | None, bank: IntentBank | None
) -> tuple[AnalysedWording, ...]:
    """Encode wordings in one batch and match them with the bank.

    ``wordings``: for each its generic wording, which is matched in its place. Raises ProviderError.
    """
    corrected = {wording: parser.corrected(wording) for wording in wordings}
    if embedder is None:
        return tuple(AnalysedWording(wording, text, parser.answer_type(text)) for wording, text in corrected.items())
    generic = {wording: parser.corrected(text) for wording, text in wordings.items()}
    texts = dict.fromkeys([*corrected.values(), *(generic.values() if bank else ())])
    encoded = dict(zip(texts, embedder.encode_in_context([EncoderInput("", text) for text in texts]), strict=True))
    intents: dict[str, IntentMatch] = {}
    if bank:
        matched = list(dict.fromkeys(generic.values()))
        intents = dict(zip(matched, bank.match_all(np.stack([encoded[text].vector for text in matched])), strict=True))
    return tuple(
        AnalysedWording(
            wording,
            text,
            parser.answer_type(text),
            encoded[text],
            intents.get(generic[wording]),
            _years_of_this_work(text, parser),
        )
        for wording, text in corrected.items()
    )


def _years_of_this_work(text: str, parser: Parser) -> int | None:
    """Read the reader's years, unless they are told of another job ("9 years a nurse")."""
    told = stated_years(text)
    if told is None:
        return None
    others = (one for one in parser.named(text) if one.own and not one.guide_ids)
    return None if any(RANKS.isdisjoint(other.name) for other in others) else told
