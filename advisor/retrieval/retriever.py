"""Retriever: dense and lexical candidates, scored by chunk, sentence, heading and wording."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from advisor.domain import Passage
from advisor.embeddings import Embedder, EncodedText, EncoderInput
from advisor.errors import UnknownGuideError
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording, analyse_wordings
from advisor.query.intent_bank import IntentBank
from advisor.query.parsing import Parser
from advisor.text.bm25 import top_matches
from advisor.text.tokens import stems
from advisor.weights import weights

Vectors = npt.NDArray[np.float32]

LIMIT_PASSAGES = 10
N_CANDIDATES = 24  # from each of dense and lexical search
MAX_CHUNKS_SCORED = 200  # of a guide that is scored whole when a question is for it alone


class Retriever:
    """Search for passages in a snapshot.

    Plain and CPU-bound: call it from the work lanes.
    """

    def __init__(self, embedder: Embedder | None, bank: IntentBank | None = None) -> None:
        """Keep an encoder and its bank.

        ``embedder`` None: passages are found by wording alone. ``bank`` None: no intents are matched.
        """
        self._embedder = embedder
        self._bank = bank

    def retrieve(
        self, snapshot: Snapshot, wordings: Sequence[str], guide_id: str | None, limit: int = LIMIT_PASSAGES
    ) -> tuple[Passage, ...]:
        """Give the best passages for any of a question's wordings, best first.

        ``wordings``: the reader's own first. A passage found for several wordings keeps its best score. Raises
        UnknownGuideError and ProviderError.
        """
        return self.search(snapshot, self.analyse(snapshot, parser_of(snapshot), wordings), guide_id, limit)

    def analyse(
        self, snapshot: Snapshot, parser: Parser, wordings: Sequence[str], generic: Sequence[str] = ()
    ) -> tuple[AnalysedWording, ...]:
        """Encode each different wording in one batch, its spelling corrected.

        ``generic``: for each wording the one that is matched with the bank in its place; none where they are the same.
        Raises ProviderError.
        """
        embedder = self._embedder if snapshot.record.dimensions else None
        return analyse_wordings(dict(zip(wordings, generic or wordings, strict=True)), parser, embedder, self._bank)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Encode some texts; none without an encoder. Raises ProviderError."""
        return self._embedder.encode_in_context([EncoderInput("", text) for text in texts]) if self._embedder else []

    def search(
        self, snapshot: Snapshot, wordings: Sequence[AnalysedWording], guide_id: str | None, limit: int = LIMIT_PASSAGES
    ) -> tuple[Passage, ...]:
        """Give the best passages for analysed wordings, as ``retrieve`` does.

        Raises UnknownGuideError.
        """
        if guide_id is not None and guide_id not in snapshot.guides:
            known = ", ".join(snapshot.guides) or "none"
            raise UnknownGuideError(f"There is no guide {guide_id!r}; the guides are: {known}.")
        found: dict[str, Passage] = {}
        for wording in wordings:
            for passage in self._search_one(snapshot, wording, guide_id, limit):
                held = found.get(passage.chunk.id)
                if held is None or passage.score > held.score:
                    found[passage.chunk.id] = passage
        ranked = sorted(found.values(), key=lambda passage: -passage.score)
        return tuple(ranked[:limit])

    def _search_one(
        self, snapshot: Snapshot, wording: AnalysedWording, guide_id: str | None, limit: int
    ) -> list[Passage]:
        """Give the ``limit`` best passages for one wording, best first."""
        if wording.encoded is None:
            return self._by_wording(snapshot, wording.corrected, guide_id)
        vector = wording.encoded.vector
        snapshot.check_length(vector)
        lexical = snapshot.bm25.score_all(wording.corrected)
        rows = self._candidates(snapshot, lexical, vector, guide_id)
        if not rows:
            return []
        made = snapshot.vectors(rows)
        rows = [snapshot.row_of[key] for key in made.keys]
        # Three products for all chunks; three for each would take longer than finding them.
        dense, headings, sentences = made.chunks @ vector, made.headings @ vector, made.sentences @ vector
        ends = np.array(made.ends)
        starts = np.concatenate(([0], ends[:-1]))
        nearest = dense.copy()  # of the best sentence, or of a chunk that has none
        some = starts < ends
        nearest[some] = np.maximum.reduceat(sentences, starts[some]) if some.any() else []
        bm25 = lexical[rows]
        scores = (dense + nearest + headings) / 3 + weights().retrieval.bm25 * bm25 / (bm25.max() or 1.0)
        return [
            Passage(
                snapshot.chunks[rows[n]],
                float(scores[n]),
                float(bm25[n]),
                float(dense[n]),
                float(headings[n]),
                tuple(sentences[starts[n] : ends[n]].tolist()),
            )
            for n in np.argsort(-scores, kind="stable")[:limit]
        ]

    def _candidates(self, snapshot: Snapshot, lexical: Vectors, vector: Vectors, guide_id: str | None) -> list[int]:
        """Select the rows worth scoring in full.

        ``lexical``: every chunk's BM25 score. Filtering in Chroma costs with the size of the guide's share, so one
        guide is taken whole, or searched in a longer list when it is a very long one.
        """
        if guide_id is not None:
            own = snapshot.rows_of_guide[guide_id]
            if len(own) <= MAX_CHUNKS_SCORED:
                return list(own)
            allowed = np.zeros(len(snapshot.chunks), bool)
            allowed[list(own)] = True
            near = snapshot.neighbours(vector, len(snapshot.chunks))
            dense = [row for n in near if allowed[row := snapshot.row_of[n.key]]][:N_CANDIDATES]
        else:
            allowed = None
            dense = [snapshot.row_of[n.key] for n in snapshot.neighbours(vector, N_CANDIDATES)]
        return list(dict.fromkeys([*dense, *top_matches(lexical, N_CANDIDATES, allowed).positions.tolist()]))

    def _by_wording(self, snapshot: Snapshot, wording: str, guide_id: str | None) -> list[Passage]:
        """Give passages by BM25.

        The score is the share of the question's different stems that the chunk has (0..1), so that it means the same
        from question to question; BM25 breaks ties.
        """
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


def parser_of(snapshot: Snapshot, *, before_each: Callable[[], None] = lambda: None) -> Parser:
    """Make a parser for the texts of one question.

    ``before_each`` is called before each new text.
    """
    return Parser(snapshot.careers, snapshot.speller, vocabulary=snapshot.bm25.vocabulary, before_each=before_each)
