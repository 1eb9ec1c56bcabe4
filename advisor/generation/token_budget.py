"""Token budget per day (UTC), stored across restarts."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

log = logging.getLogger(__name__)

FILE_NAME = "model-tokens.json"
CHARS_PER_TOKEN = 4  # rough value for English, if a service reports no counts


def today() -> date:
    return datetime.now(UTC).date()


def estimate(text: str) -> int:
    """The approximate number of tokens in a text."""
    return -(-len(text) // CHARS_PER_TOKEN)


class TokenBudget:
    """The budget of one event loop.

    Tokens reserved for an answer in progress count until it is settled.
    """

    def __init__(self, folder: Path, ceiling: int = 0, day: Callable[[], date] = today) -> None:
        """Load today's count; ``ceiling`` is tokens per day, 0 for no limit."""
        self._path = folder / FILE_NAME
        self._ceiling = ceiling
        self._today = day
        self._reserved = 0
        self._day, self.spent = self._read()

    def reserve(self, n_tokens: int) -> bool:
        """Reserve tokens for one answer; False if over the ceiling."""
        self._roll_over()
        if self._ceiling and self.spent + self._reserved + n_tokens > self._ceiling:
            return False
        self._reserved += n_tokens
        return True

    def settle(self, reserved: int, spent: int) -> None:
        """Replace a reservation by the tokens actually used."""
        self._roll_over()
        self._reserved -= reserved
        self.spent += spent
        if self._ceiling and spent:
            self._write()

    def _roll_over(self) -> None:
        if self._day != self._today():
            self._day, self.spent = self._today(), 0

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
            fresh.write_text(json.dumps({"day": self._day.isoformat(), "tokens": self.spent}), encoding="utf-8")
            fresh.replace(self._path)
        except OSError as error:
            log.warning("today's tokens could not be written down: %s", error.strerror)
