"""Ratings of answers."""

import sqlalchemy as sql
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("turns", sql.Column("rating", sql.Text))
    op.add_column("turns", sql.Column("reason", sql.Text))
    op.add_column("turns", sql.Column("comment", sql.Text))
    op.add_column("turns", sql.Column("rated_at", sql.Double))
    op.create_index("turns_by_rating", "turns", ["rating"])
