"""A disk that is full or read-only: one sentence, status 1, and what served before serves on."""

import ctypes
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from advisor.bootstrap import Parts
from advisor.settings import Settings
from tests.advisor.processes import run_process
from tests.made import CountingEmbedder, ask, held_guides, write_guides

pytestmark = pytest.mark.process

needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")


def run_advisor(
    arguments: list[str], settings: Settings, prepare: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return run_process(settings, "-m", "advisor", *arguments, prepare=prepare)


def assert_one_sentence(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    (sentence,) = [line for line in done.stderr.splitlines() if line.startswith("advisor: ")]
    assert any(word in sentence for word in words), sentence


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir() or path.stat().st_size}


LIBC = ctypes.CDLL(None)
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def obey_permissions() -> None:
    """Make root as bound by a file's permissions as anybody."""
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            LIBC.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    paths = [folder, *folder.rglob("*")]
    modes = [path.stat().st_mode for path in paths]
    for path, mode in zip(paths, modes, strict=True):
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in zip(paths, modes, strict=True):
            path.chmod(mode)


def size_limit(n_bytes: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, n_bytes))


@pytest.mark.parametrize("n_bytes", [0, 20_000, 190_000])
def test_when_no_file_may_grow_an_ingest_says_so_and_the_old_build_serves(
    indexed: Parts, settings: Settings, guides: Path, n_bytes: int
) -> None:
    before, builds = held_guides(indexed), files(settings.data_dir / "builds")
    write_guides(guides, ["Welder", "Miner"], edition=2)

    done = run_advisor(["ingest"], settings, size_limit(n_bytes))

    assert_one_sentence(done, "disk is full or failing", "could not be written", "cannot be written")
    assert held_guides(indexed) == before
    assert files(settings.data_dir / "builds") == builds
    assert ask(indexed, "What is the median pay of a Baker?", "baker").citations
    indexed.ingest([])
    assert "edition 2" in held_guides(indexed)["welder"]


@needs_root
@pytest.mark.parametrize("free", [0, 8_192, 200_000])
def test_on_a_full_disk_an_ingest_says_so_and_the_old_build_serves(tmp_path: Path, guides: Path, free: int) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        settings = Settings(data_dir=disk / "data", corpus_dir=guides, embed_model="hash")
        parts = Parts(settings, embedder=CountingEmbedder())
        parts.ingest([])
        before, builds = held_guides(parts), files(settings.data_dir / "builds")
        write_guides(guides, ["Welder", "Miner"], edition=2)
        filler = disk / "filler"
        fill(filler, leave=free)

        done = run_advisor(["ingest"], settings)

        assert_one_sentence(done, "disk is full or failing", "could not be written", "could not be switched")
        assert held_guides(parts) == before
        assert files(settings.data_dir / "builds") == builds
        assert ask(parts, "What is the median pay of a Baker?", "baker").citations
        filler.unlink()
        parts.ingest([])
        assert "edition 2" in held_guides(parts)["welder"]
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def fill(file: Path, *, leave: int) -> None:
    state = os.statvfs(file.parent)
    file.write_bytes(bytes(state.f_bavail * state.f_frsize - leave))


def test_a_read_only_data_directory_serves_and_says_what_cannot_be_done(
    indexed: Parts, settings: Settings, guides: Path
) -> None:
    before = files(settings.data_dir)
    write_guides(guides, ["Welder"], edition=2)

    with read_only(settings.data_dir):
        asked = run_advisor(
            ["ask", "What is the median pay of a Baker?", "--guide", "baker"], settings, obey_permissions
        )
        ingested = run_advisor(["ingest"], settings, obey_permissions)
        removed = run_advisor(["remove", "baker"], settings, obey_permissions)

    assert asked.returncode == 0, asked
    assert "the median pay of a Baker is" in asked.stdout
    assert_one_sentence(ingested, "cannot be written")
    assert_one_sentence(removed, "cannot be written")
    assert files(settings.data_dir) == before
    assert "edition 1" in held_guides(indexed)["welder"]


def test_a_read_only_data_directory_is_read_anew_after_its_owner_ingested(
    indexed: Parts, settings: Settings, guides: Path
) -> None:
    write_guides(guides, edition=2)
    indexed.ingest([])

    with read_only(settings.data_dir):
        asked = run_advisor(
            ["ask", "What is the median pay of a Baker?", "--guide", "baker"], settings, obey_permissions
        )

    assert "edition 2" in asked.stdout, asked


def test_a_data_directory_that_may_not_be_made_is_one_sentence(tmp_path: Path, guides: Path) -> None:
    (tmp_path / "locked").mkdir()
    settings = Settings(data_dir=tmp_path / "locked" / "data", corpus_dir=guides, embed_model="hash")

    with read_only(tmp_path / "locked"):
        assert_one_sentence(run_advisor(["ingest"], settings, obey_permissions), "cannot be made")
        assert_one_sentence(run_advisor(["ask", "What?"], settings, obey_permissions), "cannot be made")


def test_a_guide_that_may_not_be_read_is_named(parts: Parts, settings: Settings, guides: Path) -> None:
    (guides / "baker.md").chmod(0)

    done = run_advisor(["ingest"], settings, obey_permissions)

    assert done.returncode == 1
    assert "baker.md cannot be read (Permission denied)" in done.stderr.replace("\n", " ")
    assert set(held_guides(parts)) == {"florist", "surveyor", "welder"}
