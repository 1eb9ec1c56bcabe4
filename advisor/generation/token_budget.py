"""Token budget per day (UTC).

It is shared by processes and machines and kept across restarts.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from advisor.conversations.database import Database, build_database
from advisor.conversations.notes import Notes
from advisor.errors import StorageError
from advisor.private_files import FILE_MODE, make_private_directory, open_privately
from advisor.settings import Settings

log = logging.getLogger(__name__)

FILE_NAME = "model-tokens.json"
LOCK_TIMEOUT_S = 2.0
NOTE_LIFE_S = 2 * 86_400.0
CHARS_PER_TOKEN = 4  # rough value for English, if a service reports no counts


def today() -> date:
    return datetime.now(UTC).date()


def estimate(text: str) -> int:
    """The approximate number of tokens in a text."""
    return -(-len(text) // CHARS_PER_TOKEN)


class Budget(Protocol):
    """What may still be used today, over all who share it."""

    async def reserve(self, n_tokens: int) -> bool:
        """Reserve tokens for one answer; False if over the ceiling."""

    async def settle(self, reserved: int, spent: int) -> None:
        """Replace a reservation by the tokens actually used."""

    async def aclose(self) -> None: ...


class TokenBudget:
    """The budget of one machine, in a file changed under a lock.

    Tokens reserved for an answer in progress count until it is settled. Without a ceiling nothing is written.
    """

    def __init__(self, folder: Path, ceiling: int = 0, day: Callable[[], date] = today) -> None:
        """Count in ``folder``; ``ceiling`` is tokens per day, 0 for no limit."""
        self._path = folder / FILE_NAME
        self._ceiling = ceiling
        self._today = day
        self._reserved = 0
        self._day, self._counted = self._read()
        self._unwritten = False

    @property
    def spent(self) -> int:
        """The tokens of today, but for this process's answers in progress."""
        self._look()
        return self._counted - self._reserved

    def reserve(self, n_tokens: int) -> bool:
        """Reserve tokens for one answer; False if over the ceiling."""
        with self._locked():
            self._look()
            if self._ceiling and self._counted + n_tokens > self._ceiling:
                return False
            self._reserved += n_tokens
            self._add(n_tokens)
        return True

    def settle(self, reserved: int, spent: int) -> None:
        """Replace a reservation by the tokens actually used."""
        with self._locked():
            self._look()
            released = min(reserved, self._reserved)  # less if the day has changed meanwhile
            self._reserved -= released
            self._add(spent - released)

    def _look(self) -> None:
        """Take up what other processes have counted, and begin anew on a new day."""
        if self._ceiling and not self._unwritten:
            self._day, self._counted = self._read()
        if self._day != self._today():
            self._day, self._counted, self._reserved = self._today(), 0, 0

    def _add(self, n_tokens: int) -> None:
        self._counted = max(0, self._counted + n_tokens)
        if self._ceiling and n_tokens:
            self._write()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self._path.with_suffix(".lock"), timeout=LOCK_TIMEOUT_S, mode=FILE_MODE)
        with ExitStack() as held:
            if self._ceiling:
                try:
                    if not self._path.parent.exists():
                        make_private_directory(self._path.parent)
                    held.enter_context(lock)
                except (Timeout, OSError) as error:
                    log.warning("today's tokens are counted without the other processes: %s", error)
            yield

    def _read(self) -> tuple[date, int]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            return date.fromisoformat(content["day"]), int(content["tokens"])
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("%s cannot be read, so today's tokens are counted from 0: %s", self._path, error)
        return self._today(), 0

    def _write(self) -> None:
        fresh = self._path.with_suffix(".new")
        try:
            with open(fresh, "w", encoding="utf-8", opener=open_privately) as file:
                json.dump({"day": self._day.isoformat(), "tokens": self._counted}, file)
            fresh.replace(self._path)
            self._unwritten = False
        except OSError as error:
            self._unwritten = True  # until then this process counts for itself
            log.warning("today's tokens could not be written down: %s", error.strerror)


class MachineBudget:
    """A TokenBudget as a Budget; its file takes less than a millisecond."""

    def __init__(self, tokens: TokenBudget) -> None:
        self._tokens = tokens

    async def reserve(self, n_tokens: int) -> bool:
        return self._tokens.reserve(n_tokens)

    async def settle(self, reserved: int, spent: int) -> None:
        self._tokens.settle(reserved, spent)

    async def aclose(self) -> None:
        pass


class DatabaseBudget:
    """The budget of all machines that share a database.

    It is one note a day, changed by single statements.

    While the database cannot be used, nothing is reserved, so that the ceiling holds.
    """

    def __init__(self, database: Database, ceiling: int, day: Callable[[], date] = today) -> None:
        self._database = database
        self._notes = Notes(database, time.time)
        self._ceiling = ceiling
        self._today = day
        self._day = day()
        self._reserved = 0

    async def reserve(self, n_tokens: int) -> bool:
        if not self._ceiling:
            return True
        self._roll_over()
        day = self._day
        try:
            if not await self._notes.add(_note_of(day), n_tokens, most=self._ceiling, life_s=NOTE_LIFE_S):
                return False
        except StorageError as error:
            log.warning("today's tokens cannot be counted, so no model is asked: %s", error)
            return False
        if day == self._day:
            self._reserved += n_tokens
        return True

    async def settle(self, reserved: int, spent: int) -> None:
        if not self._ceiling:
            return
        self._roll_over()
        released = min(reserved, self._reserved)
        self._reserved -= released
        try:
            await self._notes.add(_note_of(self._day), spent - released, most=None, life_s=NOTE_LIFE_S)
        except StorageError as error:
            log.warning("today's tokens could not be written down: %s", error)

    async def aclose(self) -> None:
        await self._database.aclose()

    def _roll_over(self) -> None:
        if self._day != self._today():
            self._day, self._reserved = self._today(), 0


def _note_of(day: date) -> str:
    return f"model-tokens/{day.isoformat()}"


def build_budget(settings: Settings) -> Budget:
    """Build the budget of the settings.

    It is kept in their database if machines may share it, else in the data directory.
    """
    ceiling, url = settings.chat_tokens_per_day or 0, settings.database_url.get_secret_value()
    if ceiling and url:
        return DatabaseBudget(build_database(settings.data_dir, url), ceiling)
    return MachineBudget(TokenBudget(settings.data_dir, ceiling))
