"""Coroutines run in a loop of their own, whoever waits for them."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from advisor.embeddings.background_loop import run_in_background


async def the_loop() -> int:
    return id(asyncio.get_running_loop())


async def fail() -> None:
    raise ValueError("no")


def test_every_thread_and_every_loop_waits_for_the_same_one() -> None:
    async def from_a_loop() -> int:
        return run_in_background(the_loop())

    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda _: run_in_background(the_loop()), range(8)))
    assert found == {asyncio.run(from_a_loop())}


def test_what_is_raised_reaches_the_caller() -> None:
    with pytest.raises(ValueError, match="no"):
        run_in_background(fail())
