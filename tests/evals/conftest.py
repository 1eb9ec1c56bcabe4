"""The keeper's suite and its guide, for whatever asks them without an encoder."""

from pathlib import Path

import pytest

from tests.evals.suite_by_hand import write_guide, write_suite


@pytest.fixture
def hashes_for_vectors(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No encoder, and a corpus and a folder of the test's own."""
    monkeypatch.setenv("ADVISOR_EMBED_MODEL", "hash")
    monkeypatch.setenv("ADVISOR_CORPUS_DIR", str(tmp_path / "corpus"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    return write_suite(tmp_path / "keeper.yaml", write_guide(tmp_path / "corpus"))
