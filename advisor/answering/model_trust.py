"""Trust in a chat model: it reads, or it only phrases.

A model that says yes to everything would open what the rules closed. So it is tried once with questions whose answers
are known, and the outcome is kept beside the index.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from advisor.answering.findings import Findings
from advisor.answering.model_passages import passages_to_read
from advisor.answering.verifier_trial import trial_sentences
from advisor.domain import ModelUse, Passage, Question
from advisor.errors import AdvisorError
from advisor.generation import REFUSING, ChatWriter, ModelRun, Sentence, VerdictSaid
from advisor.generation.prompt_builder import prompts_hash
from advisor.generation.refusals import read_refusal
from advisor.generation.second_reader import SecondReader
from advisor.index.serving import Snapshot
from advisor.private_files import open_privately
from advisor.settings import TrustMode

log = logging.getLogger(__name__)

FILE_NAME = "model-trust.json"
PROBES = Path(__file__).with_name("model_probes.txt")
N_PROBES = 6  # of either kind
LEAST_RIGHT = 5 / 6
LEAST_VERIFIED = 0.87  # of the sentences put to a second reader
MAX_CHARS = 6_000  # of passages in a probe
N_AT_ONCE = 4
WAIT_S = 20.0  # after which a question goes on without the outcome
RETRY_S = 60.0  # after a model failed in a trial
MAX_KEPT = 50
MAX_SURE_REFUSALS = 3  # of questions like the guide's own headings, unless more of them were answered

Search = Callable[[Question], Awaitable[Findings]]


@dataclass(frozen=True, slots=True)
class Trial:
    """The outcome of trying a model.

    Of ``n_absent`` questions that the guide does not answer it declined ``declined``, of ``n_answerable`` it answered
    ``answered``.
    """

    n_absent: int
    declined: int
    n_answerable: int
    answered: int

    @property
    def reads(self) -> bool:
        """Whether the model says no where it has to.

        One that says no too often is found out by ``ModelTrust.learn``.
        """
        return self.n_absent > 0 and self.declined >= LEAST_RIGHT * self.n_absent


class ModelTrust:
    """Whether the chat model reads, by setting or by trial."""

    def __init__(self, folder: Path, mode: TrustMode) -> None:
        """Keep outcomes in ``folder``."""
        self._path = folder / FILE_NAME
        self._mode = mode
        self._known: dict[str, bool] = {}
        self._running: dict[str, asyncio.Task[bool | None]] = {}
        self._failed_at: dict[str, float] = {}
        self._refused: set[str] = set()
        self._answered: set[str] = set()

    async def reads(self, chat: ChatWriter, snapshot: Snapshot, search: Search) -> bool:
        """Whether the model decides if the guide answers.

        Tries the model at the first call for a build, on what ``search`` finds by the rules. Until the outcome is known
        it only phrases.
        """
        if self._mode is not TrustMode.AUTO:
            return self._mode is TrustMode.READS
        if len(self._refused) >= max(MAX_SURE_REFUSALS, len(self._answered)):
            return False
        return await self._tried(_reading_key(chat, snapshot), lambda: _trial(chat, snapshot, search))

    def only_phrases(self, chat: ChatWriter, snapshot: Snapshot) -> bool:
        """Whether it is known by now that the model only phrases."""
        if self._mode is not TrustMode.AUTO:
            return self._mode is TrustMode.PHRASES
        key = _reading_key(chat, snapshot)
        return self._known.get(key, self._stored().get(key)) is False

    async def verifies(self, reader: SecondReader, snapshot: Snapshot) -> bool:
        """Whether a second reader tells what a quote bears.

        Tries it at the first call for a build, with sentences of the guide of which half are changed.
        """
        if self._mode is TrustMode.PHRASES:
            return False
        key = f"verifies {reader.model_name} {prompts_hash()} {snapshot.record.id}"
        return await self._tried(key, lambda: _verifying(reader, snapshot))

    async def _tried(self, key: str, attempt: Callable[[], Awaitable[bool | None]]) -> bool:
        """The outcome of a trial, known, kept or made now."""
        if (known := self._known.get(key)) is not None:
            return known
        if (stored := self._stored().get(key)) is not None:
            self._known[key] = stored
            return stored
        task = self._running.get(key)
        if task is None:
            if time.monotonic() - self._failed_at.get(key, float("-inf")) < RETRY_S:
                return False
            task = self._running[key] = asyncio.create_task(self._try(key, attempt))
        done, _ = await asyncio.wait([task], timeout=WAIT_S)
        return bool(done and task.result())

    def learn(self, question: str, *, answered: bool, is_sure: bool) -> None:
        """Take note of an answer to a question.

        A model that refuses much of what is sure is believed no longer.
        """
        if is_sure:
            (self._answered if answered else self._refused).add(question)

    async def aclose(self) -> None:
        """Give up a trial that is still running."""
        for task in self._running.values():
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def _try(self, key: str, attempt: Callable[[], Awaitable[bool | None]]) -> bool | None:
        outcome = None
        try:
            outcome = await attempt()
        except AdvisorError as error:
            log.warning("the chat model could not be tried: %s", error)
        finally:
            self._running.pop(key, None)
        if outcome is None:
            self._failed_at[key] = time.monotonic()
            return None
        self._known[key] = outcome
        self._store(key, outcome=outcome)
        return outcome

    def _stored(self) -> dict[str, bool]:
        try:
            record = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(key): outcome is True for key, outcome in record.items()} if isinstance(record, dict) else {}

    def _store(self, key: str, *, outcome: bool) -> None:
        kept = dict([*self._stored().items(), (key, outcome)][-MAX_KEPT:])
        fresh = self._path.with_suffix(".new")
        try:
            with open(fresh, "w", encoding="utf-8", opener=open_privately) as file:
                json.dump(kept, file)
            fresh.replace(self._path)
        except OSError as error:
            log.warning("the trial of the chat model could not be kept: %s", error)


def _reading_key(chat: ChatWriter, snapshot: Snapshot) -> str:
    return f"reads {chat.model_name} {prompts_hash()} {snapshot.record.id}"


@cache
def absent_probes() -> tuple[str, ...]:
    """List the questions that guides hardly ever answer."""
    lines = PROBES.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


async def _verifying(reader: SecondReader, snapshot: Snapshot) -> bool | None:
    """Try a second reader in one call; None where it fails or no guide has sentences for it."""
    asked = next(filter(None, (trial_sentences(snapshot.guides[one]) for one in snapshot.guides)), None)
    if asked is None:
        return None
    run = ModelRun(ModelUse(reader.model_name))
    said = await reader.read([sentence for sentence, _ in asked], run)
    if run.use.second is None or run.use.second.failure:
        return None
    n_right = sum(one == is_borne for one, (_, is_borne) in zip(said, asked, strict=True))
    log.info("the second reader was tried: %d of %d right", n_right, len(asked))
    return n_right >= LEAST_VERIFIED * len(asked)


async def _trial(chat: ChatWriter, snapshot: Snapshot, search: Search) -> bool | None:
    """Try a model on the first guide; None where it fails or the guide has no questions for it."""
    guide_id = next(iter(snapshot.guides), None)
    if guide_id is None:
        return None
    known = snapshot.suggestions(guide_id)
    asked = (*known.starters, *known.questions) if known else ()
    answerable, absent = list[tuple[str, Sequence[Passage]]](), list[tuple[str, Sequence[Passage]]]()
    for text in absent_probes():
        findings = await search(Question(text, guide_id=guide_id))
        if findings.decline is not None and findings.considered and len(absent) < N_PROBES:
            absent.append((text, findings.considered))
    for text in dict.fromkeys(asked):
        if len(answerable) >= N_PROBES:
            break
        findings = await search(Question(text, guide_id=guide_id))
        if findings.decline is None and findings.passages:
            answerable.append((text, findings.passages))
    gate, max_chars = asyncio.Semaphore(N_AT_ONCE), min(MAX_CHARS, chat.max_passage_chars)

    async def declines(text: str, found: Sequence[Passage]) -> bool | None:
        async with gate:
            return await _declines(chat, text, passages_to_read(snapshot, found, max_chars))

    said = await asyncio.gather(*(declines(*one) for one in (*absent, *answerable)))
    if any(one is None for one in said) or not absent:
        return None
    of_absent, of_answerable = said[: len(absent)], said[len(absent) :]
    trial = Trial(len(of_absent), sum(map(bool, of_absent)), len(of_answerable), sum(not one for one in of_answerable))
    log.info("the chat model %s: %s", "reads" if trial.reads else "only phrases", trial)
    return trial.reads


async def _declines(chat: ChatWriter, text: str, sent: Sequence[Passage]) -> bool | None:
    """Whether a model says that the passages do not answer; None where it fails."""
    run = chat.begin()
    said: list[bool] = []
    async with aclosing(chat.write(text, (), sent, run)) as items:
        async for item in items:
            if isinstance(item, VerdictSaid) and item.verdict in REFUSING:
                return True
            if isinstance(item, Sentence):
                refusal = read_refusal(item.text)
                said.append(refusal is None or bool(refusal.rest))
    return None if run.failure is not None else not any(said)
