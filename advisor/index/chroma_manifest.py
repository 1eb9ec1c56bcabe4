"""Manifest of a Chroma build: its files and their integrity, without Chroma.

Chroma itself would load a truncated file and return wrong neighbours.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from advisor.errors import StorageError

DATABASE = "chroma.sqlite3"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The number and length of a build's vectors, and its file hashes.

    ``files``: SHA-256 by path of each index file. Chroma modifies its database when opening it, so the database is
    checked by reading it instead.
    """

    n_chunks: int
    dimensions: int
    files: dict[str, str]


def write_manifest(directory: Path, *, n_chunks: int, dimensions: int) -> None:
    """Write the manifest of a finished and closed build. Raises OSError."""
    # Chroma writes index files from two chunks on; a single one stays in the database until the build is opened.
    indexed = sorted(directory.rglob("*")) if n_chunks > 1 else ()
    files = {
        path.relative_to(directory).as_posix(): file_hash(path)
        for path in indexed
        if path.is_file() and path.name != DATABASE
    }
    (directory / MANIFEST).write_text(json.dumps(asdict(Manifest(n_chunks, dimensions, files))))


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a build.

    Raises StorageError when the build or its manifest is missing.
    """
    try:
        known = json.loads((directory / MANIFEST).read_text())
        return Manifest(int(known["n_chunks"]), int(known["dimensions"]), dict(known["files"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StorageError(f"The Chroma build {directory.name} is gone or has no manifest.") from error


def check_files(directory: Path, manifest: Manifest) -> None:
    """Check every index file against its hash, then the database.

    Raises StorageError when an index file changed, or as ``check_database`` does.
    """
    for name, expected in manifest.files.items():
        path = directory / name
        if not path.is_file():
            raise StorageError(f"The Chroma build {directory.name} lacks its file {path.name}.")
        try:
            found = file_hash(path)
        except OSError as error:
            raise StorageError(f"The Chroma build {directory.name}: {path.name} cannot be read.") from error
        if found != expected:
            raise StorageError(f"The Chroma build {directory.name} is damaged: {path.name} has changed.")
    check_database(directory, manifest.n_chunks)


def check_database(directory: Path, n_chunks: int) -> None:
    """Check Chroma's database and its number of chunks.

    Raises StorageError when it is damaged or the number differs.
    """
    address = (directory / DATABASE).absolute().as_uri()
    try:
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=5)) as db:
            verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
            found = db.execute("SELECT count(*) FROM embeddings").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise StorageError(f"The Chroma build {directory.name} is damaged: {DATABASE} ({error}).") from error
    if verdict != "ok" or found != n_chunks:
        raise StorageError(f"The Chroma build {directory.name} is damaged: {found} of {n_chunks} chunks, {verdict}.")


def stamps(directory: Path, manifest: Manifest) -> tuple[tuple[str, int, int], ...]:
    """The name, size and modification time of manifest and index files.

    A missing file has size -1.
    """
    seen = []
    for name in (MANIFEST, *manifest.files):
        try:
            info = (directory / name).stat()
            seen.append((name, info.st_size, info.st_mtime_ns))
        except OSError:
            seen.append((name, -1, 0))
    return tuple(seen)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file in hex. Raises OSError."""
    with path.open("rb") as file:
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()
