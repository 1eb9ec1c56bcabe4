"""Stored conversations and ratings, until deleted by owner or retention.

They are in SQLite under the data directory, or in the PostgreSQL database of ADVISOR_DATABASE_URL.
"""

import json
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from advisor.conversations import queries
from advisor.conversations.database import Database
from advisor.conversations.notes import Notes
from advisor.conversations.queries import Change
from advisor.conversations.watched import WatchedDatabase
from advisor.domain import Answer, Choice, Status, Turn
from advisor.errors import UnknownAnswerError, UnknownConversationError
from advisor.schemas import AnswerOut, answer_out

LIMIT_TURNS = 25  # turns of a conversation passed on as history
LIMIT_LISTED = 200
LIMIT_KEPT_TURNS = 500  # of one conversation; the oldest go first
LIMIT_READ_TURNS = 200  # of one reading, which also ends at
LIMIT_READ_BYTES = 262_144  # a reader who never takes the body makes the server hold it
MAX_TITLE_CHARS = 200
TURNS_AT_ONCE = 20
NO_KEY = 2**62  # above every turn's
RECORDS_AT_ONCE = 500
DAY_S = 86_400.0
LEAP_S = 3 * DAY_S  # a server that was stopped over a weekend is no leap of the clock
CATCH_UP = 24.0  # seconds believed for each second, after a leap
# What was believed at the last purge, and what the clock said. It is beside the keys of the database, since it is no
# note of the server and never expires.
SEEN = "clock/purged"

log = logging.getLogger(__name__)

Reason = Literal["wrong", "incomplete", "unclear", "other"]


@dataclass(frozen=True, slots=True)
class Rating:
    """A reader's opinion of one answer; ``reason`` and ``comment`` may be empty."""

    rating: Literal["up", "down"]
    reason: Reason | Literal[""] = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question with its answer as JSON.

    The JSON is that of every channel; times are seconds since 1970, UTC.
    """

    asked_at: float
    answer: dict[str, Any]
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation; ``title`` is how its first question begins.

    ``turns`` is empty in a list of conversations, and otherwise may hold fewer than all ``n_turns``. ``before`` is the
    id of the oldest answer in it when there are older ones.
    """

    id: str
    started_at: float
    updated_at: float
    n_turns: int
    title: str
    turns: tuple[KeptTurn, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One stored question as shown to guide editors, without its asker."""

    answer_id: str
    asked_at: float
    question: str
    guide_id: str
    status: str
    answer: dict[str, Any]
    earlier: tuple[Turn, ...]
    rating: Rating | None


class Conversations:
    """The store of conversations, one owner per call.

    Other owners' rows are never touched and count as missing. Each call raises StorageError when the database cannot be
    read or written.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = WatchedDatabase(database)
        self._clock = clock
        self._started = clock()
        self._clock_trouble = ""
        self._keys: dict[str, tuple[int, bytes]] = {}  # by name, each with the database's epoch
        self.notes = Notes(self._database, clock)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What an operator should know, in plain sentences."""
        return tuple(filter(None, (self._database.trouble, self._clock_trouble)))

    async def open(self) -> None:
        """Create or upgrade the schema; the first call does so too.

        Raises StorageError.
        """
        await self._database.open()

    async def aclose(self) -> None:
        await self._database.aclose()

    # --- for one owner ---

    async def begin(self, owner: str, *, site: str = "", conversation_id: str = "") -> str:
        """Start or continue a conversation and return its id.

        An id of the owner's is continued. Raises UnknownConversationError when the id is somebody else's.
        """
        made = conversation_id or secrets.token_urlsafe(16)
        row = {"id": made, "owner": owner, "site": site, "now": self._clock()}
        (n_made,) = await self._database.write(Change(queries.BEGIN, row))
        if not n_made and not await self._database.read(queries.IS_OWNERS, id=made, owner=owner):
            raise UnknownConversationError
        return made

    async def history(self, conversation_id: str, owner: str) -> tuple[Turn, ...]:
        """The last turns, oldest first. Raises UnknownConversationError."""
        rows = await self._database.read(
            queries.HISTORY, id=storable(conversation_id), owner=owner, n_turns=LIMIT_TURNS
        )
        if not rows:
            raise UnknownConversationError
        return tuple(turn for row in reversed(rows) if row.question is not None for turn in _as_turns(row))

    async def keep(self, conversation_id: str, owner: str, answer: Answer, *, out: AnswerOut | None = None) -> bool:
        """Add a question with its answer; False if the conversation is gone.

        Turns before its newest ``LIMIT_KEPT_TURNS`` are dropped.
        ``out`` is the answer's JSON with relative links, if the caller has it already.
        """
        now, out = self._clock(), out or answer_out(answer)
        touch = Change(queries.TOUCH, {"id": storable(conversation_id), "owner": owner, "now": now}, is_needed=True)
        row = {
            "id": answer.id,
            "conversation_id": conversation_id,
            "asked_at": now,
            "question": storable(answer.question.text),
            "guide": answer.question.guide_id or "",
            "status": answer.status.value,
            "answer": storable(out.answer),
            "record": out.model_dump_json(),
        }
        trim = Change(queries.TRIM, {"id": conversation_id, "n_kept": LIMIT_KEPT_TURNS})
        return len(await self._database.write(touch, Change(queries.KEEP, row), trim)) == 3

    async def rate(self, answer_id: str, owner: str, rating: Rating) -> None:
        """Store the owner's rating of an answer, replacing an earlier one.

        Raises UnknownAnswerError.
        """
        change = {
            "id": storable(answer_id),
            "owner": owner,
            "rating": rating.rating,
            "reason": rating.reason,
            "comment": storable(rating.comment),
            "now": self._clock(),
        }
        (n_rated,) = await self._database.write(Change(queries.RATE, change))
        if not n_rated:
            raise UnknownAnswerError

    async def answer(self, answer_id: str, owner: str) -> dict[str, Any] | None:
        """The JSON of an owner's stored answer; None if there is none."""
        rows = await self._database.read(queries.ANSWER, id=storable(answer_id), owner=owner)
        return dict(json.loads(rows[0].record)) if rows else None

    async def read(self, conversation_id: str, owner: str, *, before: str = "") -> KeptConversation:
        """A conversation with its newest turns, oldest first.

        They are those before the answer with the id ``before``, if it is given, and as many as ``LIMIT_READ_TURNS`` and
        ``LIMIT_READ_BYTES`` allow, at least one. Raises UnknownConversationError and UnknownAnswerError.
        """
        made, below = storable(conversation_id), NO_KEY
        rows = await self._database.read(queries.CONVERSATION, id=made, owner=owner, title_chars=MAX_TITLE_CHARS)
        if not rows:
            raise UnknownConversationError
        if before:
            found = await self._database.read(queries.TURN_KEY, turn=storable(before), id=made)
            if not found:
                raise UnknownAnswerError
            below = found[0].key
        turns, has_older = await self._newest_turns(made, below)
        oldest = str(turns[0].answer["id"]) if has_older else ""
        return replace(_brief(rows[0]), turns=turns, before=oldest)

    async def list(self, owner: str) -> tuple[KeptConversation, ...]:
        """The owner's conversations without turns, the last used first."""
        rows = await self._database.read(queries.LIST, owner=owner, n_listed=LIMIT_LISTED, title_chars=MAX_TITLE_CHARS)
        return tuple(map(_brief, rows))

    async def delete(self, conversation_id: str, owner: str) -> None:
        """Delete one conversation. Raises UnknownConversationError."""
        if not await self._delete(queries.DELETE, id=storable(conversation_id), owner=owner):
            raise UnknownConversationError

    async def delete_all(self, owner: str) -> int:
        """Delete all of an owner's conversations and return their number."""
        return await self._delete(queries.DELETE_ALL, owner=owner)

    # --- for the operator ---

    async def purge(self, keep_days: float) -> int:
        """Delete conversations unused for ``keep_days``, and expired notes.

        A clock that is days ahead of all that was seen before is not believed at once. Returns the number of
        conversations.
        """
        now = await self._believed_time()
        await self.notes.purge(now)
        return await self._delete(queries.PURGE, before=now - keep_days * DAY_S)

    async def _believed_time(self) -> float:
        """The time to purge by, remembered for the next purge.

        After a leap it is the time last seen, and from then on a day more for each hour, however many processes look:
        a wrong clock has deleted nothing when it is noticed, and what was stopped for months catches up within days.
        """
        now, (seen, looked_at) = self._clock(), await self._last_seen()
        leap = seen is not None and now - seen > LEAP_S
        believed = now
        if leap and seen is not None:
            since_s = now - looked_at
            believed = min(now, seen + (min(CATCH_UP * since_s, DAY_S) if 0 <= since_s <= LEAP_S else 0.0))
        self._clock_trouble = ""
        if leap:
            days = (now - believed) / DAY_S
            self._clock_trouble = (
                f"The clock is {days:.0f} days ahead of when conversations were last looked after, so old ones are"
                " deleted a day's worth each hour; set the clock if it is wrong."
            )
            log.warning("%s", self._clock_trouble)
        await self._database.write(Change(queries.PUT_KEY, {"name": SEEN, "value": f"{believed!r} {now!r}"}))
        return believed

    async def _last_seen(self) -> tuple[float | None, float]:
        """The time believed at the last purge and what the clock said; before one, of the newest earlier conversation.

        None: never.
        """
        told = await self._database.read(queries.KEY, name=SEEN)
        if told:
            believed, _, looked_at = told[0].value.partition(" ")
            return float(believed), float(looked_at or believed)
        newest = (await self._database.read(queries.NEWEST, before=self._started))[0].newest
        return (None, 0.0) if newest is None else (float(newest), float(newest))

    async def rated_down(self, *, days: float) -> tuple[ReviewItem, ...]:
        """Answers rated down within the last days, newest first."""
        return await self._review(queries.RATED_DOWN, since=self._clock() - days * DAY_S)

    async def unanswered(self, status: str = Status.NOT_IN_GUIDE.value, *, days: float) -> tuple[ReviewItem, ...]:
        """Questions of this status within the last days, newest first."""
        return await self._review(queries.OF_STATUS, status=status, since=self._clock() - days * DAY_S)

    async def cited_versions(self) -> frozenset[tuple[str, str]]:
        """The versions of guides that stored answers cite, as (guide id, version)."""
        cited: set[tuple[str, str]] = set()
        after = -1
        while rows := await self._database.read(queries.RECORDS, after=after, n_rows=RECORDS_AT_ONCE):
            after = rows[-1].key
            for row in rows:
                cited.update((one["guide"], one["version"]) for one in json.loads(row.record).get("citations", ()))
        return frozenset(cited)

    async def key(self, name: str) -> bytes:
        """32 random bytes by name, created once.

        They are the same for every process sharing the database, and read again when another takes its place.
        """
        epoch = self._database.epoch
        held_in, held = self._keys.get(name, (-1, b""))
        if held_in != epoch:
            held = await self._read_key(name, held)
            self._keys[name] = (epoch, held)
        return held

    # --- internals ---

    async def _newest_turns(self, conversation_id: str, below: int) -> tuple[tuple[KeptTurn, ...], bool]:
        """The newest turns within the limits, oldest first, and whether there are older ones."""
        turns: list[KeptTurn] = []
        n_bytes = 0
        while rows := await self._database.read(queries.TURNS, id=conversation_id, below=below, n_rows=TURNS_AT_ONCE):
            for row in rows:
                n_bytes += len(row.record.encode()) + len((row.comment or "").encode())
                if turns and (len(turns) == LIMIT_READ_TURNS or n_bytes > LIMIT_READ_BYTES):
                    return tuple(reversed(turns)), True
                turns.append(KeptTurn(row.asked_at, dict(json.loads(row.record)), _rating(row)))
            below = rows[-1].key
        return tuple(reversed(turns)), False

    async def _read_key(self, name: str, held: bytes) -> bytes:
        """The key in the database; one without it gets the key that was held, or a new one."""
        rows = await self._database.read(queries.KEY, name=name)
        if not rows:
            await self._database.write(
                Change(queries.MAKE_KEY, {"name": name, "value": held.hex() or secrets.token_hex(32)})
            )
            rows = await self._database.read(queries.KEY, name=name)
        return bytes.fromhex(rows[0].value)

    async def _delete(self, which: queries.Deletion, **values: Any) -> int:
        _, n_deleted = await self._database.write(Change(which.turns, values), Change(which.conversations, values))
        if n_deleted:
            await self._database.forget()
        return n_deleted

    async def _review(self, query: str, **values: Any) -> tuple[ReviewItem, ...]:
        reviewed = []
        for row in await self._database.read(query, **values):
            before = await self._database.read(
                queries.EARLIER, conversation_id=row.conversation_id, key=row.key, n_turns=LIMIT_TURNS
            )
            reviewed.append(
                ReviewItem(
                    answer_id=row.id,
                    asked_at=row.asked_at,
                    question=row.question,
                    guide_id=row.guide,
                    status=row.status,
                    answer=dict(json.loads(row.record)),
                    earlier=tuple(turn for one in reversed(before) for turn in _as_turns(one)),
                    rating=_rating(row),
                )
            )
        return tuple(reviewed)


def storable(text: str) -> str:
    """The text without NUL, the one character PostgreSQL cannot store."""
    return text.replace("\0", "\ufffd")


def _brief(row: Any) -> KeptConversation:
    """A row of a conversation, without its turns."""
    return KeptConversation(row.id, row.started_at, row.updated_at, row.n_turns, row.title or "")


def _as_turns(row: Any) -> tuple[Turn, Turn]:
    """A stored question and its answer, with the offered choices."""
    offered = json.loads(row.record).get("choices", ()) if row.status == Status.CLARIFY.value else ()
    choices = tuple(Choice(one["question"], one["guide"]) for one in offered)
    return Turn("user", row.question), Turn("assistant", row.answer, choices)


def _rating(row: Any) -> Rating | None:
    return Rating(row.rating, row.reason or "", row.comment or "") if row.rating else None
