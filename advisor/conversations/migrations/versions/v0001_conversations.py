"""Conversations and their turns."""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sql.Column("id", sql.Text, primary_key=True),
        sql.Column("owner", sql.Text, nullable=False),
        sql.Column("site", sql.Text, nullable=False),
        sql.Column("started_at", sql.Double, nullable=False),
        sql.Column("updated_at", sql.Double, nullable=False),
    )
    op.create_index("conversations_by_owner", "conversations", ["owner"])
    op.create_index("conversations_by_use", "conversations", ["updated_at"])
    op.create_table(
        "turns",
        sql.Column("key", sql.Integer, primary_key=True, autoincrement=True),
        sql.Column("id", sql.Text, nullable=False, unique=True),
        sql.Column("conversation_id", sql.Text, sql.ForeignKey("conversations.id"), nullable=False),
        sql.Column("asked_at", sql.Double, nullable=False),
        sql.Column("question", sql.Text, nullable=False),
        sql.Column("guide", sql.Text, nullable=False),
        sql.Column("status", sql.Text, nullable=False),
        sql.Column("answer", sql.Text, nullable=False),
        sql.Column("record", sql.Text, nullable=False),
    )
    op.create_index("turns_by_conversation", "turns", ["conversation_id"])
    op.create_index("turns_by_status", "turns", ["status"])
    op.create_table(
        "keys",
        sql.Column("name", sql.Text, primary_key=True),
        sql.Column("value", sql.Text, nullable=False),
    )
