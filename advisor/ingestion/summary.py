"""The summary of an ingest, for who started it."""

from dataclasses import dataclass
from pathlib import Path

from advisor.ingestion.plan import IndexedGuide
from advisor.ingestion.sources import RefusedFile


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of an ingest.

    ``build_id`` is the serving build, new or not, or empty if there is still none; ``n_encoded`` counts texts.
    ``skipped`` are files beside the guides whose names are not those of guides.
    """

    build_id: str
    indexed: tuple[IndexedGuide, ...]
    refused: tuple[RefusedFile, ...]
    n_encoded: int
    skipped: tuple[Path, ...] = ()
