"""One index and one server for all tests that only ask; tests that change something make their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.bootstrap import Parts
from evals.chat.fake import KEY, FakeModels, fake_models
from tests.made import write_guides
from tests.server.chatting import paraphrases
from tests.server.made import Live, build_parts, serving, write_tailor


@pytest.fixture(scope="session")
def tailor_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """An index of the tailor's guide and two more."""
    folder = tmp_path_factory.mktemp("server")
    corpus = write_tailor(write_guides(folder / "guides", ("Baker", "Florist")))
    parts = build_parts(folder / "data", corpus)
    parts.ingest([])
    return parts


@pytest.fixture(scope="session")
def live(tailor_parts: Parts) -> Iterator[Live]:
    with serving(tailor_parts) as server:
        yield server


@pytest.fixture
def empty_parts(tmp_path: Path) -> Parts:
    """A data directory in which nothing has been indexed."""
    return build_parts(tmp_path / "data", write_tailor(tmp_path / "guides"), probe_interval_s=0.05)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModels]:
    """A server of chat models, each of which does what its name says."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with fake_models(paraphrases) as models:
        yield models
