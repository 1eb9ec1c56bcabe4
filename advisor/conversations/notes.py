"""What the server writes down in the same database under a name: for good, or until a time."""

from collections.abc import Callable

from advisor.conversations import queries
from advisor.conversations.database import Database
from advisor.conversations.queries import Change


class Notes:
    """The same for every process that shares the database. Each call raises StorageError when it cannot be used."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def put(self, name: str, value: str) -> None:
        """In place of what stood under the name."""
        await self._database.write(Change(queries.PUT_NOTE, {"name": name, "value": value}))

    async def get(self, name: str) -> str | None:
        rows = await self._database.read(queries.NOTE, name=name, now=self._clock())
        return str(rows[0].value) if rows else None

    async def drop(self, name: str) -> None:
        (n_dropped,) = await self._database.write(Change(queries.DROP_NOTE, {"name": name}))
        if n_dropped:
            await self._database.forget()

    async def is_first(self, name: str, *, life_s: float) -> bool:
        """True for one caller only within ``life_s``, whichever process it is in."""
        now = self._clock()
        _, n_made = await self._database.write(
            Change(queries.DROP_STALE_NOTE, {"name": name, "now": now}),
            Change(queries.ADD_NOTE, {"name": name, "until": now + life_s}),
        )
        return bool(n_made)

    async def purge(self) -> None:
        """Forget what was noted until a time that is over."""
        await self._database.write(Change(queries.PURGE_NOTES, {"now": self._clock()}))
