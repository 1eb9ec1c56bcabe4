"""The database: made, upgraded with nothing lost, and refused in one plain sentence."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sql
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from advisor.conversations import Conversations
from advisor.conversations.database import build_database
from advisor.conversations.postgres import database_url
from advisor.conversations.schema_upgrade import MIGRATIONS, REVISIONS
from advisor.conversations.sqlite import FILE_NAME, PRAGMAS, SqliteFile
from advisor.errors import SettingsError, StorageError
from tests.advisor.conversations.made import answer, use

ME = "owner-me"


def alembic_config(connection: sql.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def test_every_migration_is_known_to_the_program() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS)).walk_revisions()
    assert tuple(script.revision for script in scripts)[::-1] == REVISIONS


def test_an_older_database_is_brought_up_to_date_with_what_it_holds(data_dir: Path) -> None:
    data_dir.mkdir()
    engine = sql.create_engine(f"sqlite:///{data_dir / FILE_NAME}")
    with engine.begin() as db:
        command.upgrade(alembic_config(db), "0001")
        db.execute(sql.text("INSERT INTO conversations VALUES ('c1', 'owner-me', '', 1.0, 1.0)"))
        db.execute(
            sql.text(
                "INSERT INTO turns (id, conversation_id, asked_at, question, guide, status, answer, record)"
                " VALUES ('a1', 'c1', 1.0, 'Old?', '', 'answered', 'Yes.', '{}')"
            )
        )
    engine.dispose()
    turns = use(data_dir, "", lambda kept: kept.history("c1", ME))
    assert [turn.content for turn in turns] == ["Old?", "Yes."]
    assert use(data_dir, "", lambda kept: kept.keep("c1", ME, answer("a2")))


def test_processes_that_start_together_make_one_schema(data_dir: Path, database_url: str) -> None:
    async def together() -> None:
        stores = [Conversations(build_database(data_dir, database_url)) for _ in range(6)]
        await asyncio.gather(*(kept.open() for kept in stores))
        made = await stores[0].begin(ME)
        assert await stores[5].history(made, ME) == ()
        for kept in stores:
            await kept.aclose()

    asyncio.run(together())


def refusal(data_dir: Path, url: str = "") -> str:
    with pytest.raises(StorageError) as caught:
        use(data_dir, url, lambda kept: kept.begin(ME))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_database_of_a_newer_program_is_left_alone(data_dir: Path) -> None:
    use(data_dir, "", lambda kept: kept.begin(ME))
    with sqlite3.connect(data_dir / FILE_NAME) as db:
        db.execute("UPDATE alembic_version SET version_num = '0999'")
    db.close()
    assert "newer version of career-advisor (schema 0999" in refusal(data_dir)


def test_a_damaged_file_is_called_that(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / FILE_NAME).write_bytes(b"no database at all" * 100)
    assert f"{data_dir / FILE_NAME} is damaged" in refusal(data_dir)


def test_a_database_that_is_not_there_is_said_without_its_password(data_dir: Path) -> None:
    sentence = refusal(data_dir, "postgresql://me:s3cret@127.0.0.1:1/career")
    assert "s3cret" not in sentence
    assert "127.0.0.1" in sentence


@pytest.mark.parametrize("url", ["nonsense", "mysql://me@host/db", "sqlite:///x.db", "postgresql+psycopg2://h/d"])
def test_an_address_of_something_else_is_refused_by_the_setting_s_name(url: str) -> None:
    with pytest.raises(SettingsError, match="ADVISOR_DATABASE_URL"):
        database_url(url)


NO_ROOM = "max_page_count = 1"  # not a page more may be taken: SQLite's own "database or disk is full"


def test_a_full_disk_is_told_and_what_was_kept_stays(data_dir: Path) -> None:
    async def fill(kept: Conversations) -> str:
        made = await kept.begin(ME)
        await kept.keep(made, ME, answer("a1"))
        return made

    made = use(data_dir, "", fill)

    async def no_room() -> None:
        kept = Conversations(SqliteFile(data_dir, pragmas=(*PRAGMAS, NO_ROOM)))
        with pytest.raises(StorageError, match="The disk is full or failing"):
            await kept.keep(made, ME, answer("a2", "x" * 100_000))
        await kept.aclose()

    asyncio.run(no_room())
    assert len(use(data_dir, "", lambda kept: kept.history(made, ME))) == 2
