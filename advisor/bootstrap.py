"""Construction of the real parts from settings; fakes are passed in here."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from advisor.answering.advisor import Advisor
from advisor.answering.answer_cache import AnswerStore, build_answer_cache
from advisor.answering.composer import Composer, Writer
from advisor.answering.extractive_writer import QuotingWriter
from advisor.answering.model_trust import ModelTrust
from advisor.answering.suggestion_rehearsal import Rehearsal
from advisor.embeddings import Embedder, OpenAIEmbedder, build_embedder
from advisor.errors import AdvisorError, BusyError, EmbedderMissingError, GuideError, StaleIndexError, StorageError
from advisor.generation import ChatWriter, build_chat_writer
from advisor.index.data_directory import DataDirectory
from advisor.index.library import FILE_NAME, BuildRecord, Library
from advisor.index.pipeline import pipeline_name
from advisor.index.serving import ServingIndex
from advisor.index.snapshot import Snapshot
from advisor.ingestion.indexer import Indexer
from advisor.ingestion.parsing.outline import slug
from advisor.ingestion.plan import Progress
from advisor.ingestion.sources import CORPUS, GatheredFiles, RefusedFile, Source, gather, gather_imported
from advisor.ingestion.summary import Summary
from advisor.private_files import narrow
from advisor.query.intent_bank import IntentBank, ensure_bank, load_bank
from advisor.retrieval.retriever import Retriever
from advisor.settings import Settings

if TYPE_CHECKING:
    from advisor.conversations import Conversations
    from advisor.integrations.langchain import GuideRetriever

log = logging.getLogger(__name__)

OpenSnapshot = Callable[[BuildRecord, Library, DataDirectory], Snapshot]


class Parts:
    """The parts of one process, built once from its settings."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        build: Callable[[Settings], Embedder] = build_embedder,
        rehearse: Callable[["Parts"], Rehearsal | None] = lambda parts: parts.rehearsal(),
    ) -> None:
        """Build the encoder, or record the reason for its absence.

        ``embedder`` takes the place of the one ``build`` would make. ``rehearse`` builds the rehearsal of suggested
        questions for new guides; None: no questions are suggested.

        Raises ProviderError, SettingsError and StorageError. Without the local encoder search is lexical.
        """
        # The matrix products of a question are small: BLAS threads cost more in waiting than they save.
        threadpool_limits(1, user_api="blas")
        narrow(settings.data_dir)
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

    def serving_index(self, open_snapshot: OpenSnapshot = Snapshot) -> ServingIndex:
        return ServingIndex(
            self.directory,
            pipeline=pipeline_name(self.embedder),
            embedder_trouble=self.embedder_trouble,
            repair=lambda build_id: self.indexer().repair(build_id),
            open_snapshot=open_snapshot,
        )

    def exact_index(self) -> ServingIndex:
        """An index without Chroma, for a few questions.

        Opening Chroma takes longer than they would save by it.
        """
        return self.serving_index(lambda record, library, _: Snapshot(record, library, None))

    def retriever(self) -> Retriever:
        return Retriever(self.embedder, self._bank())

    def _bank(self) -> IntentBank | None:
        return load_bank(self.embedder.name, self.settings.data_dir) if self.embedder else None

    def langchain_retriever(self, *, guide_id: str | None = None) -> "GuideRetriever":
        """A retriever for LangChain programs.

        LangChain is imported here because its import takes half a second.
        """
        from advisor.integrations.langchain import GuideRetriever

        return GuideRetriever(index=self.serving_index(), retriever=self.retriever(), guide_id=guide_id)

    def chat_writer(self) -> ChatWriter | None:
        """The chat writer, or None without ADVISOR_CHAT_MODEL. Raises SettingsError."""
        return build_chat_writer(self.settings) if self.settings.chat_model else None

    def answer_cache(self) -> AnswerStore:
        """The store of a chat model's answers."""
        return build_answer_cache(self.settings)

    def advisor(self, *, writer: Writer | None = None, index: ServingIndex | None = None) -> Advisor:
        """The advisor; ``writer`` replaces the default quoting writer, ``index`` the serving index.

        Raises SettingsError for invalid chat model settings.
        """
        return Advisor(
            index or self.serving_index(),
            self.retriever(),
            Composer(
                writer or QuotingWriter(),
                self.chat_writer(),
                self.embedder,
                ModelTrust(self.settings.data_dir, self.settings.chat_trust),
            ),
            embedder_name=self.embedder.name if self.embedder else "none",
            probe_interval_s=self.settings.probe_interval_s,
            limit_workers=self.settings.limit_workers,
            question_cpu_s=self.settings.question_cpu_s,
            cache=self.answer_cache(),
        )

    def conversations(self) -> "Conversations":
        """The conversation store. Raises SettingsError."""
        return build_conversations(self.settings)

    # --- the index ---

    def ingest(self, paths: list[Path], progress: Progress | None = None) -> Summary:
        """Ingest files and folders; without paths, the corpus.

        Raises AdvisorError of any kind.
        """
        folder = corpus_dir(self.settings)
        gathered = gather(paths or [folder], corpus_dir=folder)
        follows = any(path.resolve() == folder.resolve() for path in paths or [folder])
        summary = self._ingest(gathered, follow_corpus=follows, progress=progress)
        return replace(summary, skipped=gathered.skipped)

    def add(
        self,
        paths: Sequence[Path],
        progress: Progress | None = None,
        *,
        pages: Sequence[Source] = (),
        gone: Sequence[str] = (),
    ) -> Summary:
        """Ingest files and folders as a person names them.

        ``pages`` are copies of web pages, ``gone`` guides to remove. Into an empty index the corpus goes first, so that
        whoever adds a guide does not lose those that ship. Raises AdvisorError of any kind.
        """
        folder = corpus_dir(self.settings)
        is_named = any(path.resolve() == folder.resolve() for path in paths)
        named = GatheredFiles(())
        try:
            named = gather(paths, corpus_dir=folder) if paths else named
        except GuideError as error:
            if not pages:
                raise
            named = GatheredFiles((), (RefusedFile(paths[0], str(error)),))
        first = GatheredFiles(()) if is_named else self._corpus_first()
        gathered = GatheredFiles(
            tuple(dict.fromkeys((*first.sources, *named.sources, *pages))),
            (*first.refused, *named.refused),
            folder.resolve(),
        )
        follows = is_named or bool(first.sources)
        summary = self._ingest(gathered, follow_corpus=follows, gone=gone, progress=progress)
        return replace(summary, skipped=named.skipped)

    def corpus_ids(self) -> frozenset[str]:
        """The ids that the files of the corpus have by their names."""
        try:
            return frozenset(slug(source.path.stem) for source in gather([corpus_dir(self.settings)]).sources)
        except GuideError:
            return frozenset()

    def ingest_imported(self, folder: Path, progress: Progress | None = None) -> Summary:
        """Ingest the guides that an import made into ``folder``.

        Those that are gone from there are removed. Into an empty index the corpus goes first. Raises AdvisorError of
        any kind.
        """
        folder, first = folder.resolve(), self._corpus_first()
        made = gather_imported(folder)
        gathered = GatheredFiles((*first.sources, *made.sources), (*first.refused, *made.refused), first.corpus)
        return self._ingest(gathered, follow_corpus=bool(first.sources), follow_folder=folder, progress=progress)

    def _corpus_first(self) -> GatheredFiles:
        """The corpus where nothing is indexed yet, so that what is added does not replace it."""
        folder = corpus_dir(self.settings)
        if not self.directory.has_pointer():
            with suppress(GuideError):  # a corpus folder may be empty
                return gather([folder], corpus_dir=folder)
        return GatheredFiles((), (), folder.resolve())

    def ensure_index(self, progress: Progress | None = None) -> Summary | None:
        """Fill an empty data directory from the corpus, or follow corpus changes.

        A directory filled by ``ingest PATH`` alone is left as it is. While a build serves, corpus errors are logged and
        the build keeps serving. Returns None when nothing was done.
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
        """The serving build's record, or None before the first ingest.

        Raises StorageError.
        """
        build_id = self.directory.current_build()
        if build_id is None:
            return None
        with closing(Library.open(self.directory.path / FILE_NAME)) as library:
            return library.build(build_id)

    def rebuild(self, progress: Progress | None = None) -> Summary:
        """Rebuild the whole index from its stored texts.

        Raises AdvisorError of any kind.
        """
        self._check_embedder(self._written())
        return self.indexer(progress).rebuild()

    def _ingest(
        self,
        gathered: GatheredFiles,
        *,
        follow_corpus: bool,
        progress: Progress | None,
        gone: Sequence[str] = (),
        follow_folder: Path | None = None,
    ) -> Summary:
        written = self._written()
        self._check_embedder(written)
        if written and self.embedder and written.pipeline == pipeline_name(None):
            log.info("the index had no vectors; making them")
            self.indexer(progress).rebuild()
        summary = self.indexer(progress).ingest(
            gathered, follow_corpus=follow_corpus, follow_folder=follow_folder, gone=gone
        )
        if isinstance(self.embedder, OpenAIEmbedder):
            ensure_bank(self.embedder, self.settings.data_dir)
        if self.settings.keep_versions and summary.build_id:
            self._prune_versions()
        return summary

    def _prune_versions(self) -> None:
        """Delete old versions of guides that no stored answer cites; what cannot be looked up is kept."""
        try:
            n_gone = self.indexer().prune_versions(self.settings.keep_versions, lambda: cited_versions(self.settings))
        except (BusyError, StorageError) as error:
            log.warning("old versions of guides were kept: %s", error)
        else:
            if n_gone:
                log.info("%d old versions of guides were deleted", n_gone)

    def _written(self) -> BuildRecord | None:
        """The build to add to, or None if unreadable.

        The indexer decides how to recover an unreadable one.
        """
        try:
            return self.current()
        except StorageError:
            return None

    def _check_embedder(self, written: BuildRecord | None) -> None:
        if self.embedder is None and written and written.dimensions:
            raise EmbedderMissingError(f"{self.embedder_trouble} The index has vectors, so it cannot be changed now.")


def build_conversations(settings: Settings) -> "Conversations":
    """The conversation store of the settings. Raises SettingsError."""
    from advisor.conversations import Conversations
    from advisor.conversations.database import build_database

    return Conversations(build_database(settings.data_dir, settings.database_url.get_secret_value()))


def cited_versions(settings: Settings) -> frozenset[tuple[str, str]]:
    """The versions of guides that stored answers cite. Raises StorageError."""
    from advisor.conversations.sqlite import FILE_NAME as CONVERSATIONS

    if not settings.database_url.get_secret_value() and not (settings.data_dir / CONVERSATIONS).exists():
        return frozenset()

    async def look() -> frozenset[tuple[str, str]]:
        kept = build_conversations(settings)
        try:
            return await kept.cited_versions()
        finally:
            await kept.aclose()

    # In a thread of its own, since the caller's may run an event loop already.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(look())).result()


def corpus_dir(settings: Settings) -> Path:
    """ADVISOR_CORPUS_DIR, else the guides shipped beside the packages.

    They lie there in a checkout and in an installation alike. Raises GuideError when the folder does not exist.
    """
    if settings.corpus_dir is not None:
        if not settings.corpus_dir.is_dir():
            raise GuideError(f"The corpus folder {settings.corpus_dir} (ADVISOR_CORPUS_DIR) does not exist.")
        return settings.corpus_dir
    folder = Path(__file__).resolve().parent.parent / "corpus"
    if not folder.is_dir():
        raise GuideError("No guides are installed with this program; set ADVISOR_CORPUS_DIR to a folder of guides.")
    return folder
