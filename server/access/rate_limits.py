"""How often an address, a session and a site may ask: one count for all workers, of hashes only."""

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
    """Somebody asked more often than the settings allow."""

    def __init__(self, who: str, retry_after_s: int) -> None:
        super().__init__(f"This {who} has asked too often; wait {retry_after_s} s and ask again.")
        self.retry_after_s = retry_after_s


class Debts(Protocol):
    """When each key's debt is paid."""

    def change(self, keys: Collection[bytes], now: float, settle: Settle) -> None:
        """Write what ``settle`` makes of those of the keys that are known, with nobody else at it in between."""

    def n_held(self) -> int: ...

    def close(self) -> None: ...


class Limits:
    """The generic cell rate algorithm: a whole minute's worth may come at once, and then it refills evenly.

    Keeps one number a key: when its debt is paid. The clock is monotonic, so that setting the time changes nothing.
    """

    def __init__(self, file: Path | None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """``file`` is shared by the workers of one server; None: this process alone counts."""
        self._clock = clock
        self._debts: Debts
        if file is None:
            self._debts, self._salt = OwnDebts(), secrets.token_bytes(N_SALT)
        else:
            shared = SharedDebts(file)
            self._debts, self._salt = shared, shared.salt

    def take(self, per_minute: Mapping[tuple[str, str], int]) -> None:
        """Count one call for each (kind, name), or for none of them. A limit of 0 is none.

        Raises TooManyError for the one that has to wait longest. What cannot be counted is let through.
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
        """How many are remembered."""
        return self._debts.n_held()

    def close(self) -> None:
        self._debts.close()

    def _key(self, kind: str, name: str) -> bytes:
        return hashlib.blake2b(f"{kind}\0{name}".encode(), key=self._salt, digest_size=16).digest()


class OwnDebts:
    """Those that one process counts alone, in its memory."""

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
        """There is nothing to let go of."""


class SharedDebts:
    """Those that several processes count together, in a SQLite file."""

    def __init__(self, file: Path) -> None:
        self._n_changes = 0
        self._db = sqlite3.connect(file, timeout=START_S, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")  # a crash may forget it all
        self._db.execute("CREATE TABLE IF NOT EXISTS salts (id INTEGER PRIMARY KEY, salt BLOB NOT NULL)")
        self._db.execute("INSERT OR IGNORE INTO salts VALUES (1, ?)", (secrets.token_bytes(N_SALT),))
        self.salt = bytes(self._db.execute("SELECT salt FROM salts").fetchone()[0])
        self._db.execute("CREATE TABLE IF NOT EXISTS debts (key BLOB PRIMARY KEY, paid_at REAL NOT NULL) WITHOUT ROWID")
        self._db.execute(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}")

    def change(self, keys: Collection[bytes], now: float, settle: Settle) -> None:
        """As ``Debts`` says; what the file does not take is logged and not counted."""
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
    """An address as it is counted: of IPv6 the network that one household gets."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((int(address), 64), strict=False).network_address)
    return client
