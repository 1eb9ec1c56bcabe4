"""A database whose failures are told to the operator."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from advisor.conversations.database import Database
from advisor.conversations.queries import Change
from advisor.errors import StorageError

log = logging.getLogger(__name__)


class WatchedDatabase:
    """A Database that remembers and logs its latest failure.

    Until a write succeeds, since a full disk or a damaged file may still be read. One that goes on is logged once.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._failure = ""

    @property
    def trouble(self) -> str:
        return " ".join(filter(None, (self._database.trouble, self._failure)))

    @property
    def epoch(self) -> int:
        return self._database.epoch

    async def open(self) -> None:
        with self._watching():
            await self._database.open()

    async def read(self, query: str, **values: object) -> Sequence[Any]:
        with self._watching():
            return await self._database.read(query, **values)

    async def write(self, *changes: Change) -> tuple[int, ...]:
        with self._watching():
            counts = await self._database.write(*changes)
        self._failure = ""
        return counts

    async def forget(self) -> None:
        await self._database.forget()

    async def aclose(self) -> None:
        await self._database.aclose()

    @contextmanager
    def _watching(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            if self._failure != str(error):
                self._failure = str(error)
                log.error("%s Answers are given and not kept.", error)
            raise
