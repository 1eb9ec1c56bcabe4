"""Rate limits per address, session and site, shared by all workers.

Only keyed hashes of names are stored.
"""

import hashlib
import ipaddress
import logging
import math
import secrets
import sqlite3
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

WINDOW_S = 60.0
SWEEP_EVERY = 4_096
START_S, BUSY_S = 5.0, 0.25
N_SALT = 16

Settle = Callable[[Mapping[bytes, float]], Mapping[bytes, float]]


class TooManyError(Exception):
    """A call over one of the configured rate limits."""

    def __init__(self, who: str, retry_after_s: int) -> None:
        super().__init__(f"This {who} has asked too often; wait {retry_after_s} s and ask again.")
        self.retry_after_s = retry_after_s


class DebtStore(Protocol):
    """Storage of the time when each key's debt is paid."""

    def change(self, keys: Collection[bytes], now: float, settle: Settle) -> None:
        """Replace the known entries of ``keys`` by the result of ``settle``, atomically.

        ``settle`` takes the stored times by key and returns the new ones; what it raises leaves the entries unchanged.
        """

    def n_held(self) -> int: ...

    def close(self) -> None: ...


class RateLimits:
    """Rate limiter by the generic cell rate algorithm (GCRA).

    A whole minute's worth may come at once and then refills evenly. One number is kept per key: the time at which its
    debt is paid. The clock is monotonic, so changing the system time has no effect.
    """

    def __init__(self, file: Path | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Count in ``file``, shared by the server's workers, or in memory.

        In memory too when the file cannot be used, as on a full disk.
        """
        self._clock = clock
        self._debts: DebtStore = MemoryDebts()
        self._salt = secrets.token_bytes(N_SALT)
        if file is None:
            return
        try:
            shared = SqliteDebts(file)
        except sqlite3.Error as error:
            log.error("limits cannot be shared, so each worker allows them in full: %s", error)
        else:
            self._debts, self._salt = shared, shared.salt

    def take(self, per_minute: Mapping[tuple[str, str], int]) -> None:
        """Count one call against every (kind, name), or against none of them.

        A limit of 0 means unlimited. Raises TooManyError for the limit with the longest wait. A call that cannot be
        counted is let through.
        """
        wanted = {self._key(kind, name): (kind, n) for (kind, name), n in per_minute.items() if n}
        if not wanted:
            return
        now = self._clock()

        def settle(held: Mapping[bytes, float]) -> Mapping[bytes, float]:
            paid_at = {key: max(held.get(key, now), now) + WINDOW_S / n for key, (_, n) in wanted.items()}
            late = {key: at - now - WINDOW_S for key, at in paid_at.items()}
            worst = max(late, key=late.__getitem__)
            if late[worst] > 1e-6:
                raise TooManyError(wanted[worst][0], max(1, math.ceil(late[worst])))
            return paid_at

        self._debts.change(wanted, now, settle)

    def n_held(self) -> int:
        """Return the number of stored keys."""
        return self._debts.n_held()

    def close(self) -> None:
        self._debts.close()

    def _key(self, kind: str, name: str) -> bytes:
        return hashlib.blake2b(f"{kind}\0{name}".encode(), key=self._salt, digest_size=16).digest()


class MemoryDebts:
    """Debts of a single process, kept in memory."""

    def __init__(self) -> None:
        self._paid_at: dict[bytes, float] = {}
        self._n_changes = 0

    def change(self, keys: Collection[bytes], now: float, settle: Settle) -> None:
        self._paid_at |= settle({key: self._paid_at[key] for key in keys if key in self._paid_at})
        self._n_changes += 1
        if self._n_changes % SWEEP_EVERY == 0:
            self._paid_at = {key: at for key, at in self._paid_at.items() if at >= now}

    def n_held(self) -> int:
        return len(self._paid_at)

    def close(self) -> None:
        """Do nothing: memory needs no closing."""


class SqliteDebts:
    """Debts shared by several processes, kept in a SQLite file."""

    def __init__(self, file: Path) -> None:
        self._n_changes = 0
        self._db = sqlite3.connect(file, timeout=START_S, isolation_level=None, check_same_thread=False)
        try:
            self.salt = self._prepare()
        except sqlite3.Error:
            self._db.close()
            raise

    def _prepare(self) -> bytes:
        """Make the tables and return the salt that all share."""
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # losing the counts in a crash does no harm
        self._db.execute("CREATE TABLE IF NOT EXISTS salts (id INTEGER PRIMARY KEY, salt BLOB NOT NULL)")
        self._db.execute("INSERT OR IGNORE INTO salts VALUES (1, ?)", (secrets.token_bytes(N_SALT),))
        salt = bytes(self._db.execute("SELECT salt FROM salts").fetchone()[0])
        self._db.execute("CREATE TABLE IF NOT EXISTS debts (key BLOB PRIMARY KEY, paid_at REAL NOT NULL) WITHOUT ROWID")
        self._db.execute(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}")
        return salt

    def change(self, keys: Collection[bytes], now: float, settle: Settle) -> None:
        """Change entries as ``DebtStore`` requires; a database error is logged, not raised."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                marks = ",".join("?" * len(keys))
                rows = self._db.execute(f"SELECT key, paid_at FROM debts WHERE key IN ({marks})", list(keys))
                paid_at = settle(dict(rows.fetchall()))
                self._db.executemany("INSERT OR REPLACE INTO debts VALUES (?, ?)", list(paid_at.items()))
                self._n_changes += 1
                if self._n_changes % SWEEP_EVERY == 0:
                    self._db.execute("DELETE FROM debts WHERE paid_at < ?", (now,))
            finally:
                self._db.execute("COMMIT")
        except sqlite3.Error as error:
            log.warning("calls could not be counted: %s", error)

    def n_held(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM debts").fetchone()[0])

    def close(self) -> None:
        self._db.close()


def address_of(client: str) -> str:
    """Return the counted part of an address: for IPv6 its /64.

    A household is usually given one /64. Text that is no address is returned as it is.
    """
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return client
