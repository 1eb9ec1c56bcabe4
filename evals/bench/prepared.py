"""Data directories for the benchmarks, built on first use."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from advisor.bootstrap import Parts
from advisor.embeddings import OnnxEmbedder
from advisor.errors import AdvisorError
from advisor.settings import Settings
from evals.bench.figures import CannotMeasureError
from evals.bench.made import SyntheticEmbedder, write_guides


class BenchData:
    """Data directories under ``folder``, and the process's one encoder.

    The caller removes the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[int, Path] = {}

    @cached_property
    def encoder(self) -> OnnxEmbedder:
        """The local encoder with default settings.

        Raises CannotMeasureError when its files are missing.
        """
        with measurable():
            return OnnxEmbedder(threads=Settings.model_fields["limit_workers"].default)

    @cached_property
    def shipped(self) -> Path:
        """A data directory of the shipped guides with real vectors."""
        directory = self.folder / "shipped"
        with measurable():
            Parts(settings_for(directory), embedder=self.encoder).ensure_index()
        return directory

    def enlarged(self, n_chunks: int) -> Path:
        """Build a data directory of the shipped and ``n_chunks`` synthetic chunks.

        All its vectors are synthetic.
        """
        if n_chunks not in self._made:
            settings = settings_for(self.folder / f"data-{n_chunks}")
            guides = self.folder / f"guides-{n_chunks}"
            write_guides(guides, n_chunks)
            parts = Parts(settings, embedder=SyntheticEmbedder(self.encoder))
            with measurable():
                parts.ensure_index()
                summary = parts.ingest([guides])
            held = sum(indexed.n_chunks for indexed in summary.indexed)
            if held != n_chunks:
                raise CannotMeasureError(f"{held:,} chunks came of guides made to have {n_chunks:,}.")
            self._made[n_chunks] = settings.data_dir
        return self._made[n_chunks]


def settings_for(data_dir: Path) -> Settings:
    """Return default settings for a data directory, ignoring the environment."""
    return Settings(data_dir=data_dir, corpus_dir=None, embed_model="", embed_url="", chat_model="", chat_url="")


@contextmanager
def measurable() -> Iterator[None]:
    """Turn an AdvisorError into a CannotMeasureError."""
    try:
        yield
    except AdvisorError as error:
        raise CannotMeasureError(str(error)) from error
