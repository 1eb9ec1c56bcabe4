"""Texts indexed by the product, and three rankings of them."""

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
class QuestionEvidence:
    """The advisor's analysis of one question, and its evidence."""

    wording: AnalysedWording
    evidence: Evidence


@dataclass(slots=True)
class Pool:
    """A served index in which each text is a guide."""

    snapshot: Snapshot
    retriever: Retriever
    matrix: npt.NDArray[np.float32]

    def find(self, question: str, given: str | None = None) -> QuestionEvidence:
        """Analyse a question and search as the advisor does.

        ``given`` restricts the search to one text.
        """
        (wording,) = self.retriever.analyse(self.snapshot, parser_of(self.snapshot), (question,))
        passages = self.retriever.search(self.snapshot, (wording,), given, LIMIT_PASSAGES)
        return QuestionEvidence(wording, rerank(self.snapshot, wording, passages))

    def rank(self, question: str) -> dict[str, list[str]]:
        """Rank texts by the advisor, by BM25 and by cosine, best first."""
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
        """Score the given text (None: the best) by each ranking.

        The scores are the advisor's confidence, BM25, the cosine of heading and passage plus the best sentence's, and
        the advisor's retrieval score.
        """
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


def confidence(found: QuestionEvidence) -> float:
    """Return the advisor's confidence that the passages answer.

    Comparable between questions.
    """
    from advisor.retrieval.confidence import confidence as logit
    from advisor.retrieval.confidence import signals

    judged = signals(found.wording, found.evidence)
    return found.evidence.retrieved if judged is None else logit(judged, guiding=found.evidence.guiding)


@contextmanager
def indexed(files: Mapping[str, bytes], settings: Settings) -> Iterator[Pool]:
    """Index these files in a temporary directory and yield the pool.

    Raises DataError when one of them is refused.
    """
    with ingested(files, settings) as parts, closing(parts.serving_index()) as index:
        assert parts.embedder is not None
        snapshot = index.current()
        with closing(Library.open(parts.settings.data_dir / FILE_NAME)) as library:
            matrix = library.matrix(snapshot.keys, parts.embedder.dimensions)
        yield Pool(snapshot, parts.retriever(), matrix)


@contextmanager
def ingested(files: Mapping[str, bytes], settings: Settings) -> Iterator[Parts]:
    """Yield the advisor's parts over a temporary index of these files.

    Raises DataError when one of them is refused or there is no encoder.
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


def to_guide_files(texts: Sequence[Text]) -> dict[str, bytes]:
    """Write each text as a small Markdown guide, with white space normalized."""
    files = {}
    for text in texts:
        body = "\n\n".join(" ".join(paragraph.split()).lstrip("#>-*+= ") for paragraph in text.paragraphs)
        head = f"---\nid: {text.id}\ntitle: {json.dumps(text.title)}\n---\n\n# {text.title}\n\n"
        files[f"{text.id}.md"] = (head + body + "\n").encode()
    return files
