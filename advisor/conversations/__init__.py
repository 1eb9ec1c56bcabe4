"""Conversations and what readers thought of their answers, kept until their owner or the retention deletes them.

SQLite under the data directory, or any database that ADVISOR_DATABASE_URL names.
"""

import json
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from advisor.conversations.database import Database
from advisor.conversations.tables import conversations, keys, turns
from advisor.domain import Answer, Turn
from advisor.errors import UnknownAnswerError, UnknownConversationError
from advisor.wire import answer_out

LIMIT_TURNS = 25  # of a conversation, handed on as history
LIMIT_LISTED = 200
DAY_S = 86_400.0

Reason = Literal["wrong", "incomplete", "unclear", "other"]


@dataclass(frozen=True, slots=True)
class Rating:
    """What a reader thought of one answer. ``reason`` and ``comment`` may be empty."""

    rating: Literal["up", "down"]
    reason: Reason | Literal[""] = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """One question with its answer as the JSON of every channel; times are seconds since 1970, UTC."""

    asked_at: float
    answer: dict[str, Any]
    rating: Rating | None


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation; ``turns`` is empty where only the list was asked for. ``title`` is its first question."""

    id: str
    started_at: float
    updated_at: float
    n_turns: int
    title: str
    turns: tuple[KeptTurn, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One kept question as those who look after the guides see it: nothing in it tells who asked."""

    answer_id: str
    asked_at: float
    question: str
    guide_id: str
    status: str
    answer: dict[str, Any]
    earlier: tuple[Turn, ...]
    rating: Rating | None


class Conversations:
    """Every call names the owner, and nobody else's rows are ever touched: they are as good as not there.

    Each raises StorageError when the database cannot be read or written.
    """

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    async def open(self) -> None:
        """Make or upgrade the schema; done by the first call too. Raises StorageError."""
        await self._database.open()

    async def aclose(self) -> None:
        await self._database.aclose()

    # --- for one owner ---

    async def begin(self, owner: str, *, site: str = "", conversation_id: str = "") -> str:
        """Start a conversation and return its id; one of that id that is the owner's already goes on.

        Raises UnknownConversationError when the id is somebody else's.
        """
        made = conversation_id or secrets.token_urlsafe(16)
        now = self._clock()
        row = {"id": made, "owner": owner, "site": site, "started_at": now, "updated_at": now}
        try:
            async with self._writing() as db:
                await db.execute(conversations.insert(), row)
        except IntegrityError as error:
            async with self._reading() as db:
                held = await db.scalar(sql.select(conversations.c.owner).where(conversations.c.id == made))
            if held != owner:
                raise UnknownConversationError from error
        return made

    async def history(self, conversation_id: str, owner: str) -> tuple[Turn, ...]:
        """The last turns, oldest first. Raises UnknownConversationError."""
        query = (
            sql.select(turns.c.question, turns.c.answer)
            .select_from(conversations.outerjoin(turns, turns.c.conversation_id == conversations.c.id))
            .where(conversations.c.id == storable(conversation_id), conversations.c.owner == owner)
            .order_by(turns.c.key.desc())
            .limit(LIMIT_TURNS)
        )
        async with self._reading() as db:
            rows = (await db.execute(query)).all()
        if not rows:
            raise UnknownConversationError
        return tuple(turn for row in reversed(rows) if row.question is not None for turn in _as_turns(row))

    async def keep(self, conversation_id: str, owner: str, answer: Answer) -> bool:
        """Add a question with its answer; False when the conversation was deleted meanwhile."""
        now = self._clock()
        touch = (
            conversations.update()
            .where(conversations.c.id == storable(conversation_id), conversations.c.owner == owner)
            .values(updated_at=now)
        )
        row = {
            "id": answer.id,
            "conversation_id": conversation_id,
            "asked_at": now,
            "question": storable(answer.question.text),
            "guide": answer.question.guide_id or "",
            "status": answer.status.value,
            "answer": storable(answer.text),
            "record": answer_out(answer).model_dump_json(),
        }
        async with self._writing() as db:
            if not (await db.execute(touch)).rowcount:
                return False
            await db.execute(turns.insert(), row)
        return True

    async def rate(self, answer_id: str, owner: str, rating: Rating) -> None:
        """Note what the owner thinks of a kept answer, in place of what was noted before.

        Raises UnknownAnswerError.
        """
        change = (
            turns.update()
            .where(turns.c.id == storable(answer_id), turns.c.conversation_id.in_(_ids_of(owner)))
            .values(
                rating=rating.rating, reason=rating.reason, comment=storable(rating.comment), rated_at=self._clock()
            )
        )
        async with self._writing() as db:
            if not (await db.execute(change)).rowcount:
                raise UnknownAnswerError

    async def answer(self, answer_id: str, owner: str) -> dict[str, Any] | None:
        """The JSON of a kept answer; None when there is none of that id for this owner."""
        query = sql.select(turns.c.record).where(
            turns.c.id == storable(answer_id), turns.c.conversation_id.in_(_ids_of(owner))
        )
        async with self._reading() as db:
            record = await db.scalar(query)
        return None if record is None else dict(json.loads(record))

    async def read(self, conversation_id: str, owner: str) -> KeptConversation:
        """All of a conversation. Raises UnknownConversationError."""
        mine = (conversations.c.id == storable(conversation_id), conversations.c.owner == owner)
        async with self._reading() as db:
            held = (await db.execute(sql.select(conversations).where(*mine))).one_or_none()
            if held is None:
                raise UnknownConversationError
            query = turns.select().where(turns.c.conversation_id == held.id).order_by(turns.c.key)
            rows = (await db.execute(query)).all()
        title = rows[0].question if rows else ""
        kept = tuple(KeptTurn(row.asked_at, dict(json.loads(row.record)), _rating(row)) for row in rows)
        return KeptConversation(held.id, held.started_at, held.updated_at, len(rows), title, kept)

    async def list(self, owner: str) -> tuple[KeptConversation, ...]:
        """The owner's conversations without their turns, the last used first."""
        its = turns.c.conversation_id == conversations.c.id
        title = sql.select(turns.c.question).where(its).order_by(turns.c.key).limit(1).scalar_subquery()
        n_turns = sql.select(sql.func.count(turns.c.key)).where(its).scalar_subquery()
        query = (
            sql.select(conversations, n_turns.label("n_turns"), title.label("title"))
            .where(conversations.c.owner == owner)
            .order_by(conversations.c.updated_at.desc(), conversations.c.id)
            .limit(LIMIT_LISTED)
        )
        async with self._reading() as db:
            rows = (await db.execute(query)).all()
        return tuple(KeptConversation(r.id, r.started_at, r.updated_at, r.n_turns, r.title or "") for r in rows)

    async def delete(self, conversation_id: str, owner: str) -> None:
        """Raises UnknownConversationError."""
        if not await self._delete(conversations.c.id == storable(conversation_id), conversations.c.owner == owner):
            raise UnknownConversationError

    async def delete_all(self, owner: str) -> int:
        """Delete what the owner has; returns how many conversations that were."""
        return await self._delete(conversations.c.owner == owner)

    # --- for the operator ---

    async def purge(self, keep_days: float) -> int:
        """Delete conversations unused for longer; returns how many."""
        return await self._delete(conversations.c.updated_at < self._clock() - keep_days * DAY_S)

    async def rated_down(self, *, days: float) -> tuple[Reviewed, ...]:
        """Answers that readers rated down within the last days, the newest first."""
        return await self._review(turns.c.rating == "down", turns.c.rated_at >= self._clock() - days * DAY_S)

    async def unanswered(self, statuses: Sequence[str], *, days: float) -> tuple[Reviewed, ...]:
        """Questions that met one of these statuses within the last days, the newest first."""
        return await self._review(turns.c.status.in_(statuses), turns.c.asked_at >= self._clock() - days * DAY_S)

    async def key(self, name: str) -> bytes:
        """32 random bytes under a name, made once and the same for every process that shares the database."""
        query = sql.select(keys.c.value).where(keys.c.name == name)
        async with self._reading() as db:
            held = await db.scalar(query)
        if held is None:
            try:
                async with self._writing() as db:
                    await db.execute(keys.insert(), {"name": name, "value": secrets.token_hex(32)})
            except IntegrityError:
                pass  # another process was quicker
            async with self._reading() as db:
                held = await db.scalar(query)
        return bytes.fromhex(str(held))

    # --- inside ---

    async def _delete(self, *which: sql.ColumnElement[bool]) -> int:
        async with self._writing() as db:
            found = sql.select(conversations.c.id).where(*which)
            await db.execute(turns.delete().where(turns.c.conversation_id.in_(found)))
            n_deleted = (await db.execute(conversations.delete().where(*which))).rowcount
        if n_deleted:
            await self._database.forget()
        return int(n_deleted)

    async def _review(self, *which: sql.ColumnElement[bool]) -> tuple[Reviewed, ...]:
        query = turns.select().where(*which).order_by(turns.c.key.desc())
        reviewed = []
        async with self._reading() as db:
            for row in (await db.execute(query)).all():
                before = (
                    sql.select(turns.c.question, turns.c.answer)
                    .where(turns.c.conversation_id == row.conversation_id, turns.c.key < row.key)
                    .order_by(turns.c.key.desc())
                    .limit(LIMIT_TURNS)
                )
                earlier = reversed((await db.execute(before)).all())
                reviewed.append(
                    Reviewed(
                        answer_id=row.id,
                        asked_at=row.asked_at,
                        question=row.question,
                        guide_id=row.guide,
                        status=row.status,
                        answer=dict(json.loads(row.record)),
                        earlier=tuple(turn for one in earlier for turn in _as_turns(one)),
                        rating=_rating(row),
                    )
                )
        return tuple(reviewed)

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._database.reading()

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._database.writing()


def storable(text: str) -> str:
    """Without the one character that PostgreSQL has no room for."""
    return text.replace("\0", "\ufffd")


def _ids_of(owner: str) -> sql.Select[tuple[str]]:
    return sql.select(conversations.c.id).where(conversations.c.owner == owner)


def _as_turns(row: Any) -> tuple[Turn, Turn]:
    return Turn("user", row.question), Turn("assistant", row.answer)


def _rating(row: Any) -> Rating | None:
    return Rating(row.rating, row.reason or "", row.comment or "") if row.rating else None
