"""Publishing a round: one transaction makes the partnerships, their schedule and exactly one letter for everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import agreements, feedback, letters, matching, pairing, partnerships, rounds
from bot.errors import Conflict
from bot.model.community import Programme
from bot.model.ids import CommunityId, MemberId, PartnershipId, RoundId
from bot.model.partnerships import Kind, Lesson, Partnership
from bot.model.people import Member, Want
from bot.model.rounds import Round
from bot.ports import Due, DueKind, Lane, Letter, LetterKind, RecipientKind, Store, Work
from bot.screens import introduction as screen
from bot.texts import texts

LETTERS_A_SECOND = {
    RecipientKind.SPACE: 0.8,
    RecipientKind.MEMBER: 4.0,
}  # before anything was learned of a lane
NEARLY = 0.9  # of the rate that was refused: what a lane comes back to
ICEBREAKER_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What publishing would send: the proposal, how many letters, and when the last would be out."""

    proposal: pairing.Proposal
    letters: int
    finished_at: datetime


async def plan(store: Store, community: CommunityId, channel: str, now: datetime) -> Plan:
    """Return what publishing the proposal would send and when it would be finished.

    Each kind of place has a lane of its own: what waits there already and what is new, at the lane's own pace.

    Raises:
        NotFound: no programme or no round here.
        Conflict: nothing is proposed yet.
    """
    async with store.read() as work:
        current = await rounds.current(work, community, channel)
    proposal = await pairing.proposed(store, community, current.id)
    new = {
        RecipientKind.SPACE: len(proposal.result.partnerships),
        RecipientKind.MEMBER: len(proposal.result.unplaced),
    }
    async with store.read() as work:
        finished_at = await _finished_at(work, community, new, now)
    return Plan(proposal=proposal, letters=sum(new.values()), finished_at=finished_at)


async def publish(
    store: Store, organiser: tuple[MemberId, CommunityId], round_id: RoundId, version: int, now: datetime
) -> tuple[Round, int, int]:
    """Start the round: return it with how many partnerships were made and how many people had none.

    Raises:
        NotFound: no such round in this community.
        Conflict: it is published already, or people changed since the proposal with this version.
    """
    async with store.write() as work:
        one = await rounds.own_round(work, organiser[1], round_id)
        running = one.running(now)
        problem, result = await pairing.kept(work, round_id)
        if one.version != version or not await _still_true(work, one, (problem, result), now):
            raise Conflict("round.people_changed")
        started = await work.rounds.put(running)
        await work.schedule.drop([DueKind.SIGNUP_ENDS], round_id)
        await work.outbox.cancel(key_prefix=f"signup:{round_id}:")
        made = await introduce(work, started, result, now)
        await _console(work, started, result, now)
        placed = {member for partnership in made for member in partnership.members}
        await work.rounds.mark_placed(round_id, placed)
        await work.schedule.put([Due(kind=DueKind.ROUND_ENDS, subject=round_id, next_at=started.ends_at)])
        await work.audit.add(now, organiser[0], "round.publish", organiser[1], round_id)
        return started, len(made), len(result.unplaced)


async def _finished_at(
    work: Work, community: CommunityId, new: Mapping[RecipientKind, int], now: datetime
) -> datetime:
    backlog = await work.outbox.backlog(community)
    ends = [now]
    for to, count in new.items():
        known = await work.outbox.pace(Lane(community, to))
        rate = max(known.rate, (known.refused_at or 0) * NEARLY) if known else LETTERS_A_SECOND[to]
        begins = max(now, known.blocked_until) if known and known.blocked_until else now
        waiting = count + backlog.get(to, 0) if count else 0
        ends.append(begins + timedelta(seconds=waiting / rate))
    return max(ends)


async def break_ice(work: Work, row: Due, now: datetime) -> None:
    """Ask one question to break the ice when nothing happened yet, within the tick's transaction."""
    one = await work.partnerships.get(PartnershipId(row.subject))
    if not one.open or one.goals or await work.partnerships.meetings(one.id, one.started_at):
        return
    programme = await work.communities.programme(one.programme)
    card = screen.icebreaker(texts(programme.settings.language), one)
    await work.outbox.post([letters.to_space(one.id, f"icebreaker:{one.id}", card, now)])


async def _still_true(
    work: Work, one: Round, kept: tuple[matching.Problem, matching.Result], now: datetime
) -> bool:
    """Return whether the proposal holds today.

    Its people are those who take part, nobody newly avoids anybody, and every lesson is still offered and wanted.
    """
    problem, result = kept
    today = await pairing.problem_of(work, one, now)
    same_people = {person.id for person in today.people} == {person.id for person in problem.people}
    offered = {(person.id, offer.skill) for person in today.people for offer in person.offers}
    wants = [(person.id, want) for person in today.people for want in person.wants]
    wanted = {(learner, want.skill) for learner, want in wants}
    close = {(learner, want.skill) for learner, want in wants if want.close}
    lessons = [lesson for match in result.partnerships for lesson in match.lessons]
    return (
        same_people
        and set(today.avoid) == set(problem.avoid)
        and all((lesson.teacher, lesson.via) in offered for lesson in lessons)
        and all(
            (lesson.learner, lesson.skill) in (wanted if lesson.via == lesson.skill else close)
            for lesson in lessons
        )
    )


async def introduce(work: Work, started: Round, result: matching.Result, now: datetime) -> list[Partnership]:
    """Make the partnerships of a result, with their introductions and schedule, within a transaction."""
    programme = await work.communities.programme(started.programme)
    ids = [MemberId(int(name)) for match in result.partnerships for name in match.members]
    members = await work.people.many(ids)
    wants = {(want.member, want.skill.name): want for want in await work.skills.wants(list(members))}
    made = await work.partnerships.add(
        [_partnership(match, started, wants, now) for match in result.partnerships]
    )
    await work.outbox.post(
        _introduction(one, match, members, programme, now)
        for one, match in zip(made, result.partnerships, strict=True)
    )
    await work.schedule.put(_schedule(made, members, programme, now))
    return made


def _partnership(
    match: matching.Match, started: Round, wants: Mapping[tuple[MemberId, str], Want], now: datetime
) -> Partnership:
    members = tuple(MemberId(int(name)) for name in match.members)
    lessons = tuple(_lesson(lesson, wants) for lesson in match.lessons)
    return Partnership(
        id=PartnershipId(0),
        programme=started.programme,
        round=started.id,
        kind=Kind(match.kind.value),
        members=members,
        lessons=lessons,
        starter=lessons[0].learner,
        started_at=now,
        ends_at=started.ends_at,
        shared=match.windows,
        languages=match.languages,
    )


def _lesson(lesson: matching.Lesson, wants: Mapping[tuple[MemberId, str], Want]) -> Lesson:
    learner = MemberId(int(lesson.learner))
    want = wants.get((learner, lesson.skill))
    return Lesson(
        teacher=MemberId(int(lesson.teacher)),
        learner=learner,
        skill=lesson.skill,
        goal=want.goal if want else "",
        via=lesson.via if lesson.via != lesson.skill else "",
    )


def _introduction(
    one: Partnership,
    match: matching.Match,
    members: Mapping[MemberId, Member],
    programme: Programme,
    now: datetime,
) -> Letter:
    card = screen.introduction(texts(programme.settings.language), one, match, members, now)
    return letters.to_space(
        one.id, f"published:{one.round}:intro:{one.id}", card, now, LetterKind.INTRODUCTION
    )


def _schedule(
    made: Sequence[Partnership], members: Mapping[MemberId, Member], programme: Programme, now: datetime
) -> list[Due]:
    after = now + partnerships.FIRST_CHECKIN
    rows = [
        row
        for one in made
        for row in partnerships.checkin_rows(
            one, [members[m] for m in one.members], programme.settings, after
        )
    ]
    asked = [
        row
        for one in made
        for m in one.members
        for row in agreements.first_rows(one, members[m], programme.settings)
    ]
    asked += [
        feedback.half_time_row(one, members[m], programme.settings) for one in made for m in one.members
    ]
    ice = [Due(kind=DueKind.ICEBREAKER, subject=one.id, next_at=now + ICEBREAKER_AFTER) for one in made]
    return rows + asked + ice


async def _console(work: Work, started: Round, result: matching.Result, now: datetime) -> None:
    left = {MemberId(int(one.id)): one for one in result.unplaced}
    members = await work.people.many(list(left))
    await work.outbox.post(_consolation(member, left[member.id], started, now) for member in members.values())


def _consolation(member: Member, left: matching.Unplaced, started: Round, now: datetime) -> Letter:
    key = f"published:{started.id}:alone:{member.id}"
    kind = LetterKind.INTRODUCTION
    return letters.to_member(member, key, lambda t: screen.not_this_time(t, started, left), now, kind=kind)
