"""Paths a person names -> the guide files in them, and what was passed over and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from advisor.errors import GuideError
from advisor.parsing import SUFFIXES

CORPUS = "corpus"
ADDED = "added"


@dataclass(frozen=True, slots=True)
class Source:
    """One guide file; ``origin`` is ``corpus`` for those that follow the corpus folder, else ``added``."""

    path: Path
    origin: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken, with one sentence that names it."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Gathered:
    sources: tuple[Source, ...]
    refused: tuple[Refusal, ...] = ()


def gather(paths: Sequence[Path], *, corpus_dir: Path | None = None) -> Gathered:
    """The guide files named by ``paths`` or lying in folders among them, each once, sorted within a folder.

    Raises GuideError for a path that does not exist and for a folder that holds no guide.
    """
    sources: dict[Path, Source] = {}
    refused: list[Refusal] = []
    for path in paths:
        if not path.exists():
            raise GuideError(f"There is no file or folder {path}.")
        if path.is_dir():
            origin = CORPUS if corpus_dir and path.resolve() == corpus_dir.resolve() else ADDED
            found = list(_walk(path, refused))
            if not found and not refused:
                raise GuideError(f"The folder {path} holds no guides ({', '.join(sorted(SUFFIXES))}).")
        else:
            inside = corpus_dir and corpus_dir.resolve() in path.resolve().parents
            origin = CORPUS if inside else ADDED
            found = [path]
        for file in found:
            sources.setdefault(file.resolve(), Source(file.resolve(), origin))
    return Gathered(tuple(sources.values()), tuple(refused))


def _walk(folder: Path, refused: list[Refusal]) -> Iterator[Path]:
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.suffix.lower() not in SUFFIXES or path.is_dir():
            continue
        if root not in path.resolve().parents:
            refused.append(Refusal(path, f"{path} is a link that leads out of {folder}, so it was not read."))
        elif path.is_file():
            yield path
        else:
            refused.append(Refusal(path, f"{path} is a link that leads nowhere."))


def hash_source(path: Path) -> str:
    """SHA-256 of a file's bytes and of the code that would parse them. Raises GuideError when it cannot be read."""
    digest = sha256(_parser_hash())
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise GuideError(f"{path} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


@cache
def _parser_hash() -> bytes:
    # A parser that changed has to see every file again, without anybody remembering to say so.
    here = Path(__file__).parent
    digest = sha256()
    for path in [here / "repair.py", *sorted((here / "parsing").iterdir())]:
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.digest()
