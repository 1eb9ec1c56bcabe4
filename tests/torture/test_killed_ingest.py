"""Whenever an ingest is killed, one whole build serves, and ingesting again brings the index to where it should be."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.torture.killing import AFTER, Child, check_converges, check_whole, prepare, staged

LONGER = 1.2  # so that the last steps are met as well when the machine is slower than at first


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("killed"))


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child() as child:
        yield child


STEPS = [
    "locked",
    "read",
    *["guide saved"] * len(AFTER),
    "build recorded",
    "chroma written",
    "questions tried",
    "switched",
    "swept",
]


@pytest.mark.parametrize("fresh", [False, True], ids=["an update", "the first"])
def test_an_ingest_that_nobody_kills_goes_through_the_steps_that_are_tried_here(
    child: Child, prepared: Path, tmp_path: Path, fresh: bool
) -> None:
    with staged(prepared, tmp_path, fresh=fresh) as stage:
        assert check_whole(stage) == "before"
        assert child.ingest(stage) == STEPS
        assert check_whole(stage) == "after"


@pytest.mark.parametrize("die_at", range(len(STEPS)))
@pytest.mark.parametrize("fresh", [False, True], ids=["an update", "the first"])
def test_an_ingest_killed_at_a_step_leaves_one_whole_build_and_can_be_repeated(
    child: Child, prepared: Path, tmp_path: Path, die_at: int, fresh: bool
) -> None:
    with staged(prepared, tmp_path, fresh=fresh) as stage:
        assert child.ingest(stage, die_at=die_at) == STEPS[: die_at + 1]
        switched = die_at >= STEPS.index("switched")
        assert check_whole(stage) == ("after" if switched else "before")
        check_converges(stage)


def test_an_ingest_killed_again_and_again_gets_there_in_the_end(child: Child, prepared: Path, tmp_path: Path) -> None:
    with staged(prepared, tmp_path) as stage:
        for die_at in (2, 3, 4, 6, 7):
            child.ingest(stage, die_at=die_at)
            assert check_whole(stage) == "before"
        check_converges(stage)


def kill_at_random_moments(child: Child, prepared: Path, folder: Path, n_moments: int, seed: int) -> Counter[str]:
    """Kill that many ingests somewhere along the time a whole one takes; returns how many died behind which step, and
    what served then."""
    with staged(prepared, folder) as stage:
        started = time.monotonic()
        child.ingest(stage)
        whole_s = time.monotonic() - started
    moments = random.Random(seed)
    served: Counter[str] = Counter()
    for n in range(n_moments):
        fresh = n % 4 == 3
        with staged(prepared, folder, fresh=fresh) as stage:
            steps = child.ingest(stage, kill_after_s=moments.uniform(0, LONGER * whole_s))
            behind = steps[-1] if steps else "the start"
            served[f"behind {behind}: {check_whole(stage)}"] += 1
            check_converges(stage)
    return served


@pytest.mark.torture
@pytest.mark.parametrize("half", [1, 2])
def test_an_ingest_killed_at_two_hundred_random_moments_leaves_one_whole_build_each_time(
    child: Child,
    prepared: Path,
    tmp_path: Path,
    half: int,
    rounds: Callable[[int, int], int],
    told: Callable[[str], None],
) -> None:
    """Half of them in each of two processes; ten in all where the rounds are few."""
    seed, n_moments = random.randrange(2**32), rounds(100, 5)
    served = kill_at_random_moments(child, prepared, tmp_path, n_moments, seed)
    assert served.total() == n_moments
    told(f"{served.total()} ingests killed at random moments (seed {seed}); what served then, {dict(served)}")
