"""No network for any test but loopback, no settings from outside, and small guides of our own to index."""

import asyncio
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from advisor.bootstrap import Parts
from advisor.settings import Settings
from tests.made import CountingEmbedder, write_guides
from tests.postgres import programs, running_postgres

REFUSED = "tests talk to loopback only"


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def pytest_configure() -> None:
    plain_connect, plain_connect_ex = socket.socket.connect, socket.socket.connect_ex
    plain_sendto = socket.socket.sendto
    plain_lookup = socket.getaddrinfo

    def connect(self: socket.socket, address: Any) -> None:
        if not _is_loopback(address):
            raise OSError(f"{REFUSED}, not to {address}")
        plain_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if not _is_loopback(address):
            raise OSError(f"{REFUSED}, not to {address}")
        return plain_connect_ex(self, address)

    def sendto(self: socket.socket, data: bytes, *rest: Any) -> int:
        if not _is_loopback(rest[-1]):
            raise OSError(f"{REFUSED}, not to {rest[-1]}")
        return plain_sendto(self, data, *rest)

    def look_up(host: Any, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_loopback((name,)) and not _is_address(name):
            raise socket.gaierror(f"{REFUSED}, so {name} is not looked up")
        return plain_lookup(host, *rest, **named)

    socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]
    socket.socket.sendto, socket.getaddrinfo = sendto, look_up  # type: ignore[method-assign,assignment]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says a sentence at the end of the run, from whatever process the test is in."""
    return lambda sentence: record_property("told", sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed"):
        for name, sentence in report.user_properties:
            if name == "told":
                terminalreporter.write_line(str(sentence))


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(("ADVISOR_", "SERVER_", "OPENAI_")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The data that is not part of this project; a test that wants it is skipped where it is absent."""
    named = os.environ.get("CAREER_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared data is not here (CAREER_SHARED_DATA, or ../shared/data)")
    return folder


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    """A folder of four small guides, first edition."""
    return write_guides(tmp_path / "guides")


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def settings(tmp_path: Path, guides: Path) -> Settings:
    """An empty data directory, with the four guides as its corpus."""
    return Settings(data_dir=tmp_path / "data", corpus_dir=guides, embed_model="hash")


@pytest.fixture
def parts(settings: Settings, embedder: CountingEmbedder) -> Parts:
    return Parts(settings, embedder=embedder)


@pytest.fixture
def indexed(parts: Parts) -> Parts:
    """The same with the corpus indexed."""
    parts.ingest([])
    return parts


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
