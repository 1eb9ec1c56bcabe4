"""The tables as the newest migration leaves them."""

import sqlalchemy as sql

metadata = sql.MetaData()

conversations = sql.Table(
    "conversations",
    metadata,
    sql.Column("id", sql.Text, primary_key=True),
    sql.Column("owner", sql.Text, nullable=False),
    sql.Column("site", sql.Text, nullable=False),
    sql.Column("started_at", sql.Double, nullable=False),
    sql.Column("updated_at", sql.Double, nullable=False),
    sql.Index("conversations_by_owner", "owner"),
    sql.Index("conversations_by_use", "updated_at"),
)

turns = sql.Table(
    "turns",
    metadata,
    sql.Column("key", sql.Integer, primary_key=True, autoincrement=True),
    sql.Column("id", sql.Text, nullable=False, unique=True),
    sql.Column("conversation_id", sql.Text, sql.ForeignKey("conversations.id"), nullable=False),
    sql.Column("asked_at", sql.Double, nullable=False),
    sql.Column("question", sql.Text, nullable=False),
    sql.Column("guide", sql.Text, nullable=False),
    sql.Column("status", sql.Text, nullable=False),
    sql.Column("answer", sql.Text, nullable=False),
    sql.Column("record", sql.Text, nullable=False),
    sql.Column("rating", sql.Text),
    sql.Column("reason", sql.Text),
    sql.Column("comment", sql.Text),
    sql.Column("rated_at", sql.Double),
    sql.Index("turns_by_conversation", "conversation_id"),
    sql.Index("turns_by_status", "status"),
    sql.Index("turns_by_rating", "rating"),
)

keys = sql.Table(
    "keys",
    metadata,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
