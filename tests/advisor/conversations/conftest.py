"""The store of conversations over each database it supports."""

from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Empty for SQLite in the data directory."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("empty_database"))


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"
