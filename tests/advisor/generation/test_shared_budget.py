"""The day's ceiling of tokens, over all processes and machines that share it."""

import asyncio
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from advisor.conversations.database import Database, build_database
from advisor.generation.token_budget import DatabaseBudget, MachineBudget, TokenBudget, build_budget
from advisor.settings import Settings

DAY = date(2026, 11, 25)
WORKER = """
import sys
from pathlib import Path
from advisor.generation.token_budget import TokenBudget
budget, used = TokenBudget(Path(sys.argv[1]), 24_000), 0
for _ in range(40):
    if budget.reserve(1_000):
        budget.settle(1_000, 700)
        used += 700
print(used)
"""


@pytest.mark.process
def test_workers_that_share_a_folder_share_its_ceiling(tmp_path: Path) -> None:
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    used = [int(worker.communicate(timeout=60)[0]) for worker in workers]
    assert 22_000 < sum(used) <= 24_000
    assert TokenBudget(tmp_path, 24_000).spent == sum(used)


def test_what_one_worker_sets_aside_is_not_free_for_another(tmp_path: Path) -> None:
    one, other = (TokenBudget(tmp_path, 1_000, lambda: DAY) for _ in range(2))
    assert one.reserve(600)
    assert not other.reserve(600)
    one.settle(600, 100)
    assert other.reserve(900)
    other.settle(900, 900)
    assert not one.reserve(1)
    assert one.spent == other.spent == 1_000


def test_an_answer_that_lasts_past_midnight_counts_for_the_new_day(tmp_path: Path) -> None:
    today = DAY
    budget = TokenBudget(tmp_path, 1_000, lambda: today)
    assert budget.reserve(600)
    today = date(2026, 11, 26)
    budget.settle(600, 400)
    assert budget.spent == 400


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    url = str(request.getfixturevalue("empty_database")) if request.param == "postgres" else ""
    return build_database(tmp_path, url)


def test_machines_that_share_a_database_share_its_ceiling(database: Database) -> None:
    async def go() -> list[bool]:
        machines = [DatabaseBudget(database, 1_000, lambda: DAY) for _ in range(4)]
        got = await asyncio.gather(*(machine.reserve(300) for machine in machines))
        assert sum(got) == 3
        for machine, has in zip(machines, got, strict=True):
            if has:
                await machine.settle(300, 100)
        again = DatabaseBudget(database, 1_000, lambda: DAY)  # after a restart
        answers = [await again.reserve(701), await again.reserve(700), await again.reserve(1)]
        tomorrow = DatabaseBudget(database, 1_000, lambda: date(2026, 11, 26))
        answers += [await tomorrow.reserve(1_001), await tomorrow.reserve(1_000)]
        await database.aclose()
        return answers

    assert asyncio.run(go()) == [False, True, False, False, True]


def test_while_its_database_is_away_no_model_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(database_url="postgresql://nobody@127.0.0.1:1/none", chat_tokens_per_day=100)
    budget = build_budget(settings)
    assert isinstance(budget, DatabaseBudget)

    async def go() -> bool:
        try:
            return await budget.reserve(1)
        finally:
            await budget.aclose()

    assert not asyncio.run(go())
    assert "cannot be counted" in caplog.text


def test_without_a_shared_database_or_a_ceiling_the_machine_counts_for_itself(tmp_path: Path) -> None:
    shared = "postgresql://nobody@127.0.0.1:1/none"
    assert isinstance(build_budget(Settings(data_dir=tmp_path, chat_tokens_per_day=5)), MachineBudget)
    assert isinstance(build_budget(Settings(data_dir=tmp_path, database_url=shared)), MachineBudget)
