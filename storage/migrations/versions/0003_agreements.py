"""Agreements, meetings that move and are cancelled, and what more falls due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBERED = {"sqlite_autoincrement": True}
_STANDING = sa.text("cancelled_at IS NULL")
_KINDS = (
    "checkin",
    "checkin_reminder",
    "icebreaker",
    "agreement",
    "agreement_reminder",
    "meeting_reminder",
    "signup_ends",
    "round_ends",
)


def upgrade() -> None:
    _agreements()
    _meetings()
    words = ", ".join(f"'{kind}'" for kind in _KINDS)
    with op.batch_alter_table("due", table_kwargs=_NUMBERED) as table:
        table.drop_constraint(op.f("ck_due_kind"), type_="check")
        table.create_check_constraint(op.f("ck_due_kind"), f"kind IN ({words})")


def _agreements() -> None:
    op.create_table(
        "agreement",
        _one_of("partnership_id", "partnership"),
        _word("rhythm", "twice", "weekly", "fortnightly"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _word("notice", "day_before", "hours_before", "a_word"),
        _word("confidence", "everything", "personal", "ask_first"),
        sa.Column("version", sa.Integer(), nullable=False),
        _one_of("proposed_by", "member", optional=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("partnership_id"),
    )
    op.create_table(
        "agreed",
        _one_of("partnership_id", "partnership"),
        _one_of("member_id", "member"),
        sa.PrimaryKeyConstraint("partnership_id", "member_id"),
    )
    op.create_index("ix_agreed_member_id", "agreed", ["member_id"])


def _meetings() -> None:
    with op.batch_alter_table("meeting", table_kwargs=_NUMBERED) as table:
        table.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default="60"))
        table.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_constraint(op.f("uq_meeting_partnership_id_at"), type_="unique")
    with op.batch_alter_table("meeting", table_kwargs=_NUMBERED) as table:
        table.alter_column("minutes", server_default=None)
        table.alter_column("sequence", server_default=None)
    op.create_index(
        "uq_meeting_standing",
        "meeting",
        ["partnership_id", "at"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def _one_of(name: str, table: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=optional)


def _word(name: str, *words: str) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)
