"""A second reading takes away what a model does not call supported, and says what it cost."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import cast

import pytest

from advisor.domain import ModelUse
from advisor.generation.chat_model import ChatModel, Deadlines, Tokens
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.metered_model import MeteredModel, ModelRun
from advisor.generation.prompt_builder import verifying_prompt
from advisor.generation.second_reader import ReadVerdict, SecondReader, SentenceToRead, verdicts_in
from advisor.generation.token_budget import MachineBudget, TokenBudget
from advisor.settings import VerifyMode

SENTENCES = [SentenceToRead("Bakers rise early.", ("Bakers start at 4 a.m.",)), SentenceToRead("Bakers sleep.", ())]


class ReadingModel:
    """A ChatModel that says one thing, or fails."""

    name = "reader"
    key_name = "OPENAI_API_KEY"
    deadlines = Deadlines()

    def __init__(self, said: str | Failure) -> None:
        self.said = said
        self.asked: list[tuple[str, str]] = []

    async def stream(self, system: str, user: str, within_s: float | None = None) -> AsyncGenerator[str | Tokens]:
        self.asked.append((system, user))
        if isinstance(self.said, Failure):
            raise ModelFailedError(self.said)
        yield self.said
        yield Tokens(70, 9, 12)


def read(tmp_path: Path, said: str | Failure) -> tuple[list[bool], ModelRun, ReadingModel]:
    model = ReadingModel(said)
    calls = MeteredModel(cast(ChatModel, model), MachineBudget(TokenBudget(tmp_path, 1_000_000)), CircuitBreaker())
    run = ModelRun(ModelUse("writer", tokens_in=500, tokens_out=60, n_calls=1))
    found = asyncio.run(SecondReader(calls, VerifyMode.DOUBTFUL).read(SENTENCES, run))
    return found, run, model


def test_only_what_is_called_supported_stays_and_the_cost_is_told_beside_the_writers(tmp_path: Path) -> None:
    found, run, model = read(tmp_path, "1: supported\n2: not supported")
    assert found == [True, False]
    second = run.use.second
    assert second is not None
    assert (second.model, second.n_read, second.n_supported, second.tokens_in, second.tokens_out) == (
        "reader", 2, 1, 70, 9,
    )  # fmt: skip
    assert (run.use.tokens_in, run.use.tokens_out, run.use.n_calls) == (500, 60, 2)
    assert second.tokens_cached == 12
    assert len(model.asked) == 1


def test_a_reader_that_fails_supports_nothing(tmp_path: Path) -> None:
    found, run, _ = read(tmp_path, Failure.SERVER)
    assert found == [False, False]
    assert run.use.second is not None
    assert run.use.second.failure == Failure.SERVER.value
    assert run.failure is None


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ("1: supported\n2: unclear", [ReadVerdict.SUPPORTED, ReadVerdict.UNCLEAR]),
        ("(1) Supported.\n 2. NOT SUPPORTED", [ReadVerdict.SUPPORTED, ReadVerdict.NOT_SUPPORTED]),
        ("Both are supported.", [ReadVerdict.UNCLEAR, ReadVerdict.UNCLEAR]),
        ("1: supported because the quote says so", [ReadVerdict.UNCLEAR, ReadVerdict.UNCLEAR]),
        ("1: supported\n1: not supported\n2: supported", [ReadVerdict.UNCLEAR, ReadVerdict.SUPPORTED]),
        ("2: supported\n7: supported", [ReadVerdict.UNCLEAR, ReadVerdict.SUPPORTED]),
        ("", [ReadVerdict.UNCLEAR, ReadVerdict.UNCLEAR]),
    ],
)
def test_verdicts_are_taken_in_their_fixed_form_only(said: str, verdicts: list[ReadVerdict]) -> None:
    assert verdicts_in(said, 2) == verdicts


def test_a_sentence_goes_with_nothing_but_its_quotes_and_cannot_close_its_fence() -> None:
    prompt = verifying_prompt([("Bakers rise\nearly.", ("Bakers start\nat 4 a.m.",))])
    assert "1. Sentence: Bakers rise early.\n   Quotes:\n  - Bakers start at 4 a.m." in prompt.user
    mark = prompt.user.split("two lines that read ")[1].split(" is text")[0]
    assert mark != verifying_prompt([]).user.split("two lines that read ")[1].split(" is text")[0]
    assert "Bakers" not in prompt.system
