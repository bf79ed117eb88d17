"""Where every table keeps what belongs to a member, and what becomes of it when they are erased.

One entry for each table and for each reference to a member; `tests/storage/test_traces.py` reads the schema and
fails when a table or a reference has none, and erasing itself refuses a reference that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from sqlalchemy import Column, ColumnElement, ForeignKey, Table, and_, or_, select

from bot.model.ids import MemberId
from bot.ports import RecipientKind
from storage.tables import metadata

_tables = metadata.tables


class Fate(Enum):
    """What becomes of a row that refers to somebody who is erased."""

    DELETED = "the row goes"
    NOBODY = "the row stays for the partners, and refers to nobody in particular"
    EMPTIED = "the row stays, and the reference is empty"


FATES: Mapping[str, Fate] = {
    "address.member_id": Fate.DELETED,
    "agreed.member_id": Fate.DELETED,
    "agreement.proposed_by": Fate.NOBODY,
    "avoidance.member_id": Fate.DELETED,
    "avoidance.other_id": Fate.DELETED,
    "checkin.member_id": Fate.DELETED,
    "draft.member_id": Fate.DELETED,
    "enrolment.member_id": Fate.DELETED,
    "feedback.member_id": Fate.DELETED,
    "lesson.learner_id": Fate.NOBODY,
    "lesson.teacher_id": Fate.NOBODY,
    "look_back.member_id": Fate.DELETED,
    "meeting.chosen_by": Fate.NOBODY,
    "membership.member_id": Fate.DELETED,
    "offer.member_id": Fate.DELETED,
    "organiser.member_id": Fate.DELETED,
    "partner.member_id": Fate.NOBODY,
    "partnership.starter_id": Fate.NOBODY,
    "removal.member_id": Fate.DELETED,
    "report.about_id": Fate.EMPTIED,
    "report.member_id": Fate.DELETED,
    "safety_contact.member_id": Fate.DELETED,
    "self_rating.member_id": Fate.DELETED,
    "skill_move.member_id": Fate.DELETED,
    "skill_vote.member_id": Fate.DELETED,
    "want.member_id": Fate.DELETED,
    "warm_introduction.giver_id": Fate.DELETED,
    "warm_introduction.partner_id": Fate.DELETED,
    "warm_introduction.target_id": Fate.DELETED,
}

NUMBERS: Mapping[str, int | None] = {"due.member": None, "skill_change.actor": 0}
"""Columns that hold a member's number without being a reference: what stands there afterwards, None for no row."""

WORDS: Mapping[str, Mapping[str, str | None]] = {
    "partner.member_id": {"goal": None},
    "lesson.learner_id": {"goal": ""},
}
"""What members wrote into rows that stay: the columns to empty, and with what."""

NOBODYS: Mapping[str, str] = {
    "audit": "holds random keys; what the member did as an organiser is given by `deeds_of`",
    "community": "about the whole community",
    "erasure": "made when there is nothing left to tell",
    "lane": "how fast a community may be written to",
    "inbox": "keys of events, without a person, gone after three days",
    "programme": "about a channel",
    "proposal": "computed from what the member offers and wants; `proposals_of` finds it when somebody is erased",
    "round": "about a programme",
    "skill_change": "words of the community; who changed them is forgotten",
    "skill_rule": "words of the community",
    "skill": "names of the community; with every offer and want comes its name",
}
"""Tables without rows of any one member, each with the reason."""


def mine(table: str, member: MemberId) -> ColumnElement[bool]:
    """Return which rows of a table belong to a member, so that they are theirs to see.

    What others wrote about them in confidence (who avoids them, who reported them) is not.

    Raises:
        KeyError: nobody said it for this table; see the top of this module.
    """
    columns = [_tables[table].c[name] for name in _MINE.get(table, ())]
    if columns:
        return or_(*(column == member for column in columns))
    if table in {"agreement", "feedback_window", "meeting", "partnership"}:
        partner = _tables["partner"]
        number = _tables[table].c["id" if table == "partnership" else "partnership_id"]
        return number.in_(select(partner.c.partnership_id).where(partner.c.member_id == member))
    return {"letter": _addressed("letter", member), "place": _addressed("place", member)}[table]


def references(to: str) -> list[Column[object]]:
    """Return every column of the schema that refers to a table, by name."""
    found = [
        key.parent
        for table in metadata.sorted_tables
        for key in sorted(table.foreign_keys, key=_name)
        if key.column.table.name == to and isinstance(key.parent.table, Table)
    ]
    return sorted(found, key=str)


def is_told(table: str) -> bool:
    """Return whether a table has rows of members to tell them about."""
    return table not in NOBODYS


def _addressed(table: str, member: MemberId) -> ColumnElement[bool]:
    columns = _tables[table].c
    return and_(columns.to_kind == RecipientKind.MEMBER, columns.to_id == member)


def _name(key: ForeignKey) -> str:
    return str(key.parent)


_MINE: Mapping[str, tuple[str, ...]] = {
    "address": ("member_id",),
    "agreed": ("member_id",),
    "avoidance": ("member_id",),
    "checkin": ("member_id",),
    "draft": ("member_id",),
    "due": ("member",),
    "enrolment": ("member_id",),
    "feedback": ("member_id",),
    "lesson": ("teacher_id", "learner_id"),
    "look_back": ("member_id",),
    "member": ("id",),
    "membership": ("member_id",),
    "offer": ("member_id",),
    "organiser": ("member_id",),
    "partner": ("member_id",),
    "removal": ("member_id",),
    "report": ("member_id",),
    "safety_contact": ("member_id",),
    "self_rating": ("member_id",),
    "skill_move": ("member_id",),
    "skill_vote": ("member_id",),
    "want": ("member_id",),
    "warm_introduction": ("giver_id",),
}
