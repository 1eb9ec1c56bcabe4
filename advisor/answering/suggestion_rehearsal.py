"""Suggestion rehearsal: questions tried on a build before it serves."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from advisor.answering.advisor import Advisor
from advisor.answering.composer import Composer, Writer
from advisor.answering.starters import starter_candidates
from advisor.answering.suggestions import PrefetchingEmbedder, build_candidates, try_questions
from advisor.domain import Answer, Guide, Question
from advisor.embeddings import Embedder
from advisor.errors import ProviderError, StatementError, StorageError
from advisor.index.data_directory import DataDirectory
from advisor.index.library import BuildRecord, Library
from advisor.index.library.suggestions import Suggestions
from advisor.index.serving import ServingIndex, Snapshot
from advisor.ingestion.plan import Progress
from advisor.query.intent_bank import IntentBank
from advisor.retrieval.retriever import Retriever

log = logging.getLogger(__name__)


class Rehearsal:
    """The trial of questions on new guides; answered ones are kept.

    It runs once a guide, when it is indexed; questions are asked as any reader would ask them.
    """

    def __init__(
        self,
        directory: DataDirectory,
        embedder: Embedder | None,
        load_bank: Callable[[], IntentBank | None],
        writer: Writer,
    ) -> None:
        self._directory = directory
        self._embedder = embedder
        self._load_bank = load_bank
        self._writer = writer

    def __call__(self, record: BuildRecord, library: Library, keys: Sequence[int], progress: Progress) -> None:
        """Try questions on the guides of a build with these keys.

        Raises StorageError; a service that fails leaves them untried, and so does a statement that is refused.
        """
        progress.expect("Trying questions", len(keys))
        snapshot = Snapshot(record, Library.open(library.path), self._directory)
        bank = self._load_bank()
        guide_of = {entry.key: snapshot.guides[entry.guide_id] for entry in record.entries}
        for key in keys:
            try:
                library.save_suggestions(key, self._tried(guide_of[key], snapshot, bank))
            except (ProviderError, StatementError) as error:
                log.warning("no questions were tried on %s: %s", guide_of[key].id, error)
            except StorageError:
                raise
            except Exception:  # suggestions are an extra: a guide that breaks them is served without
                log.warning("no questions were tried on %s", guide_of[key].id, exc_info=True)
            progress.advance(1)

    def _tried(self, guide: Guide, snapshot: Snapshot, bank: IntentBank | None) -> Suggestions:
        embedder = self._embedder if snapshot.record.dimensions else None
        candidates = build_candidates(guide)
        texts = dict.fromkeys(
            [*(c.text for c in candidates), *(c.core for c in candidates if c.core), *starter_candidates()]
        )
        retriever = Retriever(PrefetchingEmbedder(embedder, list(texts)) if embedder else None, bank)

        def ask(texts: Sequence[str]) -> list[Answer]:
            # In a thread of its own, since the caller's may run an event loop already.
            with ThreadPoolExecutor(1) as pool:
                return pool.submit(lambda: asyncio.run(self._answers(guide, snapshot, retriever, texts))).result()

        return try_questions(guide, snapshot, ask, retriever.encode)

    async def _answers(
        self, guide: Guide, snapshot: Snapshot, retriever: Retriever, texts: Sequence[str]
    ) -> list[Answer]:
        index = ServingIndex(
            self._directory,
            pipeline=snapshot.record.pipeline,
            embedder_trouble="",
            repair=lambda _: None,
            snapshot=snapshot,
        )
        composer = Composer(self._writer, None, self._embedder)
        advisor = Advisor(index, retriever, composer, embedder_name="", probe_interval_s=3600.0, limit_workers=1)
        try:
            return [await advisor.ask(Question(text, guide_id=guide.id)) for text in texts]
        finally:
            await advisor.aclose()
