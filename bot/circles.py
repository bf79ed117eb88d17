"""What becomes of a circle that somebody leaves: a pair, where the two who stay can teach each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import letters
from bot.model.ids import MemberId, PartnershipId
from bot.model.partnerships import Kind, Lesson, Partnership
from bot.model.people import Offer, Standing, Want
from bot.ports import LetterKind, Work
from bot.screens import repair as screen
from bot.texts import texts


async def shrunk(work: Work, circle: Partnership, left: MemberId, now: datetime) -> Partnership | None:
    """Make a pair of the two who stay, and tell them in a space of their own; None when no lessons allow it.

    Each must offer what the other wants, at a level above, and neither may avoid the other or be away.
    """
    stay = circle.others(left)
    members = await work.people.many(stay)
    if await work.people.avoidances(stay) or any(
        member.standing(now) is not Standing.ACTIVE for member in members.values()
    ):
        return None
    offers, wants = await work.skills.offers(stay), await work.skills.wants(stay)
    lessons = [best_lesson(teacher, learner, offers, wants) for teacher, learner in (stay, stay[::-1])]
    taught = tuple(lesson for lesson in lessons if lesson is not None)
    if len(taught) < len(lessons):
        return None
    pair = replace(
        circle,
        id=PartnershipId(0),
        kind=Kind.PAIR,
        members=stay,
        lessons=taught,
        starter=stay[0],
        started_at=now,
        ended_at=None,
        goals={member: goal for member, goal in circle.goals.items() if member in stay},
        version=1,
    )
    [fresh] = await work.partnerships.add([pair])
    programme = await work.communities.programme(fresh.programme)
    card = screen.go_on(texts(programme.settings.language), fresh)
    key = f"published:{fresh.round}:intro:{fresh.id}"
    await work.outbox.post([letters.to_space(fresh.id, key, card, now, LetterKind.INTRODUCTION)])
    return fresh


def best_lesson(
    teacher: MemberId, learner: MemberId, offers: Sequence[Offer], wants: Sequence[Want]
) -> Lesson | None:
    """Return the lesson the learner wants most of those the teacher can give; None when there is none."""
    levels = {offer.skill.id: offer.level for offer in offers if offer.member == teacher}
    for want in sorted((want for want in wants if want.member == learner), key=lambda want: want.priority):
        if levels.get(want.skill.id, 0) > want.level:
            return Lesson(teacher=teacher, learner=learner, skill=want.skill.name, goal=want.goal)
    return None
