"""Schema revisions, and upgrades through SQLAlchemy and Alembic."""

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import StorageError

# Both are imported for an upgrade only, which makes the server start 0.2 s faster.
if TYPE_CHECKING:
    import sqlalchemy as sql

MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = ("0001", "0002", "0003")  # oldest first
REVISION = "SELECT version_num FROM alembic_version"
UPGRADE_LOCK = 5_206_611  # advisory lock in PostgreSQL, so that concurrent processes upgrade one after the other


def check_revision(revision: str | None, name: str) -> str | None:
    """The revision itself. Raises StorageError for one of a newer program.

    ``name`` is the database's, for the message.
    """
    if revision is not None and revision not in REVISIONS:
        raise StorageError(
            f"{name} was written by a newer version of career-advisor (schema {revision}, this one knows"
            f" {REVISIONS[-1]}); upgrade the program or use another database."
        )
    return revision


def revision_of(connection: "sql.Connection", name: str) -> str | None:
    """The schema revision; None for an empty database.

    Raises StorageError for an unknown revision.
    """
    import sqlalchemy as sql

    tables = sql.inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if "conversations" in tables:
            raise StorageError(f"{name} has other tables of these names; use a database of its own.")
        return None
    return check_revision(connection.scalar(sql.text(REVISION)), name)


def upgrade(connection: "sql.Connection", name: str) -> None:
    """Run the missing migrations, all or nothing.

    A lock makes concurrent processes upgrade one after the other. Raises StorageError.
    """
    from alembic import command
    from alembic.config import Config

    connection.rollback()  # discard reads made before the lock
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if revision_of(connection, name) == REVISIONS[-1]:
        connection.rollback()
        return
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
