"""The first tables. Constraints get their names from the convention in `storage.tables.base`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NOT_OVER = "state NOT IN ('cancelled', 'closed')"


def upgrade() -> None:
    _communities()
    _people()
    _where_people_take_part()
    _skills()
    _rounds()
    _partnerships()
    _what_partners_teach_and_when_they_meet()
    _feedback()
    _schedule()
    _letters()
    _desk()


def _communities() -> None:
    op.create_table(
        "community",
        _number(),
        _word("platform", "slack", "discord", "playground", "console"),
        _text("external_id"),
        _text("name"),
        _text("language"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("platform", "external_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "programme",
        _number(),
        _one_of("community_id", "community"),
        _text("channel"),
        _text("name"),
        _json("settings"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "channel"),
        sqlite_autoincrement=True,
    )


def _people() -> None:
    op.create_table(
        "member",
        _number(),
        _one_of("community_id", "community"),
        _text("name"),
        _text("zone"),
        sa.Column("zone_known", sa.Boolean(), nullable=False),
        _text("language"),
        _json("languages"),
        _json("hours"),
        _count("capacity"),
        sa.Column("circles", sa.Boolean(), nullable=False),
        _text("bio"),
        _moment("joined_at", optional=True),
        _moment("paused_until", optional=True),
        _moment("left_at", optional=True),
        sa.Column("unreachable", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("capacity >= 0", name="capacity"),
        sqlite_autoincrement=True,
    )
    _index("member", "community_id")
    op.create_table(
        "address",
        _number(),
        _one_of("community_id", "community"),
        _text("external_id"),
        _one_of("member_id", "member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "external_id"),
        sqlite_autoincrement=True,
    )
    _index("address", "member_id")


def _where_people_take_part() -> None:
    for table in ("organiser", "membership"):
        op.create_table(
            table,
            _one_of("programme_id", "programme", ondelete="CASCADE"),
            _one_of("member_id", "member", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("programme_id", "member_id"),
        )
        _index(table, "member_id")
    op.create_table(
        "avoidance",
        _one_of("member_id", "member", ondelete="CASCADE"),
        _one_of("other_id", "member", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "other_id"),
        sa.CheckConstraint("member_id <> other_id", name="somebody_else"),
    )
    _index("avoidance", "other_id")


def _skills() -> None:
    op.create_table(
        "skill",
        _number(),
        _one_of("community_id", "community"),
        _text("key"),
        _text("name"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "offer",
        _one_of("member_id", "member", ondelete="CASCADE"),
        _one_of("skill_id", "skill"),
        _count("level"),
        sa.PrimaryKeyConstraint("member_id", "skill_id"),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="level"),
    )
    _index("offer", "skill_id")
    op.create_table(
        "want",
        _one_of("member_id", "member", ondelete="CASCADE"),
        _one_of("skill_id", "skill"),
        _count("level"),
        _text("goal"),
        _count("priority"),
        sa.PrimaryKeyConstraint("member_id", "skill_id"),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        sa.CheckConstraint("priority >= 1", name="priority"),
    )
    _index("want", "skill_id")


def _rounds() -> None:
    op.create_table(
        "round",
        _number(),
        _one_of("programme_id", "programme"),
        _count("number"),
        _word("state", "open", "proposed", "running", "closed", "cancelled"),
        _count("weeks"),
        _moment("opened_at"),
        _moment("signup_until"),
        _moment("started_at", optional=True),
        _moment("ended_at", optional=True),
        _count("version"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("programme_id", "number"),
        sa.CheckConstraint("weeks > 0", name="weeks"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_round_one_at_a_time",
        "round",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text(_NOT_OVER),
        postgresql_where=sa.text(_NOT_OVER),
    )
    op.create_table(
        "enrolment",
        _one_of("round_id", "round"),
        _one_of("member_id", "member"),
        sa.Column("taking_part", sa.Boolean(), nullable=False),
        _moment("answered_at"),
        sa.Column("placed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("round_id", "member_id"),
    )
    _index("enrolment", "member_id")
    op.create_table(
        "proposal",
        _one_of("round_id", "round"),
        _text("problem"),
        _text("result"),
        sa.PrimaryKeyConstraint("round_id"),
    )


def _partnerships() -> None:
    op.create_table(
        "partnership",
        _number(),
        _one_of("programme_id", "programme"),
        _one_of("round_id", "round"),
        _word("kind", "pair", "circle", "one_way"),
        _one_of("starter_id", "member"),
        _moment("started_at"),
        _moment("ends_at"),
        _json("shared"),
        _json("languages"),
        _moment("ended_at", optional=True),
        _count("version"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("partnership", "programme_id", "started_at")
    _index("partnership", "round_id")
    op.create_table(
        "partner",
        _one_of("partnership_id", "partnership"),
        _one_of("member_id", "member"),
        _count("position"),
        _text("goal", optional=True),
        sa.PrimaryKeyConstraint("partnership_id", "member_id"),
    )
    _index("partner", "member_id")


def _what_partners_teach_and_when_they_meet() -> None:
    op.create_table(
        "lesson",
        _one_of("partnership_id", "partnership"),
        _count("position"),
        _one_of("teacher_id", "member"),
        _one_of("learner_id", "member"),
        _text("skill"),
        _text("goal"),
        _text("via"),
        sa.PrimaryKeyConstraint("partnership_id", "position"),
        sa.CheckConstraint("teacher_id <> learner_id", name="two_people"),
    )
    op.create_table(
        "meeting",
        _number(),
        _one_of("partnership_id", "partnership"),
        _moment("at"),
        _one_of("chosen_by", "member"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership_id", "at"),
        sqlite_autoincrement=True,
    )


def _feedback() -> None:
    op.create_table(
        "checkin",
        _number(),
        _one_of("partnership_id", "partnership"),
        _one_of("member_id", "member"),
        sa.Column("day", sa.Date(), nullable=False),
        _word("answer", "met", "planned", "not_yet", "help", optional=True),
        _word("direction", "taught", "learned", "both", optional=True),
        _count("usefulness", optional=True),
        _text("note"),
        _word("audience", "me", "organisers", "partner"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("partnership_id", "member_id", "day"),
        sa.CheckConstraint("usefulness BETWEEN 1 AND 5", name="usefulness"),
        sqlite_autoincrement=True,
    )
    _index("checkin", "member_id", "day")
    op.create_table(
        "look_back",
        _one_of("partnership_id", "partnership"),
        _one_of("member_id", "member"),
        _text("learned"),
        _text("taught"),
        _text("change"),
        _text("thanks"),
        _text("next_step"),
        _moment("written_at"),
        sa.PrimaryKeyConstraint("partnership_id", "member_id"),
    )
    _index("look_back", "member_id")


def _schedule() -> None:
    kinds = ("checkin", "checkin_reminder", "icebreaker", "meeting_reminder", "signup_ends", "round_ends")
    op.create_table(
        "due",
        _number(),
        _word("kind", *kinds),
        _count("subject"),
        _count("member"),
        _moment("next_at"),
        _count("weekday", optional=True),
        sa.Column("at", sa.Time(), nullable=True),
        _text("zone", optional=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "subject", "member"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sqlite_autoincrement=True,
    )
    _index("due", "next_at")


def _letters() -> None:
    op.create_table(
        "letter",
        _number(),
        _key(),
        _one_of("community_id", "community"),
        _word("kind", "introduction", "notice", "checkin", "signup", "announcement"),
        _count("priority"),
        _word("to_kind", "member", "space", "channel"),
        _count("to_id"),
        _json("card", optional=True),
        _moment("not_before"),
        _moment("stale_after", optional=True),
        _one_of("partnership_id", "partnership", optional=True),
        sa.Column("even_if_away", sa.Boolean(), nullable=False),
        _word("state", "ready", "sending", "sent", "unknown", "dead", "dropped"),
        _moment("next_at"),
        _text("owner", optional=True),
        _moment("lease_until", optional=True),
        _count("attempt"),
        _count("tries"),
        _moment("first_tried_at", optional=True),
        _moment("sent_at", optional=True),
        *(_text(name, optional=True) for name in ("place", "message", "reason")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.CheckConstraint("state <> 'sending' OR lease_until IS NOT NULL", name="leased"),
        sa.CheckConstraint("card IS NOT NULL OR state IN ('sent', 'dropped')", name="has_card"),
        sqlite_autoincrement=True,
    )
    _index("letter", "partnership_id")
    _index("letter", "state", "community_id", "priority", "next_at")
    op.create_table(
        "place",
        _word("to_kind", "member", "space", "channel"),
        _count("to_id"),
        _text("place"),
        sa.PrimaryKeyConstraint("to_kind", "to_id"),
    )


def _desk() -> None:
    op.create_table("inbox", _key(), _moment("seen_at"), sa.PrimaryKeyConstraint("key"))
    _index("inbox", "seen_at")
    op.create_table(
        "draft",
        _number(),
        _one_of("member_id", "member", ondelete="CASCADE"),
        _text("kind"),
        _json("data"),
        _moment("until"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("draft", "member_id")
    _index("draft", "until")
    op.create_table(
        "audit",
        _number(),
        _moment("at"),
        _count("actor"),
        _text("action"),
        _one_of("community_id", "community"),
        _count("subject"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    _index("audit", "community_id")


def _number() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _count(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _key() -> sa.Column[str]:
    by_bytes = sa.String().with_variant(sa.String(collation="C"), "postgresql")
    return sa.Column("key", by_bytes, nullable=False)


def _json(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=optional)


def _moment(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _word(name: str, *words: str, optional: bool = False) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=optional)


def _one_of(name: str, table: str, *, optional: bool = False, ondelete: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=optional)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
