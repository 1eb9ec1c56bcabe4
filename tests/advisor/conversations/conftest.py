"""The store of conversations over each database it supports."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from tests.advisor.conversations.postgres import programs, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a running PostgreSQL with a place for the database's name."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have PostgreSQL; .ci/run installs it")
        pytest.skip("PostgreSQL is not installed here (apt install postgresql)")
    with running_postgres(folder) as address:
        yield address


@pytest.fixture
def empty_database(postgres: str) -> str:
    """The address of a new PostgreSQL database."""
    name = f"career_{uuid4().hex[:12]}"

    async def create() -> None:
        connection = await asyncpg.connect(postgres.format("postgres"))
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    asyncio.run(create())
    return postgres.format(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Empty for SQLite in the data directory."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("empty_database"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"
