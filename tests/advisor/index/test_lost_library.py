"""A library that is lost or damaged while it is served is told to the operator."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from advisor.answering.advisor import Advisor
from advisor.bootstrap import Parts
from advisor.errors import UnknownGuideError
from advisor.index.serving import ServingIndex
from tests.made import ask


@pytest.fixture
def library(indexed: Parts) -> Path:
    return indexed.directory.path / "library.db"


@pytest.fixture
def serving(indexed: Parts) -> Iterator[ServingIndex]:
    index = indexed.serving_index()
    index.current()
    assert index.health().warnings == ()
    yield index
    index.close()


def test_a_library_that_is_gone_is_told_at_once(serving: ServingIndex, library: Path) -> None:
    aside = library.rename(library.with_name("aside.db"))
    (warning,) = serving.health().warnings
    assert "library.db is gone" in warning
    assert serving.health().search is not None
    aside.rename(library)
    assert serving.health().warnings == ()


def test_a_library_that_is_overwritten_is_told_at_once(serving: ServingIndex, library: Path) -> None:
    library.write_bytes(b"x" * library.stat().st_size)
    (warning,) = serving.health().warnings
    assert "is damaged" in warning


def test_a_library_that_was_replaced_is_told(serving: ServingIndex, library: Path) -> None:
    copy = library.with_name("copy.db")
    copy.write_bytes(library.read_bytes())
    copy.rename(library)
    (warning,) = serving.health().warnings
    assert "was replaced" in warning


def test_a_library_that_is_damaged_within_is_told_after_the_next_probe(serving: ServingIndex, library: Path) -> None:
    with library.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (library.stat().st_size - 4096))
    serving.probe()
    assert any("is damaged" in warning for warning in serving.health().warnings)


def test_readiness_names_what_happened_to_the_library(indexed: Parts, library: Path) -> None:
    advisor: Advisor = indexed.advisor()
    advisor.guides()
    assert advisor.readiness().warnings == ()
    library.unlink()
    assert any("is gone" in warning for warning in advisor.readiness().warnings)


@pytest.mark.parametrize("fate", ["gone", "replaced by an empty file", "replaced by a folder"])
def test_every_thread_goes_on_reading_a_library_that_is_gone(indexed: Parts, library: Path, fate: str) -> None:
    advisor: Advisor = indexed.advisor()
    advisor.guides()
    library.unlink()
    if fate == "replaced by an empty file":
        library.touch()
    elif fate == "replaced by a folder":
        library.mkdir()
    before = sorted(library.parent.rglob("*"))
    with ThreadPoolExecutor(8) as pool:
        barrier = Barrier(8)  # so that eight threads read

        def read(_: int) -> str:
            barrier.wait(30)
            with pytest.raises(UnknownGuideError):  # which is found out in the library
                advisor.guide("baker", version="0" * 16)
            return "read"

        assert list(pool.map(read, range(8))) == ["read"] * 8
    assert ask(advisor, "What is the median pay of a Baker?").citations
    assert sorted(library.parent.rglob("*")) == before
