"""The keeper's suite and its guide, for whatever asks them without an encoder."""

from pathlib import Path

import pytest

from advisor.bootstrap import Parts
from advisor.embeddings import HashEmbedder
from advisor.settings import Settings
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


@pytest.fixture
def keeper_parts(suite: Path, tmp_path: Path) -> Parts:
    """An index of the keeper's guide."""
    parts = Parts(Settings(data_dir=tmp_path / "data", corpus_dir=tmp_path / "corpus"), embedder=HashEmbedder())
    parts.ingest([])
    return parts
