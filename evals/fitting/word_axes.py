"""Fit the word axes: ``python -m evals.fitting.word_axes FOLDER_OF_GUIDES``.

They are the first 96 principal axes, about the origin, of the local encoder's vectors of content words in sentences of
many guides. Kept in advisor/embeddings/word_axes.npy; fitted on sentences of 40 pages of the Occupational Outlook
Handbook.
"""

import random
import sys
from pathlib import Path

import numpy as np

from advisor.embeddings import EncoderInput, OnnxEmbedder, token_vectors
from advisor.errors import GuideError
from advisor.ingestion.chunking import chunk_guide
from advisor.ingestion.parsing import SUFFIXES, parse_guide

N_GUIDES = 40
N_SENTENCES = 24  # of each guide
SEED = 1


def main() -> None:
    random.seed(SEED)
    paths = sorted(p for p in Path(sys.argv[1]).rglob("*") if p.suffix in SUFFIXES)
    places = []
    for path in random.sample(paths, min(N_GUIDES, len(paths))):
        try:
            chunks = chunk_guide(parse_guide(path))
        except GuideError as error:
            print(error)
            continue
        found = [
            EncoderInput(": ".join(c.section.path), c.guide.text[s.start : s.end]) for c in chunks for s in c.sentences
        ]
        places += random.sample(found, min(N_SENTENCES, len(found)))
    encoder = OnnxEmbedder(axes=np.eye(OnnxEmbedder.dimensions, dtype=np.float32))
    vectors = np.concatenate([r.words for r in encoder.encode_in_context(places)]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    values, axes = np.linalg.eigh(vectors.T @ vectors / len(vectors))
    kept = axes[:, ::-1][:, : token_vectors.WORD_DIMENSIONS]
    share = values[::-1][: token_vectors.WORD_DIMENSIONS].sum() / values.sum()
    np.save(token_vectors.AXES, kept.astype(np.float16))
    print(f"{len(vectors):,} words of {len(places):,} sentences; the axes hold {share:.1%} of their length")


if __name__ == "__main__":
    main()
