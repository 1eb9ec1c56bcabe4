"""Question -> Passages: dense and lexical candidates, scored by chunk, best sentence, heading and wording."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from advisor.domain import Passage
from advisor.embedding import Embedder
from advisor.errors import UnknownGuideError
from advisor.lexical import stems
from advisor.serving import Snapshot

Vectors = npt.NDArray[np.float32]

LIMIT_PASSAGES = 10
N_CANDIDATES = 24  # from each of dense and lexical search
WHOLE_GUIDE = 200  # a guide of at most so many chunks is scored whole when the question is for it alone
LEXICAL_WEIGHT = 0.1


class Retriever:
    """Finds passages in a snapshot. Plain and CPU-bound: call it from the worker pool."""

    def __init__(self, embedder: Embedder | None) -> None:
        """``embedder`` None: by wording alone."""
        self._embedder = embedder

    def retrieve(
        self, snapshot: Snapshot, wordings: Sequence[str], guide_id: str | None, limit: int = LIMIT_PASSAGES
    ) -> tuple[Passage, ...]:
        """The best passages for any of a question's wordings (the reader's own first), best first.

        A passage found for several wordings keeps its best score. Raises UnknownGuideError and ProviderError.
        """
        if guide_id is not None and guide_id not in snapshot.guides:
            known = ", ".join(snapshot.guides) or "none"
            raise UnknownGuideError(f"There is no guide {guide_id!r}; the guides are: {known}.")
        best: dict[str, Passage] = {}
        for wording in dict.fromkeys(wordings):
            for passage in self._retrieve_one(snapshot, wording, guide_id):
                held = best.get(passage.chunk.id)
                if held is None or passage.score > held.score:
                    best[passage.chunk.id] = passage
        ranked = sorted(best.values(), key=lambda passage: -passage.score)
        return tuple(ranked[:limit])

    def _retrieve_one(self, snapshot: Snapshot, wording: str, guide_id: str | None) -> list[Passage]:
        if self._embedder is None or not snapshot.record.dimensions:
            return self._by_wording(snapshot, wording, guide_id)
        vector = self._embedder.encode([wording])[0]
        rows = self._candidates(snapshot, wording, vector, guide_id)
        if not rows:
            return []
        made = snapshot.vectors(rows)
        rows = [snapshot.row_of[key] for key in made.keys]
        # Three products for all chunks; three for each would take longer than finding them.
        chunks, headings = (made.chunks @ vector).tolist(), (made.headings @ vector).tolist()
        sentences = tuple((made.sentences @ vector).tolist())
        lexical = snapshot.bm25.scores(wording, rows).tolist()
        top_lexical = max(lexical) or 1.0
        passages = []
        start = 0
        for row, dense, heading, bm25, end in zip(rows, chunks, headings, lexical, made.ends, strict=True):
            own = sentences[start:end]
            start = end
            score = (dense + max(own, default=dense) + heading) / 3 + LEXICAL_WEIGHT * bm25 / top_lexical
            passages.append(Passage(snapshot.chunks[row], score, bm25, dense, heading, own))
        return passages

    def _candidates(self, snapshot: Snapshot, wording: str, vector: Vectors, guide_id: str | None) -> list[int]:
        """Rows worth scoring in full. Filtering in Chroma costs with the size of the guide's share, so one guide is
        taken whole, or searched from a longer list when it is a very long one."""
        if guide_id is not None:
            own = snapshot.rows_of_guide[guide_id]
            if len(own) <= WHOLE_GUIDE:
                return list(own)
            allowed = np.zeros(len(snapshot.chunks), bool)
            allowed[list(own)] = True
            near = snapshot.neighbours(vector, len(snapshot.chunks))
            dense = [row for n in near if allowed[row := snapshot.row_of[n.key]]][:N_CANDIDATES]
        else:
            allowed = None
            dense = [snapshot.row_of[n.key] for n in snapshot.neighbours(vector, N_CANDIDATES)]
        lexical = snapshot.bm25.search(wording, N_CANDIDATES, allowed).positions.tolist()
        return list(dict.fromkeys([*dense, *lexical]))

    def _by_wording(self, snapshot: Snapshot, wording: str, guide_id: str | None) -> list[Passage]:
        """Passages by BM25; the score is the share of the question's different stems that the chunk has (0..1),
        so that it means the same from question to question, with BM25 breaking ties."""
        allowed = None
        if guide_id is not None:
            allowed = np.zeros(len(snapshot.chunks), bool)
            allowed[list(snapshot.rows_of_guide[guide_id])] = True
        found = snapshot.bm25.search(wording, N_CANDIDATES, allowed)
        wanted = set(stems(wording))
        passages = []
        for row, bm25 in zip(found.positions.tolist(), found.scores.tolist(), strict=True):
            chunk = snapshot.chunks[row]
            text = chunk.guide.text
            own = [set(stems(text[s.start : s.end])) for s in chunk.sentences]
            share = len(wanted & set(stems(" ".join(chunk.section.path))).union(*own)) / max(len(wanted), 1)
            scores = tuple(len(wanted & words) / max(len(wanted), 1) for words in own)
            passages.append(Passage(chunk, share + bm25 / 1000, bm25, sentence_scores=scores))
        return passages
