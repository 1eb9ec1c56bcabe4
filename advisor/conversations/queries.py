"""SQL statements shared by SQLite and PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deletion:
    """Statements deleting turns, then their conversations."""

    turns: str
    conversations: str


def _deletion(which: str) -> Deletion:
    found = f"SELECT id FROM conversations WHERE {which}"
    return Deletion(f"DELETE FROM turns WHERE conversation_id IN ({found})", f"DELETE FROM conversations WHERE {which}")


MINE = "id = :id AND owner = :owner"

BEGIN = """
    INSERT INTO conversations (id, owner, site, started_at, updated_at) VALUES (:id, :owner, :site, :now, :now)
    ON CONFLICT (id) DO NOTHING
"""
IS_OWNERS = f"SELECT id FROM conversations WHERE {MINE}"
HISTORY = """
    SELECT turns.question, turns.answer, turns.status, turns.record FROM conversations
    LEFT JOIN turns ON turns.conversation_id = conversations.id
    WHERE conversations.id = :id AND conversations.owner = :owner
    ORDER BY turns.key DESC LIMIT :n_turns
"""
TOUCH = f"UPDATE conversations SET updated_at = :now WHERE {MINE}"
KEEP = """
    INSERT INTO turns (id, conversation_id, asked_at, question, guide, status, answer, record)
    VALUES (:id, :conversation_id, :asked_at, :question, :guide, :status, :answer, :record)
"""
TRIM = """
    DELETE FROM turns WHERE conversation_id = :id AND key <= (
        SELECT key FROM turns WHERE conversation_id = :id ORDER BY key DESC LIMIT 1 OFFSET CAST(:n_kept AS INTEGER)
    )
"""
RATE = """
    UPDATE turns SET rating = :rating, reason = :reason, comment = :comment, rated_at = :now
    WHERE id = :id AND conversation_id IN (SELECT id FROM conversations WHERE owner = :owner)
"""
ANSWER = """
    SELECT record FROM turns
    WHERE id = :id AND conversation_id IN (SELECT id FROM conversations WHERE owner = :owner)
"""
BRIEF = """
    SELECT id, started_at, updated_at,
        (SELECT count(*) FROM turns WHERE conversation_id = conversations.id) AS n_turns,
        (SELECT substr(question, 1, CAST(:title_chars AS INTEGER)) FROM turns
         WHERE conversation_id = conversations.id ORDER BY key LIMIT 1) AS title
    FROM conversations
"""
CONVERSATION = f"{BRIEF} WHERE {MINE}"
LIST = f"{BRIEF} WHERE owner = :owner ORDER BY updated_at DESC, id LIMIT :n_listed"
TURN_KEY = "SELECT key FROM turns WHERE id = :turn AND conversation_id = :id"
TURNS = """
    SELECT key, asked_at, record, rating, reason, comment FROM turns
    WHERE conversation_id = :id AND key < CAST(:below AS BIGINT) ORDER BY key DESC LIMIT :n_rows
"""
DELETE = _deletion(MINE)
DELETE_ALL = _deletion("owner = :owner")
PURGE = _deletion("updated_at < :before")
RECORDS = "SELECT key, record FROM turns WHERE key > :after ORDER BY key LIMIT :n_rows"
NEWEST = "SELECT max(updated_at) AS newest FROM conversations WHERE updated_at < :before"
RATED_DOWN = "SELECT * FROM turns WHERE rating = 'down' AND rated_at >= :since ORDER BY key DESC"
OF_STATUS = "SELECT * FROM turns WHERE status = :status AND asked_at >= :since ORDER BY key DESC"
EARLIER = """
    SELECT question, answer, status, record FROM turns WHERE conversation_id = :conversation_id AND key < :key
    ORDER BY key DESC LIMIT :n_turns
"""
KEY = "SELECT value FROM keys WHERE name = :name"
ALL_KEYS = "SELECT name, value FROM keys"
MAKE_KEY = "INSERT INTO keys (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING"
PUT_KEY = """
    INSERT INTO keys (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
NOTE = "SELECT value FROM notes WHERE name = :name AND (until IS NULL OR until > :now)"
PUT_NOTE = """
    INSERT INTO notes (name, value) VALUES (:name, :value)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, until = NULL
"""
ADD_NOTE = "INSERT INTO notes (name, value, until) VALUES (:name, '', :until) ON CONFLICT (name) DO NOTHING"
ADD_TO_NOTE = """
    INSERT INTO notes (name, value, until) VALUES (:name, :value, :until)
    ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(notes.value AS BIGINT) + CAST(:n AS BIGINT) AS TEXT)
"""
ADD_WITHIN_NOTE = f"{ADD_TO_NOTE} WHERE CAST(notes.value AS BIGINT) + CAST(:n AS BIGINT) <= CAST(:most AS BIGINT)"
DROP_NOTE = "DELETE FROM notes WHERE name = :name"
DROP_STALE_NOTE = "DELETE FROM notes WHERE name = :name AND until <= :now"
PURGE_NOTES = "DELETE FROM notes WHERE until <= :now"


@dataclass(frozen=True, slots=True)
class Change:
    """One statement of a transaction.

    If it affects no row and ``is_needed``, the remaining statements are skipped.
    """

    statement: str
    values: Mapping[str, object]
    is_needed: bool = False
