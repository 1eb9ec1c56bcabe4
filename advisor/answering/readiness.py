"""Readiness: the state of index and chat model for an operator."""

from dataclasses import dataclass

from advisor.index.serving import Health


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of the index for an operator.

    ``search`` is chroma, exact, lexical or none; ``warnings`` are plain sentences.
    """

    ready: bool
    n_guides: int
    n_chunks: int
    embedder: str
    search: str
    build: str
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, health: Health, embedder: str, trouble: str) -> "Readiness":
        """Tell the state of an index and a model's trouble."""
        return cls(
            ready=health.search is not None,
            n_guides=health.n_guides,
            n_chunks=health.n_chunks,
            embedder=embedder,
            search=health.search or "none",
            build=health.build,
            warnings=(*health.warnings, *filter(None, [trouble])),
        )
