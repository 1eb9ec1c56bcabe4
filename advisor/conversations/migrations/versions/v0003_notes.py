"""Named notes of the server."""

import sqlalchemy as sql
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "notes",
        sql.Column("name", sql.Text, primary_key=True),
        sql.Column("value", sql.Text, nullable=False),
        sql.Column("until", sql.Double),
    )
    op.create_index("notes_by_end", "notes", ["until"])
