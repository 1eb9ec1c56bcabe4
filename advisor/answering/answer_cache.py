"""Cache of a chat model's answers, by question and build."""

import hashlib
import json
import logging
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

from advisor.answering.answer_file import FILE_NAME, AnswerFile
from advisor.answering.answer_record import UnfitRecordError, dump_answer, load_answer
from advisor.domain import Answer, ModelUse, Question, Status
from advisor.generation.failures import Failure
from advisor.generation.prompt_builder import prompts_hash
from advisor.index.snapshot import Snapshot
from advisor.settings import ChatCache, Settings

log = logging.getLogger(__name__)

FAILURES = frozenset(Failure)
PASSING = "out_of_time"  # a reason that says nothing of the question


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """All of a question that decides its answer, hashed.

    ``build`` is the index that it is answered from. ``wordings`` are the question's own and those that stand alone, one
    of which is searched; they are not kept.
    """

    hashed: str
    build: str
    wordings: tuple[str, ...]


class AnswerStore(Protocol):
    """A keeper of answers.

    Its calls take milliseconds and belong in a worker.
    """

    def get(self, key: AnswerKey, question: Question, snapshot: Snapshot, answer_id: str, /) -> Answer | None:
        """Give the answer kept, with an id of its own."""

    def put(self, key: AnswerKey, answer: Answer, /) -> None:
        """Keep an answer that is worth it."""

    def purge(self, builds: Collection[str], /) -> None:
        """Delete answers too old or of other builds."""


class AnswerCache:
    """Answers that a model wrote, each kept with its proof.

    No question is kept, only a hash of it. Nothing is raised: what cannot be read was never kept.
    """

    def __init__(self, file: AnswerFile, settings: Settings) -> None:
        """Keep answers in ``file``; those made with other ``settings`` are others."""
        self._file = file
        self._made_with = (
            version("career-advisor"),
            settings.chat_model,
            settings.chat_url,
            settings.chat_trust.value,
            settings.chat_verify.value,
            settings.chat_verify_model,
            str(settings.chat_passage_chars),
            prompts_hash(),
        )

    def get(self, key: AnswerKey, question: Question, snapshot: Snapshot, answer_id: str = "") -> Answer | None:
        """Give the answer kept, proven anew; None without one.

        ``snapshot`` has the guides that prove it. It gets the id given, or a fresh one. What does not fit is deleted.
        """
        name = self._name(key)
        record = self._file.get(name) if snapshot.record.id == key.build else None
        if record is None:
            return None
        try:
            return load_answer(record, question, key.wordings, snapshot.guides, answer_id or secrets.token_hex(8))
        except UnfitRecordError as error:
            log.warning("a kept answer was deleted: %s", error)
            self._file.drop(name)
            return None

    def put(self, key: AnswerKey, answer: Answer) -> None:
        """Keep an answer, if a model ended well on it."""
        if not is_worth_keeping(answer):
            return
        try:
            record = dump_answer(answer, key.wordings)
        except UnfitRecordError as error:
            log.info("an answer was not kept for the next who asks: %s", error)
            return
        self._file.put(self._name(key), key.build, record)

    def purge(self, builds: Collection[str]) -> None:
        """Delete answers too old or of other builds."""
        self._file.purge(builds)

    def _name(self, key: AnswerKey) -> str:
        return _hash([key.hashed, *self._made_with])


class NoCache:
    """The store that keeps nothing.

    What an earlier run kept in ``file`` still goes when its time has come.
    """

    def __init__(self, file: AnswerFile | None = None) -> None:
        self._file = file

    def get(self, *_: object) -> None:
        """Give nothing."""

    def put(self, *_: object) -> None:
        """Keep nothing."""

    def purge(self, builds: Collection[str]) -> None:
        """Delete what was kept before, if too old or of other builds."""
        if self._file is not None:
            self._file.purge(builds)


def answer_key(
    question: Question, wordings: Sequence[str], build: str, *, language: str = "", also: Sequence[str] = ()
) -> AnswerKey:
    """Name the answer to a question.

    ``wordings`` are those that stand alone. White space and capitals do not decide an answer; the guides to search, the
    whole history and ``also`` do.
    """
    texts = (question.text, *wordings)
    history = [
        [turn.role, turn.content, [[one.question, one.guide_id] for one in turn.choices]] for turn in question.history
    ]
    asked = [question.guide_id, *question.among], list(dict.fromkeys(map(_folded, texts))), history, question.with_model
    return AnswerKey(_hash([build, *asked, language, *also]), build, texts)


def build_answer_cache(settings: Settings) -> AnswerStore:
    """Build the store of the settings.

    Nothing is kept without a chat model.
    """
    file = AnswerFile(settings.data_dir / FILE_NAME, keep_days=settings.keep_days)
    keeps = settings.chat_model and settings.chat_cache is ChatCache.EXACT
    return AnswerCache(file, settings) if keeps else NoCache(file)


def is_worth_keeping(answer: Answer) -> bool:
    """Whether a model was asked for an answer, itself, and ended well."""
    use = answer.model
    if use is None or use.cached_answer or answer.status is Status.SMALL_TALK or _failed(use):
        return False
    if answer.reason is not None and answer.reason.kind == PASSING:
        return False
    # A question that was only reworded by the model was answered, or declined, by the rules.
    return use.n_calls > bool(use.follow_up)


def _failed(use: ModelUse) -> bool:
    return bool(use.failure or use.follow_up in FAILURES or (use.second and use.second.failure))


def _hash(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
