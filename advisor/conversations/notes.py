"""Named notes of the server in the same database, some with expiry."""

from collections.abc import Callable

from advisor.conversations import queries
from advisor.conversations.database import Database
from advisor.conversations.queries import Change


class Notes:
    """Notes shared by every process using the database.

    Each call raises StorageError when the database cannot be used.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def put(self, name: str, value: str) -> None:
        """Store a value under a name, replacing an earlier one."""
        await self._database.write(Change(queries.PUT_NOTE, {"name": name, "value": value}))

    async def get(self, name: str) -> str | None:
        """The value of a name; None if missing or expired."""
        rows = await self._database.read(queries.NOTE, name=name, now=self._clock())
        return str(rows[0].value) if rows else None

    async def drop(self, name: str) -> None:
        """Delete a note."""
        (n_dropped,) = await self._database.write(Change(queries.DROP_NOTE, {"name": name}))
        if n_dropped:
            await self._database.forget()

    async def is_first(self, name: str, *, life_s: float) -> bool:
        """True for one caller only within ``life_s``, across all processes."""
        now = self._clock()
        _, n_made = await self._database.write(
            Change(queries.DROP_STALE_NOTE, {"name": name, "now": now}),
            Change(queries.ADD_NOTE, {"name": name, "until": now + life_s}),
        )
        return bool(n_made)

    async def add(self, name: str, n: int, *, most: int | None, life_s: float) -> bool:
        """Add to a count, unless it would exceed ``most``.

        One statement over all processes; False if nothing was added.
        """
        if most is not None and n > most:
            return False
        values = {"name": name, "value": str(max(0, n)), "n": n, "until": self._clock() + life_s}
        change = (
            Change(queries.ADD_TO_NOTE, values)
            if most is None
            else Change(queries.ADD_WITHIN_NOTE, {**values, "most": most})
        )
        (n_changed,) = await self._database.write(change)
        return bool(n_changed)

    async def purge(self, now: float) -> None:
        """Delete the notes that had expired by this time."""
        await self._database.write(Change(queries.PURGE_NOTES, {"now": now}))
