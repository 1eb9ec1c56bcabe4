"""The identity of an index: its embedder and its chunker."""

from advisor.embeddings import Embedder

# Change it whenever ingestion/chunking.py or text/sentences.py splits the same guide differently.
CHUNKER = "blocks-3"
LEXICAL = "lexical"  # stands for the embedder in the pipeline of an index without vectors


def pipeline_name(embedder: Embedder | None) -> str:
    """The identity of embedder and chunker; an index has exactly one."""
    return f"{embedder.name if embedder else LEXICAL} · {CHUNKER}"


def stale_sentence(built: str, configured: str) -> str:
    """The message for an index built by another pipeline."""
    return (
        f"The index was made with {built!r}, but {configured!r} is configured; run `advisor ingest --rebuild` to"
        " make it anew, or set ADVISOR_EMBED_MODEL as it was."
    )
