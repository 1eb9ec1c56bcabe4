"""Guide files from given paths, with the refused ones and the reasons."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from advisor.errors import GuideError
from advisor.ingestion.parsing import MAX_DOCUMENT_BYTES, SUFFIXES

CORPUS = "corpus"
ADDED = "added"
WEB = "web"
IMPORTED = "imported"
MAX_NAMED = 3  # files named in one error message


@dataclass(frozen=True, slots=True)
class Source:
    """One guide file.

    ``origin`` is ``corpus`` for files that follow the corpus folder, ``imported`` for those made of official data,
    ``web`` for copies of web pages, which have an ``address``, else ``added``.
    """

    path: Path
    origin: str
    address: str = ""

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.address or str(self.path)


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A refused file, with one sentence naming it."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class GatheredFiles:
    """The usable and the refused files, and today's corpus folder.

    ``skipped`` are files in the folders whose names are not those of guides.
    """

    sources: tuple[Source, ...]
    refused: tuple[RefusedFile, ...] = ()
    corpus: Path | None = None
    skipped: tuple[Path, ...] = ()


def gather(paths: Sequence[Path], *, corpus_dir: Path | None = None) -> GatheredFiles:
    """The guide files at ``paths`` or in folders among them.

    Each is listed once, sorted within a folder. Raises GuideError if there is none at all.
    """
    corpus = corpus_dir.resolve() if corpus_dir else None
    sources: dict[Path, Source] = {}
    refused: list[RefusedFile] = []
    skipped: list[Path] = []
    for path in paths:
        for found in _walk(path, skipped) if _is_folder(path) else (_look(path),):
            if isinstance(found, RefusedFile):
                refused.append(found)
                continue
            file = found.resolve()
            sources.setdefault(file, Source(file, CORPUS if corpus in file.parents else ADDED))
    if refused and not sources:
        raise GuideError(" ".join(refusal.reason for refusal in refused[:MAX_NAMED]))
    return GatheredFiles(tuple(sources.values()), tuple(refused), corpus, tuple(skipped))


def gather_imported(folder: Path) -> GatheredFiles:
    """The guides that an import made into ``folder``."""
    return GatheredFiles(tuple(Source(path, IMPORTED) for path in sorted(folder.resolve().glob("*.md"))))


def _walk(folder: Path, skipped: list[Path]) -> Iterator[Path | RefusedFile]:
    """Find the guides in a folder; other files are added to ``skipped``."""
    root = folder.resolve()
    n_found = 0
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_dir():
            continue
        if path.suffix.lower() not in SUFFIXES:
            skipped.append(path)
            continue
        n_found += 1
        if path.exists() and root not in path.resolve().parents:
            yield RefusedFile(path, f"{path} is a link that leads out of {folder}, so it was not read.")
        else:
            yield _look(path)
    if not n_found:
        yield RefusedFile(folder, f"The folder {folder} holds no guides ({', '.join(sorted(SUFFIXES))}).")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _look(path: Path) -> Path | RefusedFile:
    """The path if it is a usable file, else a refusal."""
    try:
        str(path).encode()
        if path.is_file():
            return path
        if path.exists():
            reason = f"{path} is neither a file nor a folder."
        elif path.is_symlink():
            reason = f"{path} is a link that leads nowhere."
        else:
            reason = f"There is no file or folder {path}."
    except UnicodeEncodeError:
        reason = f"{str(path)!a} has broken characters in its name; rename it."
    except OSError as error:
        reason = f"{path} cannot be read ({error.strerror})."
    return RefusedFile(path, reason)


def hash_source(path: Path, address: str = "") -> str:
    """The SHA-256 of a file, its address, and the parser's code.

    At most MAX_DOCUMENT_BYTES + 1 bytes of the file are read. Raises GuideError when it cannot be read.
    """
    digest = sha256(parser_hash())
    if address:
        digest.update(address.encode("utf-8", "replace") + b"\0")
    try:
        with path.open("rb") as file:
            digest.update(file.read(MAX_DOCUMENT_BYTES + 1))
    except OSError as error:
        raise GuideError(f"{path} cannot be read ({error.strerror}).") from error
    return digest.hexdigest()


@cache
def parser_hash() -> bytes:
    """The SHA-256 of the parser's code."""
    digest = sha256()
    for path in parser_files():
        digest.update(path.read_bytes())
    return digest.digest()


def parser_files() -> tuple[Path, ...]:
    """The files of the parser, in a fixed order.

    When one of them changes, every guide is read again without anybody having to remember it.
    """
    here = Path(__file__).parent
    parsing = (path for path in (here / "parsing").rglob("*") if path.is_file() and path.suffix != ".pyc")
    names = ("columns.py", "invisible.py", "polarity.py", "polarity.toml", "sentence_borders.py", "sentences.py")
    text = (here.parent / "text" / name for name in names)
    return (here / "mojibake.py", *text, *sorted(parsing))
