"""The identity of an index: what made it, and whether that still holds."""

from advisor.embeddings import Embedder

# Change it whenever ingestion/chunking.py or text/sentences.py would cut the same guide differently.
CHUNKER = "blocks-3"
LEXICAL = "lexical"  # the embedder's name in the pipeline of an index without vectors


def pipeline_name(embedder: Embedder | None) -> str:
    """The identity of what makes vectors and chunks; an index holds to one."""
    return f"{embedder.name if embedder else LEXICAL} · {CHUNKER}"


def stale_sentence(built: str, configured: str) -> str:
    return (
        f"The index was made with {built!r}, but {configured!r} is configured; run `advisor ingest --rebuild` to"
        " make it anew, or set ADVISOR_EMBED_MODEL as it was."
    )
