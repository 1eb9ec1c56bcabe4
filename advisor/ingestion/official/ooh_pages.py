"""Saved pages of the handbook, from a folder or an archive."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from advisor.errors import GuideError
from advisor.ingestion.parsing import MAX_BYTES

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
MAX_PAGES = 5_000
MAX_TOTAL_BYTES = 2_000_000_000
ARCHIVES = (".tar.gz", ".tgz")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page's file; ``problem`` says why it has no text."""

    name: str
    html: str = ""
    problem: str = ""


def read_pages(path: Path) -> Iterator[SavedPage]:
    """The pages in a folder or .tar.gz archive, one by one.

    Raises GuideError when there is neither, or no page in it.
    """
    is_archive = path.name.lower().endswith(ARCHIVES)
    if not (path.is_file() if is_archive else path.is_dir()):
        what = "is neither a folder nor a .tar.gz archive" if path.exists() else "does not exist"
        raise GuideError(f"{path} {what}; name what holds the saved pages of the handbook.")
    n_pages = 0
    for page in _of_archive(path) if is_archive else _of_folder(path):
        n_pages += 1
        if n_pages > MAX_PAGES:
            raise GuideError(f"{path} holds more than {MAX_PAGES:,} pages, more than the handbook has.")
        yield page
    if not n_pages:
        raise GuideError(f"{path} holds no saved pages ({', '.join(sorted(SUFFIXES))}).")


def _of_folder(folder: Path) -> Iterator[SavedPage]:
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in SUFFIXES or not path.is_file():
            continue
        name = str(path.relative_to(folder))
        if root not in path.resolve().parents:
            yield SavedPage(name, problem="a link that leads out of the folder")
            continue
        try:
            with path.open("rb") as file:
                yield _decoded(name, file.read(MAX_BYTES + 1))
        except OSError as error:
            yield SavedPage(name, problem=f"it cannot be read ({error.strerror or error})")


def _of_archive(path: Path) -> Iterator[SavedPage]:
    """Pages are read where they stand; nothing is ever unpacked to a place that the archive names."""
    n_bytes = 0
    try:
        with tarfile.open(path, "r|gz") as archive:
            for member in archive:
                n_bytes += member.size
                if n_bytes > MAX_TOTAL_BYTES:
                    raise GuideError(f"{path} unpacks to more than {MAX_TOTAL_BYTES // 10**9} GB; name a folder.")
                name = PurePosixPath(member.name)
                if not member.isreg() or name.suffix.lower() not in SUFFIXES or name.name.startswith("."):
                    continue
                file = archive.extractfile(member)
                if file is not None:
                    yield _decoded(member.name, file.read(MAX_BYTES + 1))
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise GuideError(f"{path} is no whole .tar.gz archive ({error}); fetch it again.") from error
    except OSError as error:
        raise GuideError(f"{path} cannot be read ({error.strerror or error}).") from error


def _decoded(name: str, data: bytes) -> SavedPage:
    if len(data) > MAX_BYTES:
        return SavedPage(name, problem=f"more than {MAX_BYTES // 10**6} MB")
    try:
        return SavedPage(name, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return SavedPage(name, problem=f"not UTF-8 (see byte {error.start})")
