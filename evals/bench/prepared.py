"""The data directories that benchmarks measure on, made once in a temporary folder when first asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from advisor.bootstrap import Parts
from advisor.embeddings import OnnxEmbedder
from advisor.errors import AdvisorError
from advisor.settings import Settings
from evals.bench.figures import CannotMeasureError
from evals.bench.made import MadeEmbedder, write_guides


class Prepared:
    """Data directories under ``folder``, which the caller removes, and the one encoder of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[int, Path] = {}

    @cached_property
    def encoder(self) -> OnnxEmbedder:
        """The local encoder as it is by default. Raises CannotMeasureError where its files are missing."""
        with measurable():
            return OnnxEmbedder(threads=Settings.model_fields["limit_workers"].default)

    @cached_property
    def shipped(self) -> Path:
        """A data directory that holds the guides that ship, encoded in earnest."""
        directory = self.folder / "shipped"
        with measurable():
            Parts(settings_for(directory), embedder=self.encoder).ensure_index()
        return directory

    def enlarged(self, n_chunks: int) -> Path:
        """A data directory that holds the guides that ship and ``n_chunks`` of made ones, all with made vectors."""
        if n_chunks not in self._made:
            settings = settings_for(self.folder / f"data-{n_chunks}")
            guides = self.folder / f"guides-{n_chunks}"
            write_guides(guides, n_chunks)
            parts = Parts(settings, embedder=MadeEmbedder(self.encoder))
            with measurable():
                parts.ensure_index()
                summary = parts.ingest([guides])
            held = sum(indexed.n_chunks for indexed in summary.indexed)
            if held != n_chunks:
                raise CannotMeasureError(f"{held:,} chunks came of guides made to have {n_chunks:,}.")
            self._made[n_chunks] = settings.data_dir
        return self._made[n_chunks]


def settings_for(data_dir: Path) -> Settings:
    """The settings as they are by default, whatever the environment says, but for the data directory."""
    return Settings(data_dir=data_dir, corpus_dir=None, embed_model="", embed_url="", chat_model="", chat_url="")


@contextmanager
def measurable() -> Iterator[None]:
    """Turn what the core cannot do into the reason of a figure that is missing."""
    try:
        yield
    except AdvisorError as error:
        raise CannotMeasureError(str(error)) from error
