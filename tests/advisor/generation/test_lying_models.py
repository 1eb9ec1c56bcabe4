"""Models that lie: what they hide, what they count and how much they send."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import cast

import pytest

from advisor.generation import ChatWriter, ModelRun
from advisor.generation.chat_model import ChatModel, Deadlines, Tokens, _count, _count_cached
from advisor.generation.circuit_breaker import CircuitBreaker
from advisor.generation.failures import Failure, ModelFailedError
from advisor.generation.metered_model import MAX_REPLY_CHARS, MeteredModel
from advisor.generation.token_budget import MachineBudget, TokenBudget


class SaidModel:
    """A ChatModel that says the given pieces, whatever it is asked."""

    name = "said"
    key_name = "OPENAI_API_KEY"
    deadlines = Deadlines()

    def __init__(self, pieces: Sequence[str | Tokens]) -> None:
        self.pieces = pieces
        self.n_said = 0

    async def stream(self, system: str, user: str, within_s: float | None = None) -> AsyncGenerator[str | Tokens]:
        for piece in self.pieces:
            self.n_said += 1
            yield piece


def write(tmp_path: Path, *pieces: str | Tokens) -> tuple[list[str], ModelRun, SaidModel]:
    model = SaidModel(pieces)
    budget = TokenBudget(tmp_path, 1_000_000)
    calls = MeteredModel(cast(ChatModel, model), MachineBudget(budget), CircuitBreaker())
    writer = ChatWriter(calls, max_passage_chars=1_000)
    run = writer.begin()

    async def go() -> list[str]:
        return [one.text async for one in writer.write("Why?", (), (), run)]

    said = asyncio.run(go())
    assert budget.spent == run.use.tokens_in + run.use.tokens_out
    return said, run, model


@pytest.mark.parametrize(
    "hidden",
    [
        *(
            "\ud800",
            "\udfff",
            "\x00",
            "\x1b",
            "\x9b",
            "\u200b",
            "\u200d",
            "\u200f",
            "\u202e",
            "\u2066",
            "\u2060",
            "\u00ad",
        ),
        *("\ufeff", "\U000e0041", "\U000e0100", "\ufe0f", "\u115f", "\u3164", "\u034f", "\ufffe", "\u061c", "\ufff9"),
    ],
)
def test_what_nobody_sees_is_taken_out_of_what_a_model_writes(tmp_path: Path, hidden: str) -> None:
    said, run, _ = write(tmp_path, f"Ba{hidden}kers ", f"{hidden}bake", f" bread{hidden}. ", hidden, "They do.")
    assert said == ["Bakers bake bread.", "They do."]
    assert run.failure is None


def test_lines_end_a_sentence_however_they_are_broken(tmp_path: Path) -> None:
    said, _, _ = write(tmp_path, "Bakers bake\u2028Bakers sleep\u2029Bakers eat\x85They do.")
    assert said == ["Bakers bake", "Bakers sleep", "Bakers eat", "They do."]


@pytest.mark.parametrize("counted", [Tokens(-5, 3), Tokens(10**12, 3), Tokens(3, -1), Tokens(-(10**30), 10**30)])
def test_counts_that_cannot_be_true_are_made_from_characters(tmp_path: Path, counted: Tokens) -> None:
    said, run, _ = write(tmp_path, "Bakers bake bread.", counted)
    assert said == ["Bakers bake bread."]
    assert 0 < run.use.tokens_in < 10_000
    assert 0 < run.use.tokens_out < 10_000


def test_counts_that_can_be_true_are_believed(tmp_path: Path) -> None:
    _, run, _ = write(tmp_path, "Bakers bake bread.", Tokens(321, 7))
    assert (run.use.tokens_in, run.use.tokens_out) == (321, 7)


@pytest.mark.parametrize(("told", "believed"), [(300, 300), (321, 321), (10**9, 321), (-4, 0)])
def test_no_more_of_a_prompt_was_cached_than_was_read(tmp_path: Path, told: int, believed: int) -> None:
    _, run, _ = write(tmp_path, "Bakers bake bread.", Tokens(321, 7, told))
    assert (run.use.tokens_in, run.use.tokens_cached) == (321, believed)


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ({"cache_read": 64, "audio": 3}, 64),
        ({"priority_cache_read": 30, "cache_read": 4, "cache_creation": 500}, 34),
        ({"cache_read": None}, 0),
        ({"cache_read": "64"}, 0),
        ({"cache_read": True}, 0),
        ({"cache_read": -9}, 0),
        (None, 0),
        ([1], 0),
    ],
)
def test_cached_tokens_are_counted_over_the_tiers_of_a_service(told: object, counted: int) -> None:
    assert _count_cached(told) == counted


def test_a_call_is_counted_when_it_is_made_and_not_when_it_is_refused(tmp_path: Path) -> None:
    _, run, _ = write(tmp_path, "Bakers bake bread.")
    assert run.use.n_calls == 1
    breaker = CircuitBreaker()
    for _ in range(3):
        breaker.failed(ModelFailedError(Failure.SERVER))
    writer = ChatWriter(
        MeteredModel(cast(ChatModel, SaidModel(())), MachineBudget(TokenBudget(tmp_path, 0)), breaker),
        max_passage_chars=1_000,
    )
    run = writer.begin()

    async def go() -> list[str]:
        return [one.text async for one in writer.write("Why?", (), (), run)]

    assert asyncio.run(go()) == []
    assert (run.failure, run.use.n_calls) == (Failure.CIRCUIT_OPEN, 0)


@pytest.mark.parametrize("told", [None, "7", 7.5, True, [], {}])
def test_a_count_that_is_no_number_counts_as_none(told: object) -> None:
    assert _count(told) == -1


def test_a_reply_without_an_end_is_cut_off(tmp_path: Path) -> None:
    said, run, model = write(tmp_path, *["Bakers bake bread. "] * 100_000)
    assert model.n_said < 2_000
    assert sum(map(len, said)) <= MAX_REPLY_CHARS
    assert run.failure is Failure.UNREADABLE


def test_one_endless_line_is_no_sentence(tmp_path: Path) -> None:
    said, run, _ = write(tmp_path, "bread " * 1_000_000)
    assert said == []
    assert run.failure is Failure.UNREADABLE
