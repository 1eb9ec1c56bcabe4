"""A visitor's share of a chat model's answers in a day."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256

from advisor.conversations.notes import Notes
from advisor.errors import StorageError

log = logging.getLogger(__name__)

NOTE_LIFE_S = 2 * 86_400.0


def today() -> date:
    return datetime.now(UTC).date()


class ModelShare:
    """A count for each visitor and day (UTC).

    It holds over all who share a database. Only hashes of visitors are noted, for two days. While they cannot be
    counted all may ask: the day's tokens are bounded for all together.
    """

    def __init__(self, notes: Notes, per_day: int, *, day: Callable[[], date] = today) -> None:
        """Allow ``per_day`` answers; 0: no limit."""
        self._notes = notes
        self._per_day = per_day
        self._today = day

    async def take(self, visitor: str) -> str | None:
        """Take one answer of a visitor's.

        Returns the receipt to give it back with, empty where nothing is counted, and None when all are spent.
        """
        if not self._per_day or not visitor:
            return ""
        note = self._note(visitor)
        try:
            taken = await self._notes.add(note, 1, most=self._per_day, life_s=NOTE_LIFE_S)
        except StorageError as error:
            log.warning("a model's answers could not be counted: %s", error)
            return ""
        return note if taken else None

    async def give_back(self, receipt: str) -> None:
        """Give one back for which no model was asked."""
        if not receipt:
            return
        try:
            await self._notes.add(receipt, -1, most=None, life_s=NOTE_LIFE_S)
        except StorageError as error:
            log.warning("a model's answer could not be given back: %s", error)

    def _note(self, visitor: str) -> str:
        day = self._today().isoformat()
        return f"model-answers/{day}/{sha256(f'{day} {visitor}'.encode()).hexdigest()[:32]}"
