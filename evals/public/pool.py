"""Texts indexed by the project's own way in, and three ways to rank them for a question."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt

from advisor.bootstrap import Parts
from advisor.index.library import FILE_NAME, Library
from advisor.index.serving import Snapshot
from advisor.query.analysis import AnalysedWording
from advisor.retrieval.reranking import Evidence, rerank
from advisor.retrieval.retriever import Retriever, parser_of
from advisor.settings import Settings
from evals.public.data import DataError, Text

LIMIT_PASSAGES = 100  # more than retrieval has candidates
OURS, BM25, COSINE, RETRIEVED = "the advisor", "BM25 alone", "cosine alone", "its retrieval"


@dataclass(frozen=True, slots=True)
class Found:
    """What the advisor makes of one question: how it reads it, and the evidence it would answer from."""

    wording: AnalysedWording
    evidence: Evidence


@dataclass(slots=True)
class Pool:
    """An index that serves; each text is a guide of its own."""

    snapshot: Snapshot
    retriever: Retriever
    matrix: npt.NDArray[np.float32]

    def find(self, question: str, given: str | None = None) -> Found:
        """As the advisor does it; ``given`` is the one text to look in."""
        (wording,) = self.retriever.analyse(self.snapshot, parser_of(self.snapshot), (question,))
        passages = self.retriever.search(self.snapshot, (wording,), given, LIMIT_PASSAGES)
        return Found(wording, rerank(self.snapshot, wording, passages))

    def rank(self, question: str) -> dict[str, list[str]]:
        """Ids of texts, best first, by the advisor, by BM25 alone and by the cosine of passages alone."""
        found = self.find(question)
        assert found.wording.encoded is not None
        cosines = self.matrix @ found.wording.encoded.vector
        bm25 = self.snapshot.bm25.score_all(question)
        matching = int((bm25 > 0).sum())
        return {
            OURS: list(dict.fromkeys(passage.chunk.guide.id for passage in found.evidence.passages)),
            BM25: self._texts(np.argsort(-bm25, kind="stable")[:matching]),
            COSINE: self._texts(np.argsort(-cosines, kind="stable")),
        }

    def scores(self, question: str, given: str | None) -> dict[str, float]:
        """How near the given text (None: any) is by the advisor's confidence, by BM25, by the cosine of heading and
        passage plus the best sentence's, and by the score the advisor retrieves with."""
        found = self.find(question, given)
        rows = self.snapshot.rows_of_guide[given] if given else range(len(self.snapshot.chunks))
        assert found.wording.encoded is not None
        vector = found.wording.encoded.vector
        made = self.snapshot.vectors(rows)
        sentences = made.sentences @ vector
        cosine = float((made.chunks @ vector).max()) + float(sentences.max() if len(sentences) else 0.0)
        bm25 = self.snapshot.bm25.score_all(question)[list(rows)]
        return {
            OURS: confidence(found),
            BM25: float(bm25.max()),
            COSINE: cosine,
            RETRIEVED: found.evidence.retrieved,
        }

    def _texts(self, rows: npt.NDArray[np.intp]) -> list[str]:
        return list(dict.fromkeys(self.snapshot.chunks[row].guide.id for row in rows.tolist()))


def confidence(found: Found) -> float:
    """How sure the advisor is that the passages answer; comparable between questions. The one place to swap it."""
    from advisor.retrieval.confidence import confidence as logit
    from advisor.retrieval.confidence import signals

    judged = signals(found.wording, found.evidence)
    return found.evidence.retrieved if judged is None else logit(judged, guiding=found.evidence.guiding)


@contextmanager
def indexed(files: Mapping[str, bytes], settings: Settings) -> Iterator[Pool]:
    """An index of these files by name, gone afterwards. Raises DataError when one of them is refused."""
    with ingested(files, settings) as parts, closing(parts.serving_index()) as index:
        assert parts.embedder is not None
        snapshot = index.current()
        with closing(Library.open(parts.settings.data_dir / FILE_NAME)) as library:
            matrix = library.matrix(snapshot.keys, parts.embedder.dimensions)
        yield Pool(snapshot, parts.retriever(), matrix)


@contextmanager
def ingested(files: Mapping[str, bytes], settings: Settings) -> Iterator[Parts]:
    """The advisor's parts over an index of these files by name alone, gone afterwards.

    Raises DataError when one of them is refused, or there is no encoder.
    """
    with TemporaryDirectory(prefix="advisor-public-") as folder:
        guides = Path(folder) / "guides"
        guides.mkdir()
        for name, content in files.items():
            (guides / name).write_bytes(content)
        parts = Parts(settings.model_copy(update={"data_dir": Path(folder) / "data", "corpus_dir": guides}))
        if parts.embedder is None:
            raise DataError(parts.embedder_trouble)
        done = parts.ingest([guides])
        if done.refused:
            raise DataError(f"{len(done.refused)} texts were not taken; the first: {done.refused[0].reason}")
        yield parts


def as_files(texts: Sequence[Text]) -> dict[str, bytes]:
    """Each text as a small Markdown guide, its paragraphs as they are but for white space."""
    files = {}
    for text in texts:
        body = "\n\n".join(" ".join(paragraph.split()).lstrip("#>-*+= ") for paragraph in text.paragraphs)
        head = f"---\nid: {text.id}\ntitle: {json.dumps(text.title)}\n---\n\n# {text.title}\n\n"
        files[f"{text.id}.md"] = (head + body + "\n").encode()
    return files
