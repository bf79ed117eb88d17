"""What was learned of each lane, and letters found by lane."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lane",
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column(
            "to_kind",
            sa.Enum(
                "member",
                "space",
                "channel",
                name="to_kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("refused_at", sa.Float(), nullable=True),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("community_id", "to_kind"),
    )
    op.drop_index("ix_letter_state_community_id_priority_next_at", table_name="letter")
    columns = ["state", "community_id", "to_kind", "priority", "next_at"]
    op.create_index(f"ix_letter_{'_'.join(columns)}", "letter", columns)
