"""The whole server over PostgreSQL, as the tests over SQLite ask it: kept, there after a restart, gone when deleted."""

import asyncio
from pathlib import Path

import asyncpg

from advisor.bootstrap import Parts
from tests.server.made import REMOTE, build_parts, serving, write_tailor
from tests.server.readers import Reader

CANARY = "CANARY-51ce"


def indexed(folder: Path, url: str) -> Parts:
    parts = build_parts(folder / "data", write_tailor(folder / "guides"), database_url=url)
    parts.ingest([])
    return parts


def everything_in(url: str) -> str:
    """The words of every row of every table."""

    async def read() -> str:
        connection = await asyncpg.connect(url)
        tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = [await connection.fetch(f'SELECT * FROM "{table[0]}"') for table in tables]
        await connection.close()
        return str(rows)

    return asyncio.run(read())


def test_a_conversation_is_there_after_a_restart_and_gone_when_deleted(tmp_path: Path, empty_database: str) -> None:
    parts = indexed(tmp_path, empty_database)
    with serving(parts) as live:
        me, you = Reader(live).open(), Reader(live).open()
        first = me.ask(f"{REMOTE} {CANARY}")
        second = me.events("And how long does that take?", conversation_id=first["conversation_id"])[-1].data
        assert second["conversation_id"] == first["conversation_id"]
        assert second["status"] != "clarify"  # as it is met by who does not know what was said before
        rated = {"answer": first["id"], "rating": "down", "comment": CANARY}
        assert me.call("POST", "/api/feedback", rated).status_code == 204
        theirs = you.ask(REMOTE)["conversation_id"]
        assert you.call("GET", f"/api/conversations/{first['conversation_id']}").status_code == 404

    with serving(indexed(tmp_path, empty_database)) as live:
        me, you = Reader(live, token=me.token), Reader(live, secret=you.secret).open()
        path = f"/api/conversations/{first['conversation_id']}"
        turns = me.call("GET", path).json()["turns"]
        assert [turn["answer"]["id"] for turn in turns] == [first["id"], second["id"]]
        assert turns[0]["answer"]["citations"] == first["citations"] != []
        assert turns[0]["feedback"]["comment"] == CANARY
        assert me.resume(second["id"])[-1].data == second
        assert CANARY in everything_in(empty_database)
        assert me.call("DELETE", path).status_code == 204
        assert me.call("GET", path).status_code == 404
        assert me.call("GET", f"/api/chat/{first['id']}").status_code == 404
        assert CANARY not in everything_in(empty_database)
        assert you.call("GET", f"/api/conversations/{theirs}").status_code == 200
    assert not (tmp_path / "data" / "conversations.db").exists()
