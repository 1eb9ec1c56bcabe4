"""Support sources: quotable sentences of passages, with stored vectors."""

import re
from collections.abc import Sequence

import numpy as np

from advisor.citation.checks import MARKUP
from advisor.citation.support import SourceSentence
from advisor.domain import Passage
from advisor.index.serving import Snapshot, SnapshotGoneError

# Texts that address a language model, and no reader ("Disregarding feedback", "as an aide" do not).
_ORDERS_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:(?:all|any|everything) )?(?:of )?(?:the |your |these |those |my )?"
    r"(?:(?:previous|prior|above|earlier|preceding) (?:instructions?|prompts?|rules|messages?|text|orders|guidelines)\b"
    r"|above\b|system prompt|(?<=all )instructions|(?<=any )instructions|(?<=your )(?:instructions?|prompts?|rules)\b)"
    r"|\b(?:system|developer) (?:prompt|message)\b|\bas an ai\b"
    r"|\byou are now (?:dan\b|an? (?:\w+ )?(?:assistant|ai|bot|chatbot|model)\b|in \w+ mode\b)",
    re.IGNORECASE,
)


def support_sources(snapshot: Snapshot, passages: Sequence[Passage]) -> list[SourceSentence]:
    """List the quotable sentences of passages, with their stored vectors.

    Sentences that are not quotable are left out. Without stored vectors the sources have none.
    """
    rows = [snapshot.row_of_chunk.get(passage.chunk.id) for passage in passages]
    known = [row for row in rows if row is not None]
    vectors: dict[str, np.ndarray] = {}
    words: dict[str, list[np.ndarray]] = {}
    if snapshot.record.dimensions and len(known) == len(rows) and known:
        try:
            stored, stored_words = snapshot.vectors(known), snapshot.words(known)
        except SnapshotGoneError:
            known = []
        else:
            starts = (0, *stored.ends[:-1])
            spans = {key: (start, end) for key, start, end in zip(stored.keys, starts, stored.ends, strict=True)}
            cuts = (
                np.split(stored_words.words, np.cumsum(stored_words.counts.astype(np.intp))[:-1])
                if stored_words.words.size
                else []
            )
            at = 0
            for row, passage in zip(known, passages, strict=True):
                start, end = spans[snapshot.keys[row]]
                vectors[passage.chunk.id] = stored.sentences[start:end]
                words[passage.chunk.id] = list(cuts[at : at + end - start])
                at += end - start
    found = []
    for number, passage in enumerate(passages, 1):
        own, own_words = vectors.get(passage.chunk.id), words.get(passage.chunk.id, [])
        for n, span in enumerate(passage.chunk.sentences):
            source = SourceSentence(
                passage,
                span,
                number,
                None if own is None else own[n],
                own_words[n] if n < len(own_words) else None,
            )
            if is_quotable(source.text):
                found.append(source)
    return found


def is_quotable(text: str) -> bool:
    """Whether a text is free of markup and instructions to models."""
    return not MARKUP.search(text) and not _ORDERS_MODEL.search(text)
