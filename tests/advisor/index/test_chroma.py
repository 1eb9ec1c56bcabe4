"""Chroma builds: verified when made, whole when opened, noticed when damaged, never believed when wrong."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from advisor.errors import StorageError
from advisor.index.chroma import ChunkStore, recall_at_10, translate_errors, verify, write_build
from advisor.index.chroma_manifest import MANIFEST

N, D = 300, 32
KEYS = tuple(range(1, N + 1))
HARMS = ("gone", "empty", "cut", "zeroed", "noise")
FILES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin")


@pytest.fixture(scope="module")
def vectors() -> npt.NDArray[np.float32]:
    made = np.random.default_rng(7).normal(size=(N, D)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory, vectors: npt.NDArray[np.float32]) -> Path:
    directory = tmp_path_factory.mktemp("store") / "builds" / "one"
    write_build(directory, KEYS, ["g"] * N, vectors, lambda _: None)
    return directory


@pytest.fixture
def build(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "build"))


@pytest.fixture
def store(build: Path) -> Iterator[ChunkStore]:
    store = ChunkStore(build)
    yield store
    store.close()


def harm_file(build: Path, name: str, harm: str) -> None:
    (path,) = build.rglob(name)
    size = path.stat().st_size
    if harm == "gone":
        path.unlink()
    elif harm in ("empty", "cut"):
        os.truncate(path, 0 if harm == "empty" else size // 2)
    else:
        with path.open("r+b") as file:
            file.write(bytes(size) if harm == "zeroed" else np.random.default_rng(1).bytes(size))


def exact(vectors: npt.NDArray[np.float32], row: int, limit: int) -> list[int]:
    return [KEYS[i] for i in np.argsort(-(vectors @ vectors[row]), kind="stable")[:limit]]


def test_a_build_finds_the_exact_neighbours(store: ChunkStore, vectors: npt.NDArray[np.float32]) -> None:
    for row in range(0, N, 10):
        found = store.search(vectors[row], 5)
        assert [neighbour.key for neighbour in found] == exact(vectors, row, 5)
        assert found[0].cosine == pytest.approx(1.0, abs=1e-5)
    assert recall_at_10(store, KEYS, vectors) == 1.0


def test_no_more_chunks_are_found_than_there_are(store: ChunkStore, vectors: npt.NDArray[np.float32]) -> None:
    assert len(store.search(vectors[0], 10 * N)) == N


def test_an_empty_build_finds_nothing(tmp_path: Path) -> None:
    write_build(tmp_path / "b" / "empty", [], [], np.empty((0, D), np.float32), lambda _: None)
    store = ChunkStore(tmp_path / "b" / "empty")
    assert store.search(np.ones(D, np.float32), 3) == ()
    store.close()


def test_a_build_of_one_chunk_and_one_of_equal_chunks_are_sound(tmp_path: Path) -> None:
    one = np.zeros((1, D), np.float32)
    one[0, 0] = 1
    write_build(tmp_path / "b" / "one", [5], ["g"], one, lambda _: None)
    write_build(tmp_path / "b" / "same", range(40), ["g"] * 40, np.repeat(one, 40, axis=0), lambda _: None)
    store = ChunkStore(tmp_path / "b" / "one")
    assert [neighbour.key for neighbour in store.search(one[0], 3)] == [5]
    store.close()


def test_the_making_of_a_build_is_told_in_numbers_that_add_up(tmp_path: Path, vectors: npt.NDArray[np.float32]) -> None:
    heard: list[int] = []
    write_build(tmp_path / "b" / "one", KEYS, ["g"] * N, vectors, heard.append)
    assert sum(heard) == N


def test_a_build_whose_vectors_are_not_what_was_put_in_is_not_verified(
    store: ChunkStore, vectors: npt.NDArray[np.float32]
) -> None:
    with pytest.raises(StorageError, match="does not find chunk 1 again"):
        verify(store, KEYS, np.roll(vectors, 1, axis=0), lambda _: None)
    with pytest.raises(StorageError, match=f"{N} of {N + 1} chunks"):
        verify(store, (*KEYS, N + 1), np.concatenate([vectors, vectors[:1]]), lambda _: None)


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_damaged_file_is_noticed_when_the_build_is_opened(build: Path, name: str, harm: str) -> None:
    harm_file(build, name, harm)
    with pytest.raises(StorageError, match="Chroma build build") as caught:
        ChunkStore(build)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_file_damaged_while_the_build_is_open_is_noticed_by_a_probe_and_gives_no_wrong_neighbour(
    build: Path, vectors: npt.NDArray[np.float32], name: str, harm: str
) -> None:
    store = ChunkStore(build)
    harm_file(build, name, harm)
    for row in range(0, N, 25):
        try:
            found = [neighbour.key for neighbour in store.search(vectors[row], 5)]
        except StorageError:
            continue
        assert found == exact(vectors, row, 5)
    with pytest.raises(StorageError):
        store.probe(KEYS[:4], vectors[:4])
    store.close()


def test_a_build_whose_folder_is_gone_gives_no_wrong_neighbour(build: Path, vectors: npt.NDArray[np.float32]) -> None:
    store = ChunkStore(build)
    shutil.rmtree(build)
    for row in range(0, N, 25):
        try:
            found = store.search(vectors[row], 5)
        except StorageError:
            continue  # saying so is as good
        assert [neighbour.key for neighbour in found] == exact(vectors, row, 5)
    with pytest.raises(StorageError):
        store.probe(KEYS[:4], vectors[:4])
    store.close()


def test_a_sound_build_passes_its_probe_again_and_again(store: ChunkStore, vectors: npt.NDArray[np.float32]) -> None:
    for _ in range(3):
        store.probe(KEYS[:4], vectors[:4])
    for path in store.directory.rglob("*.bin"):
        path.touch()  # a backup may; the bytes are the same
    store.probe(KEYS[:4], vectors[:4])


def test_a_probe_sees_vectors_that_are_not_what_was_stored(store: ChunkStore, vectors: npt.NDArray[np.float32]) -> None:
    with pytest.raises(StorageError, match="lost chunk 1"):
        store.probe(KEYS[:4], vectors[4:8])


def test_a_manifest_of_another_build_is_noticed(build: Path) -> None:
    known = json.loads((build / MANIFEST).read_text())
    known["n_chunks"] += 1
    (build / MANIFEST).write_text(json.dumps(known))
    with pytest.raises(StorageError, match=f"{N} of {N + 1} chunks"):
        ChunkStore(build)


def test_a_build_that_cannot_be_written_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, vectors: npt.NDArray[np.float32]
) -> None:
    (tmp_path / "builds").write_text("in the way")
    with pytest.raises(StorageError, match="could not be written"):
        write_build(tmp_path / "builds" / "one", KEYS, ["g"] * N, vectors, lambda _: None)
    assert (tmp_path / "builds").read_text() == "in the way"


def test_a_panic_of_the_rust_core_is_an_error_and_an_interrupt_is_not() -> None:
    class PanicException(BaseException):  # what pyo3 raises; it cannot be imported
        pass

    with pytest.raises(StorageError, match=r"It broke \(assertion failed\)\."), translate_errors("It broke"):
        raise PanicException("assertion failed")
    with pytest.raises(KeyboardInterrupt), translate_errors("It broke"):
        raise KeyboardInterrupt
