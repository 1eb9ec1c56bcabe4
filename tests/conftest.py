"""No network for any test but loopback, no settings from outside, and small guides of our own to index."""

import asyncio
import gc
import ipaddress
import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from filelock import FileLock
from hypothesis import settings as hypothesis_settings

from advisor.bootstrap import Parts
from advisor.embeddings import OnnxEmbedder
from advisor.index.library import FILE_NAME
from advisor.settings import Settings
from tests.made import CountingEmbedder, write_guides
from tests.postgres import programs, running_postgres

REFUSED = "tests talk to loopback only"

# Nothing here speaks TLS, and to read all the authorities that clients trust costs each of them more than its requests.
# This one has no key any more; processes that tests start read it too.
NO_AUTHORITY = Path(__file__).with_name("no_authority.pem")

# What `make test-fast` leaves out, by the fixture whose presence tells. A test that starts a process without one says
# ``pytest.mark.process`` itself, and fails until it does.
MARKS = {
    "browser": "browser",
    "postgres": "database",
    "child": "process",
    "encoder": "encoder",
    "shipped": "encoder",
}
MAY_START = frozenset({"browser", "database", "process", "model", "torture"})


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


running: list[pytest.Item] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        # Which database a fixture takes may be a parameter's to say.
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        names = {*getattr(item, "fixturenames", ()), *(value for value in parameters if isinstance(value, str))}
        for name in MARKS.keys() & names:
            item.add_marker(MARKS[name])


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it in each of its rounds."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    running[:] = [item]
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown() -> None:
    running.clear()  # what ends here may have been begun for many tests


def _refuse_processes() -> None:
    plain_init = subprocess.Popen.__init__

    def start(self: Any, *given: Any, **named: Any) -> None:
        if any(MAY_START.isdisjoint(mark.name for mark in item.iter_markers()) for item in running):
            raise OSError("a test that starts a process says so: @pytest.mark.process")
        plain_init(self, *given, **named)

    subprocess.Popen.__init__ = start  # type: ignore[method-assign]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bounded", action="store_true", help="few rounds of the tests marked torture, as .ci/run has them"
    )


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """How often a test marked torture does its worst: the first number by ``make torture``, the second in .ci/run."""
    bounded = request.config.getoption("bounded")
    return lambda full, few: few if bounded else full


def pytest_configure() -> None:
    hypothesis_settings.register_profile("no clock", deadline=None)
    hypothesis_settings.load_profile("no clock")
    os.environ["SSL_CERT_FILE"] = str(NO_AUTHORITY)
    _refuse_processes()
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


@pytest.fixture(scope="session")
def encoder() -> OnnxEmbedder:
    """The local encoder, which takes a quarter of a second to load."""
    return OnnxEmbedder()


@pytest.fixture(scope="session")
def shipped(encoder: OnnxEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """An index of the guide that ships, with the local encoder; one for all processes, and for tests that only ask."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    parts = Parts(Settings(data_dir=folder / "shipped"), embedder=encoder)
    with FileLock(folder / "shipped.lock"):
        parts.ensure_index()
    return parts


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


@dataclass(frozen=True)
class FirstEdition:
    """The four guides' index, made once, and the texts that were encoded for it."""

    guides: Path
    data: Path
    encoded: tuple[str, ...]

    def copy_to(self, parts: Parts) -> None:
        """As if ``parts`` had ingested its own folder of the same four guides."""
        assert parts.settings.corpus_dir is not None
        shutil.copytree(self.data, parts.directory.path)
        with closing(sqlite3.connect(parts.directory.path / FILE_NAME)) as db, db:
            folders = f"{self.guides}/", f"{parts.settings.corpus_dir}/"
            db.execute("UPDATE build_guides SET source = replace(source, ?, ?)", folders)


@pytest.fixture(scope="session")
def first_edition(tmp_path_factory: pytest.TempPathFactory) -> FirstEdition:
    folder = tmp_path_factory.mktemp("first-edition")
    guides, embedder = write_guides(folder / "guides"), CountingEmbedder()
    settings = Settings(data_dir=folder / "data", corpus_dir=guides, embed_model="hash")
    Parts(settings, embedder=embedder).ingest([])
    return FirstEdition(guides, folder / "data", tuple(embedder.encoded))


@pytest.fixture
def indexed(parts: Parts, embedder: CountingEmbedder, first_edition: FirstEdition) -> Parts:
    """The same with the corpus indexed."""
    first_edition.copy_to(parts)
    embedder.encoded += first_edition.encoded
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
