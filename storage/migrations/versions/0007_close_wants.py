"""Wants that a related skill meets too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("want") as table:
        table.add_column(sa.Column("close", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("want") as table:
        table.alter_column("close", server_default=None)
