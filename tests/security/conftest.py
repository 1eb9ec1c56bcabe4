"""Servers that several of the attacks are sent to, each begun once in a process of tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from advisor.bootstrap import Parts
from advisor.settings import Settings
from tests.made import write_guides
from tests.security.attacked import ROOT, Attacked, attacked_server, environment
from tests.server.made import build_parts, write_tailor

SITES = (
    '{"acme-key": {"origins": ["https://acme.example"]},'
    ' "bakers-key": {"origins": ["https://bakers.example"], "guides": ["baker"]}}'
)


def write_corpus(folder: Path) -> Path:
    """The guide that ships, the tailor's and two more."""
    corpus = write_tailor(write_guides(folder / "guides", ("Baker", "Florist")))
    shutil.copy(ROOT / "corpus" / "production-manager.md", corpus)
    return corpus


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A server with two sites, without limits of calls, that finds by hashed words."""
    folder = tmp_path_factory.mktemp("attacked")
    env = environment(
        folder, write_corpus(folder), SERVER_SITES=SITES, SERVER_LIMIT_PER_ADDRESS="0", SERVER_LIMIT_PER_SESSION="0"
    )
    with attacked_server(env, folder) as server:
        yield server


@pytest.fixture(scope="session")
def thinking(shipped: Parts, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """One with the local encoder, to which no question is too dear."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    folder = tmp_path_factory.mktemp("thinking")
    with FileLock(shared / "thinking.lock"):
        corpus = shared / "thinking" / "guides"
        if not corpus.is_dir():
            write_corpus(shared / "thinking")
            shutil.copytree(shipped.settings.data_dir, shared / "thinking" / "data")
        settings = Settings(data_dir=shared / "thinking" / "data", corpus_dir=corpus)
        Parts(settings, embedder=shipped.embedder, rehearse=lambda _: None).ensure_index()
        shutil.copytree(settings.data_dir, folder / "data")
    with attacked_server(environment(folder, corpus, ADVISOR_EMBED_MODEL=""), folder) as server:
        yield server


@pytest.fixture(scope="session")
def tailor_parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """An index of the tailor's guide and two more, for servers in this process."""
    folder = tmp_path_factory.mktemp("parts")
    parts = build_parts(folder / "data", write_tailor(write_guides(folder / "guides", ("Baker", "Florist"))))
    parts.ingest([])
    return parts
