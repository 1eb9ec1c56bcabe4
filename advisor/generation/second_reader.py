"""The second reading of sentences beside their quotes.

It only takes away: what the check refutes is never put to it, and what it does not call supported is not shown.
"""

import logging
import re
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from enum import StrEnum

from advisor.domain import ModelUse, SecondReading
from advisor.generation.failures import ModelFailedError
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import verifying_prompt
from advisor.settings import VerifyMode

log = logging.getLogger(__name__)

_LINE = re.compile(
    r"^\s{0,8}\(?(\d{1,2})[.:)]\s{0,8}(supported|not supported|unclear)\s{0,8}\.?\s{0,8}$", re.IGNORECASE
)


class ReadVerdict(StrEnum):
    """What the reader says of a sentence."""

    SUPPORTED = "supported"
    NOT_SUPPORTED = "not supported"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class SentenceToRead:
    """A sentence with the texts of its quotes."""

    text: str
    quotes: tuple[str, ...]


class SecondReader:
    """Reader of all doubtful sentences of an answer in one call."""

    def __init__(self, calls: MeteredModel, mode: VerifyMode) -> None:
        self.mode = mode
        self._calls = calls

    @property
    def model_name(self) -> str:
        """The name of the model that reads."""
        return self._calls.model.name

    async def read(self, sentences: Sequence[SentenceToRead], run: ModelRun) -> list[bool]:
        """Which sentences are called supported, in order.

        All False if the model fails or does not keep to the form: that raises nothing. ``run`` gets the cost.
        """
        begun = time.monotonic()
        own = ModelRun(ModelUse(self._calls.model.name))
        said, failure = "", ""
        model = self._calls.model
        try:
            prompt = verifying_prompt([(one.text, one.quotes) for one in sentences])
            async with aclosing(self._calls.stream(prompt, own, model.deadlines.first_s)) as pieces:
                async for piece in pieces:
                    said += piece
        except ModelFailedError as error:
            failure = error.kind.value
            log.warning("the sentences in doubt were not read again: %s", error.kind)
        verdicts = verdicts_in(said, len(sentences))
        supported = [verdict is ReadVerdict.SUPPORTED for verdict in verdicts]
        second = SecondReading(
            model.name,
            n_read=len(sentences),
            n_supported=sum(supported),
            tokens_in=own.use.tokens_in,
            tokens_out=own.use.tokens_out,
            tokens_cached=own.use.tokens_cached,
            ms=round((time.monotonic() - begun) * 1000, 1),
            failure=failure,
        )
        together = _together(run.use.second, second)
        run.use = replace(run.use, second=together, n_calls=run.use.n_calls + own.use.n_calls)
        return supported

    async def aclose(self) -> None:
        """Close the model of its own."""
        await self._calls.model.aclose()


def _together(before: SecondReading | None, after: SecondReading) -> SecondReading:
    """Add up the readings of one answer."""
    if before is None:
        return after
    return replace(
        after,
        n_read=before.n_read + after.n_read,
        n_supported=before.n_supported + after.n_supported,
        tokens_in=before.tokens_in + after.tokens_in,
        tokens_out=before.tokens_out + after.tokens_out,
        tokens_cached=before.tokens_cached + after.tokens_cached,
        ms=before.ms + after.ms,
        failure=after.failure or before.failure,
    )


def verdicts_in(said: str, n: int) -> list[ReadVerdict]:
    """Read the verdicts on ``n`` sentences, in their fixed form."""
    found: dict[int, list[ReadVerdict]] = {}
    for line in said.splitlines():
        if match := _LINE.match(line):
            found.setdefault(int(match[1]), []).append(ReadVerdict(match[2].lower()))
    return [found[one][0] if len(found.get(one, ())) == 1 else ReadVerdict.UNCLEAR for one in range(1, n + 1)]
