"""Feedback that both sides read at once, self-ratings, warm introductions, and half time falling due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_KINDS = (
    "checkin",
    "checkin_reminder",
    "icebreaker",
    "agreement",
    "agreement_reminder",
    "meeting_reminder",
    "half_time",
    "feedback_closes",
    "signup_ends",
    "round_ends",
)


def upgrade() -> None:
    _feedback()
    _ratings()
    _introductions()
    words = ", ".join(f"'{kind}'" for kind in _KINDS)
    with op.batch_alter_table("due", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_constraint(op.f("ck_due_kind"), type_="check")
        table.create_check_constraint(op.f("ck_due_kind"), f"kind IN ({words})")


def _feedback() -> None:
    op.create_table(
        "feedback_window",
        _one_of("partnership_id", "partnership"),
        _stage(),
        _moment("closes_at"),
        _moment("released_at", optional=True),
        sa.PrimaryKeyConstraint("partnership_id", "stage"),
    )
    op.create_table(
        "feedback",
        _one_of("partnership_id", "partnership"),
        _one_of("member_id", "member"),
        _stage(),
        sa.Column("keep", sa.String(), nullable=False),
        sa.Column("attempt", sa.String(), nullable=False),
        _moment("written_at"),
        sa.PrimaryKeyConstraint("partnership_id", "member_id", "stage"),
    )
    op.create_index("ix_feedback_member_id", "feedback", ["member_id"])


def _ratings() -> None:
    op.create_table(
        "self_rating",
        _one_of("partnership_id", "partnership"),
        _one_of("member_id", "member"),
        _stage(),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("partnership_id", "member_id", "stage"),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name="level"),
    )
    op.create_index("ix_self_rating_member_id", "self_rating", ["member_id"])


def _introductions() -> None:
    op.create_table(
        "warm_introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        _one_of("giver_id", "member"),
        _one_of("partner_id", "member"),
        _one_of("target_id", "member"),
        sa.Column("partner_says", sa.Boolean(), nullable=True),
        sa.Column("target_says", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("giver_id", "partner_id", "target_id"),
        sqlite_autoincrement=True,
    )
    for who in ("partner", "target"):
        op.create_index(f"ix_warm_introduction_{who}_id", "warm_introduction", [f"{who}_id"])


def _stage() -> sa.Column[str]:
    kind = sa.Enum(
        "start", "middle", "end", name="stage", native_enum=False, create_constraint=True, length=32
    )
    return sa.Column("stage", kind, nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _one_of(name: str, table: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=False)
