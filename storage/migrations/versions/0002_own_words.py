"""Each community's own words: rules, votes, and the changes with their way back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rules()
    _votes()
    _changes()
    _moves()


def _rules() -> None:
    op.create_table(
        "skill_rule",
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("kind", _word("kind", "means", "never", "covers"), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("key", "pair_key", "other", "typed", "name")
        ),
        sa.Column("strength", sa.Float(), nullable=False),
        sa.Column("source", _word("source", "organiser", "votes"), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "kind", "key", "pair_key"),
        sa.CheckConstraint("strength >= 0 AND strength <= 0.9", name="strength"),
    )


def _votes() -> None:
    op.create_table(
        "skill_vote",
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("member.id", ondelete="CASCADE"), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "choice", "typed", "name")),
        sa.PrimaryKeyConstraint("member_id", "key"),
    )
    op.create_index("ix_skill_vote_key", "skill_vote", ["key"])


def _changes() -> None:
    kinds = ("merge", "split", "rename", "forbid", "allow", "add", "cover", "import", "learn", "unlearn")
    op.create_table(
        "skill_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), sa.ForeignKey("community.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=False),
        sa.Column("kind", _word("kind", *kinds), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("spellings", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_skill_change_community_id", "skill_change", ["community_id"])


def _moves() -> None:
    op.create_table(
        "skill_move",
        sa.Column("id", sa.Integer(), nullable=False),
        _gone_with("change_id", "skill_change"),
        _gone_with("member_id", "member"),
        sa.Column("verb", sa.String(), nullable=False),
        _gone_with("source_id", "skill"),
        _gone_with("target_id", "skill"),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("target", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("change_id", "member_id", "source_id", "verb"),
        sqlite_autoincrement=True,
    )
    for column in ("member_id", "source_id", "target_id"):
        op.create_index(f"ix_skill_move_{column}", "skill_move", [column])


def _gone_with(name: str, table: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
