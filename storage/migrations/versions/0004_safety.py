"""Safety contacts, reports, removals, erasures; random keys for members; a chained audit log."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keys_of_members()
    _chained_audit()
    _append_only()
    for name in ("safety_contact", "removal"):
        op.create_table(
            name,
            _one_of("programme_id", "programme", ondelete="CASCADE"),
            _one_of("member_id", "member", ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("programme_id", "member_id"),
        )
        op.create_index(f"ix_{name}_member_id", name, ["member_id"])
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        _one_of("member_id", "member", ondelete="CASCADE"),
        _one_of("about_id", "member", ondelete="SET NULL", optional=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        _moment("written_at"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    for column in ("about_id", "member_id", "written_at"):
        op.create_index(f"ix_report_{column}", "report", [column])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        _one_of("community_id", "community"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "salt", "fingerprint")),
        _moment("erased_at"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    for column in ("community_id", "erased_at"):
        op.create_index(f"ix_erasure_{column}", "erasure", [column])


def _keys_of_members() -> None:
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("key", sa.String(), nullable=True))
    member = sa.table("member", sa.column("id", sa.Integer()), sa.column("key", sa.String()))
    connection = op.get_bind()
    for (number,) in connection.execute(sa.select(member.c.id)).all():
        change = sa.update(member).where(member.c.id == number).values(key=secrets.token_hex(8))
        connection.execute(change)
    # A rebuilt table of SQLite forgets that it never gives a number twice, unless it is told.
    with op.batch_alter_table("member", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("key", existing_type=sa.String(), nullable=False)
        table.create_unique_constraint("uq_member_key", ["key"])


def _chained_audit() -> None:
    """Chain the entries that are there: members are known by their keys from now on."""
    connection = op.get_bind()
    old = sa.table(
        "audit", *(sa.column(name) for name in ("id", "at", "actor", "action", "community_id", "subject"))
    )
    member = sa.table("member", sa.column("id"), sa.column("key"))
    keys = {row.id: row.key for row in connection.execute(sa.select(member.c.id, member.c.key))}
    entries = connection.execute(sa.select(*old.c).order_by(old.c.id)).mappings().all()
    op.drop_index("ix_audit_community_id", "audit")
    op.drop_table("audit")
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        _moment("at"),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        _one_of("community_id", "community"),
        sa.Column("subject", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("person", "previous", "digest")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("community_id", "previous"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_community_id", "audit", ["community_id"])
    _append(entries, keys)


def _append(entries: Sequence[sa.RowMapping], keys: dict[int, str]) -> None:
    names = ("at", "actor", "action", "community_id", "subject", "person", "previous", "digest")
    new = sa.table(
        "audit", sa.column("at", sa.DateTime(timezone=True)), *(sa.column(one) for one in names[1:])
    )
    last: dict[int, str] = {}
    for entry in entries:
        about_people = str(entry["action"]).startswith("organiser.")
        row = {
            "at": _in_utc(entry["at"]),
            "actor": keys.get(entry["actor"], ""),
            "action": entry["action"],
            "community_id": entry["community_id"],
            "subject": 0 if about_people else entry["subject"],
            "person": keys.get(entry["subject"], "") if about_people else "",
            "previous": last.get(entry["community_id"], ""),
        }
        row["digest"] = last[entry["community_id"]] = _digest(row)
        op.get_bind().execute(sa.insert(new).values(**row))


def _digest(row: dict[str, Any]) -> str:
    parts = [row["previous"], row["at"].isoformat(), row["actor"], row["action"], row["community_id"]]
    written = json.dumps([*parts, row["subject"], row["person"]], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def _in_utc(at: datetime | str) -> datetime:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, event in (("audit_never_changes", "UPDATE"), ("audit_never_shrinks", "DELETE")):
            op.execute(f"""CREATE TRIGGER {name} BEFORE {event} ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""")
        return
    op.execute("""CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""")
    op.execute("""CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""")


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _one_of(name: str, table: str, *, ondelete: str | None = None, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=optional)
