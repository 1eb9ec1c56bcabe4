"""Builds the real parts from settings; its arguments are the door for fakes."""

import logging
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from advisor.answering.advisor import Advisor
from advisor.answering.composer import Composer, Writer
from advisor.answering.extractive_writer import QuotingWriter
from advisor.answering.suggestion_rehearsal import Rehearsal
from advisor.embeddings import Embedder, OpenAIEmbedder, build_embedder
from advisor.errors import AdvisorError, EmbedderMissingError, GuideError, StaleIndexError, StorageError
from advisor.generation import ChatWriter, build_chat_writer
from advisor.index.data_directory import DataDirectory
from advisor.index.library import FILE_NAME, BuildRecord, Library
from advisor.index.pipeline import pipeline_name
from advisor.index.serving import ServingIndex
from advisor.ingestion.indexer import Indexer, Summary
from advisor.ingestion.plan import Progress
from advisor.ingestion.sources import CORPUS, Gathered, gather
from advisor.query.intent_bank import IntentBank, ensure_bank, load_bank
from advisor.retrieval.retriever import Retriever
from advisor.settings import Settings

if TYPE_CHECKING:
    from advisor.conversations import Conversations
    from advisor.integrations.langchain import GuideRetriever

log = logging.getLogger(__name__)


class Parts:
    """What one process needs, built once: the data directory, the encoder or the reason there is none."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        build: Callable[[Settings], Embedder] = build_embedder,
        rehearse: Callable[["Parts"], Rehearsal | None] = lambda parts: parts.rehearsal(),
    ) -> None:
        """``embedder`` is used instead of the one that ``build`` makes; ``rehearse`` gives what tries questions on new
        guides, None where nothing is to be suggested.

        Raises ProviderError and SettingsError, but not for a missing local encoder: search is lexical then.
        """
        # A question's products are small: numpy's own threads would wait for one another longer than they work.
        threadpool_limits(1, user_api="blas")
        self.settings = settings
        self.directory = DataDirectory(settings.data_dir)
        self.embedder_trouble = ""
        self.embedder = embedder
        self._rehearse = rehearse
        if embedder is None:
            try:
                self.embedder = build(settings)
            except EmbedderMissingError as error:
                self.embedder_trouble = f"{error} Until then search goes by wording alone."
                log.warning("%s", self.embedder_trouble)

    def indexer(self, progress: Progress | None = None) -> Indexer:
        return Indexer(self.directory, self.embedder, progress=progress, try_questions=self._rehearse(self))

    def rehearsal(self) -> Rehearsal:
        return Rehearsal(self.directory, self.embedder, self._bank, QuotingWriter())

    def serving_index(self) -> ServingIndex:
        return ServingIndex(
            self.directory,
            pipeline=pipeline_name(self.embedder),
            embedder_trouble=self.embedder_trouble,
            repair=lambda build_id: self.indexer().repair(build_id),
        )

    def retriever(self) -> Retriever:
        return Retriever(self.embedder, self._bank())

    def _bank(self) -> IntentBank | None:
        return load_bank(self.embedder.name, self.settings.data_dir) if self.embedder else None

    def langchain_retriever(self, *, guide_id: str | None = None) -> "GuideRetriever":
        """For a LangChain program of your own. Importing LangChain takes half a second, so it is done here."""
        from advisor.integrations.langchain import GuideRetriever

        return GuideRetriever(index=self.serving_index(), retriever=self.retriever(), guide_id=guide_id)

    def chat_writer(self) -> ChatWriter | None:
        """None unless ADVISOR_CHAT_MODEL names a model. Raises SettingsError."""
        return build_chat_writer(self.settings) if self.settings.chat_model else None

    def advisor(self, *, writer: Writer | None = None) -> Advisor:
        """``writer`` quotes in place of the one that ships. Raises SettingsError for a chat model that cannot be."""
        return Advisor(
            self.serving_index(),
            self.retriever(),
            Composer(writer or QuotingWriter(), self.chat_writer(), self.embedder),
            embedder_name=self.embedder.name if self.embedder else "none",
            probe_interval_s=self.settings.probe_interval_s,
            limit_workers=self.settings.limit_workers,
        )

    def conversations(self) -> "Conversations":
        """Raises SettingsError."""
        return build_conversations(self.settings)

    # --- the index ---

    def ingest(self, paths: list[Path], progress: Progress | None = None) -> Summary:
        """Take in files and folders; no paths: the corpus. Raises AdvisorError of any kind."""
        folder = corpus_dir(self.settings)
        gathered = gather(paths or [folder], corpus_dir=folder)
        follows = any(path.resolve() == folder.resolve() for path in paths or [folder])
        return self._ingest(gathered, follow_corpus=follows, progress=progress)

    def ensure_index(self, progress: Progress | None = None) -> Summary | None:
        """Index the corpus into an empty data directory, and follow its changes in one that was filled from it.

        A directory filled by ``ingest PATH`` alone is left as it is. When something serves already, trouble with the
        corpus is logged and leaves it serving. Returns what was done, None for nothing.
        """
        current = self.current()
        if current is None:
            return self.ingest([], progress)
        if not any(entry.origin == CORPUS for entry in current.entries):
            return None
        try:
            return self.ingest([], progress)
        except StaleIndexError:
            raise
        except AdvisorError as error:
            log.warning("the corpus was not looked at: %s", error)
            return None

    def current(self) -> BuildRecord | None:
        """The serving build's record, None before the first ingest. Raises StorageError."""
        build_id = self.directory.current_build()
        if build_id is None:
            return None
        with closing(Library.open(self.directory.path / FILE_NAME)) as library:
            return library.build(build_id)

    def rebuild(self, progress: Progress | None = None) -> Summary:
        """Make the whole index anew from its stored texts. Raises AdvisorError of any kind."""
        self._check_embedder(self._written())
        return self.indexer(progress).rebuild()

    def _ingest(self, gathered: Gathered, *, follow_corpus: bool, progress: Progress | None) -> Summary:
        written = self._written()
        self._check_embedder(written)
        if written and self.embedder and written.pipeline == pipeline_name(None):
            log.info("the index had no vectors; making them")
            self.indexer(progress).rebuild()
        summary = self.indexer(progress).ingest(gathered, follow_corpus=follow_corpus)
        if isinstance(self.embedder, OpenAIEmbedder):
            ensure_bank(self.embedder, self.settings.data_dir)
        return summary

    def _written(self) -> BuildRecord | None:
        """The build to add to. One that cannot be read is left to the indexer, which knows what may be done."""
        try:
            return self.current()
        except StorageError:
            return None

    def _check_embedder(self, written: BuildRecord | None) -> None:
        if self.embedder is None and written and written.dimensions:
            raise EmbedderMissingError(f"{self.embedder_trouble} The index has vectors, so it cannot be changed now.")


def build_conversations(settings: Settings) -> "Conversations":
    """What is kept of conversations. Raises SettingsError."""
    from advisor.conversations import Conversations
    from advisor.conversations.database import build_database

    return Conversations(build_database(settings.data_dir, settings.database_url.get_secret_value()))


def corpus_dir(settings: Settings) -> Path:
    """ADVISOR_CORPUS_DIR, else the guides that ship, beside the packages in a checkout and in an installation alike.

    Raises GuideError when there is no such folder.
    """
    if settings.corpus_dir is not None:
        if not settings.corpus_dir.is_dir():
            raise GuideError(f"The corpus folder {settings.corpus_dir} (ADVISOR_CORPUS_DIR) does not exist.")
        return settings.corpus_dir
    folder = Path(__file__).resolve().parent.parent / "corpus"
    if not folder.is_dir():
        raise GuideError("No guides are installed with this program; set ADVISOR_CORPUS_DIR to a folder of guides.")
    return folder
