"""Temporary indexes, built in this process for one run."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy2
from tempfile import TemporaryDirectory

from advisor.bootstrap import Parts, corpus_dir
from advisor.embeddings import Embedder, build_embedder
from advisor.errors import AdvisorError, GuideError
from advisor.ingestion.parsing import parse_guide
from advisor.settings import Settings
from evals.runs.records import RunError
from evals.runs.targets import CountedEmbedder


def counted_embedder(settings: Settings) -> Embedder:
    return CountedEmbedder(build_embedder(settings))


@dataclass(frozen=True, slots=True)
class FreshIndex:
    """A temporary index and the copied guide files it was built from."""

    parts: Parts
    files: tuple[Path, ...]


@contextmanager
def fresh_index(
    settings: Settings, files: Sequence[Path], *, build: Callable[[Settings], Embedder] = counted_embedder
) -> Iterator[FreshIndex]:
    """Build an index of these guide files alone in a temporary directory.

    Raises RunError when there is no encoder or a file cannot be indexed.
    """
    with TemporaryDirectory(prefix="advisor-evals-") as folder:
        # Suggestions are not measured here, and rehearsing them takes a fifth of an ingest.
        here = settings.model_copy(update={"data_dir": Path(folder, "data")})
        parts = Parts(here, build=build, rehearse=lambda _: None)
        if parts.embedder_trouble:
            raise RunError(parts.embedder_trouble)
        copies = Path(folder, "guides")
        copies.mkdir()
        try:
            copied = tuple(Path(copy2(file, copies)) for file in files)
            ingest(parts, copied)
        except OSError as error:
            raise RunError(f"{error.filename} cannot be read: {error.strerror}.") from error
        yield FreshIndex(parts, copied)


def ingest(parts: Parts, files: Sequence[Path]) -> None:
    """Index every one of the files.

    Raises RunError when one is refused.
    """
    try:
        done = parts.ingest(list(files))
    except AdvisorError as error:
        raise RunError(str(error)) from error
    if done.refused:
        raise RunError(done.refused[0].reason)


def find_guide_file(settings: Settings, guide_id: str) -> Path:
    """Return the corpus file of the guide with this id.

    Raises RunError.
    """
    try:
        folder = corpus_dir(settings)
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".md", ".txt", ".html") and p.is_file()):
            if parse_guide(path).id == guide_id:
                return path
    except GuideError as error:
        raise RunError(str(error)) from error
    raise RunError(f"The corpus {folder} has no guide {guide_id!r}; name its file with --guide-file.")
