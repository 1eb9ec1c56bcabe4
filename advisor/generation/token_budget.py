"""Tokens spent in a day (UTC), kept over restarts, against an optional ceiling."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

log = logging.getLogger(__name__)

FILE_NAME = "model-tokens.json"
CHARS_PER_TOKEN = 4  # roughly, of English, where a service does not count


def today() -> date:
    return datetime.now(UTC).date()


def estimate(text: str) -> int:
    """About how many tokens a text has."""
    return -(-len(text) // CHARS_PER_TOKEN)


class Spending:
    """Belongs to one event loop. What is set aside for an answer under way counts until it is settled."""

    def __init__(self, folder: Path, ceiling: int = 0, day: Callable[[], date] = today) -> None:
        """``ceiling``: tokens a day, 0 for as many as are asked for."""
        self._path = folder / FILE_NAME
        self._ceiling = ceiling
        self._today = day
        self._aside = 0
        self._day, self.spent = self._read()

    def set_aside(self, n_tokens: int) -> bool:
        """Hold so many tokens back for one answer; False when that would go over the ceiling."""
        self._turn()
        if self._ceiling and self.spent + self._aside + n_tokens > self._ceiling:
            return False
        self._aside += n_tokens
        return True

    def settle(self, aside: int, spent: int) -> None:
        """Count what an answer took in place of what was set aside for it."""
        self._turn()
        self._aside -= aside
        self.spent += spent
        if self._ceiling and spent:
            self._write()

    def _turn(self) -> None:
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
