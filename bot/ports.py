"""What the core needs from outside, as protocols: a clock, a store, senders and platform adapters.

`storage/` provides the store, `adapters/` the senders. A `Work` is one transaction: what happens in a
`write()` block is committed together when the block ends and rolled back when it raises.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from bot.model.agreements import Agreement
from bot.model.community import Community, Platform, Programme, Settings
from bot.model.feedback import (
    CheckIn,
    Feedback,
    LookBack,
    SelfRating,
    Stage,
    WarmIntroduction,
    Window,
)
from bot.model.ids import (
    ChangeId,
    CheckInId,
    CommunityId,
    DraftId,
    IntroductionId,
    LetterId,
    MeetingId,
    MemberId,
    PartnershipId,
    ProgrammeId,
    RoundId,
    SkillId,
)
from bot.model.partnerships import Meeting, Partnership
from bot.model.people import Member, Offer, Skill, SkillCount, Want
from bot.model.rounds import Enrolment, Round
from bot.model.vocabulary import Change, ChangeKind, Move, Rule, Spelling, Step, Vote
from bot.ui import Card


class Clock(Protocol):
    """Tells the time; the only way the core learns it."""

    def now(self) -> datetime:
        """Return the current moment, aware, in UTC."""
        ...


# Letters -----------------------------------------------------------------------------------------------------


class LetterKind(StrEnum):
    """What a letter is for: decides its priority and what happens when its fate is unknown."""

    INTRODUCTION = "introduction"
    NOTICE = "notice"
    CHECKIN = "checkin"
    SIGNUP = "signup"
    ANNOUNCEMENT = "announcement"


PRIORITY: Mapping[LetterKind, int] = {
    LetterKind.INTRODUCTION: 1,
    LetterKind.NOTICE: 2,
    LetterKind.CHECKIN: 3,
    LetterKind.SIGNUP: 4,
    LetterKind.ANNOUNCEMENT: 4,
}


@dataclass(frozen=True, slots=True)
class ToMember:
    """A private message to one member."""

    member: MemberId


@dataclass(frozen=True, slots=True)
class ToSpace:
    """The shared space of one partnership: a group DM or a private thread."""

    partnership: PartnershipId


@dataclass(frozen=True, slots=True)
class ToChannel:
    """The channel of one programme."""

    programme: ProgrammeId


Recipient = ToMember | ToSpace | ToChannel


class RecipientKind(StrEnum):
    """To what kind of place a letter goes."""

    MEMBER = "member"
    SPACE = "space"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Lane:
    """The letters of one community to one kind of place: platforms limit each by rules of its own."""

    community: CommunityId
    to: RecipientKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePace:
    """What was learned of a lane: letters a second, the rate that was refused last, until when it stands still."""

    rate: float
    refused_at: float | None = None
    blocked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message to send later, exactly one for each `key`.

    `partnership`, when given, must still be open when the letter is sent. Letters older than
    `stale_after` are dropped, never sent late. `even_if_away`: members who paused or left get it all the same.
    """

    key: str
    to: Recipient
    kind: LetterKind
    card: Card
    not_before: datetime
    stale_after: datetime | None = None
    partnership: PartnershipId | None = None
    even_if_away: bool = False


class LetterState(StrEnum):
    """Where a letter stands: ready -> sending -> sent, ready again, unknown, dead or dropped."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """How one platform knows a member: its own user id, and the name people see."""

    external_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A letter with all that a sender needs to post it, and nothing of the store.

    `community` and `channel` are the platform's ids. `place` is the DM, group DM or thread used before (its
    platform id), None when it has to be opened; `people` are who is to be in it. `title` names a new thread.
    `names` holds a handle for every member the card mentions. `zone` and `language` are the reader's
    (the programme's in a shared space). `attempt` counts from 1; `first_tried_at` is when it was first sent.
    """

    letter: LetterId
    key: str
    attempt: int
    kind: LetterKind
    to: Recipient
    card: Card
    platform: Platform
    community: str
    channel: str | None
    place: str | None
    people: tuple[Handle, ...]
    title: str
    names: Mapping[MemberId, Handle]
    zone: str
    language: str
    first_tried_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Where a letter went: the platform's ids of the place (DM, group DM, thread, channel) and the message."""

    place: str
    message: str


class SendError(Exception):
    """A letter was not, or may not have been, delivered.

    * TryLater      surely not delivered; try again after `after`
    * Unsure        may have been delivered (time-out, lost answer, 5xx): ask before sending again
    * Unreachable   surely not delivered and never will be to this person or place
    * Refused       surely not delivered; the platform will never take this message
    * LaneStopped   surely not delivered; nothing can be sent to this community (token revoked, bot removed)
    * CannotAsk     the platform gives no way to find out whether the letter arrived
    """


class TryLater(SendError):
    """The platform is busy: nothing was delivered; `after` is how long to wait at least."""

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"try again in {after}")
        self.after = after


class Unsure(SendError):
    """The letter may have been delivered."""


class Unreachable(SendError):
    """This person cannot be written to: DMs closed, account gone."""


class Refused(SendError):
    """The platform refuses this message for good."""


class LaneStopped(SendError):
    """Nothing can be sent to this community."""


class CannotAsk(SendError):
    """The platform gives no way to find out."""


class Sender(Protocol):
    """Posts letters on one platform. Knows no store; raises one of the SendErrors."""

    async def send(self, envelope: Envelope) -> Sent:
        """Post the letter once; return where it went."""
        ...

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where the letter went earlier, or None when it surely never arrived.

        Raises:
            CannotAsk: the platform gives no way to know.
            TryLater, Unsure: the question itself failed.
        """
        ...


class Adapter(Protocol):
    """One connected platform, as the composition root drives it."""

    @property
    def platform(self) -> Platform:
        """Which platform this is."""
        ...

    @property
    def sender(self) -> Sender:
        """Where its letters go out."""
        ...

    @property
    def connected(self) -> bool:
        """True while people's commands reach the bot."""
        ...

    async def start(self) -> None:
        """Log in and return when commands are being received.

        Raises:
            LoginError: the platform refuses the token, or cannot be reached at all.
        """
        ...

    async def stop(self) -> None:
        """Stop receiving, finish what was begun (at most 8 s), disconnect."""
        ...


class LoginError(Exception):
    """A platform did not let the bot in; the text is one clear sentence with what to do."""


# Due rows ----------------------------------------------------------------------------------------------------


class DueKind(StrEnum):
    """What falls due."""

    CHECKIN = "checkin"
    CHECKIN_REMINDER = "checkin_reminder"
    ICEBREAKER = "icebreaker"
    AGREEMENT = "agreement"
    AGREEMENT_REMINDER = "agreement_reminder"
    MEETING_REMINDER = "meeting_reminder"
    HALF_TIME = "half_time"
    FEEDBACK_CLOSES = "feedback_closes"
    SIGNUP_ENDS = "signup_ends"
    ROUND_ENDS = "round_ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One row of the schedule: one per (kind, subject, member); `member` is 0 where it is about nobody in particular.

    `next_at` is UTC. Weekly rows carry `weekday` (0-6 from Monday), local time and zone; once it fired, a row
    without a weekday is gone.
    """

    kind: DueKind
    subject: int
    member: MemberId = MemberId(0)
    next_at: datetime
    weekday: int | None = None
    at: time | None = None
    zone: str | None = None
    id: int = 0


# The store ---------------------------------------------------------------------------------------------------


class Communities(Protocol):
    """Communities and their programmes."""

    async def find(self, platform: Platform, external_id: str) -> Community | None:
        """Return the community the platform knows under this id."""
        ...

    async def add(self, platform: Platform, external_id: str, name: str, language: str) -> Community:
        """Store a new community."""
        ...

    async def on(self, platform: Platform) -> list[Community]:
        """Return every community of a platform, oldest first."""
        ...

    async def get(self, community: CommunityId) -> Community:
        """Return a community; NotFound("community.gone") when there is none."""
        ...

    async def programme_in(self, community: CommunityId, channel: str) -> Programme | None:
        """Return the programme run in a channel."""
        ...

    async def programmes(self, community: CommunityId) -> list[Programme]:
        """Return every programme of a community, oldest first."""
        ...

    async def programme(self, programme: ProgrammeId) -> Programme:
        """Return a programme; NotFound("programme.gone") when there is none."""
        ...

    async def add_programme(
        self, community: CommunityId, channel: str, name: str, settings: Settings
    ) -> Programme:
        """Store a new programme; Conflict("programme.exists") when the channel has one."""
        ...

    async def change_settings(self, programme: ProgrammeId, settings: Settings) -> None:
        """Replace a programme's settings."""
        ...

    async def appoint(self, programme: ProgrammeId, organiser: MemberId) -> bool:
        """Make a member an organiser; True when that is new."""
        ...

    async def dismiss(self, programme: ProgrammeId, organiser: MemberId) -> bool:
        """Take the role away; True when the member had it."""
        ...

    async def organisers(self, programme: ProgrammeId) -> list[MemberId]:
        """Return the appointed organisers."""
        ...


class People(Protocol):
    """Members and how the platforms know them."""

    async def find(self, community: CommunityId, external_id: str) -> Member | None:
        """Return the member whom the platform knows under this user id."""
        ...

    async def add(
        self, community: CommunityId, external_id: str, name: str, zone: str | None, language: str
    ) -> Member:
        """Store a person met for the first time (no consent yet); `zone` None = not known, UTC until told."""
        ...

    async def get(self, member: MemberId) -> Member:
        """Return a member; NotFound("member.gone") when there is none."""
        ...

    async def put(self, member: Member) -> None:
        """Replace everything stored of a member but the address."""
        ...

    async def many(self, members: Collection[MemberId]) -> dict[MemberId, Member]:
        """Return several members by id; unknown ones are left out."""
        ...

    async def handles(self, members: Collection[MemberId]) -> dict[MemberId, Handle]:
        """Return how the platform knows these members."""
        ...

    async def enter(self, programme: ProgrammeId, member: MemberId) -> None:
        """Make the member take part in a programme; twice is once."""
        ...

    async def of_programme(self, programme: ProgrammeId) -> list[Member]:
        """Return those who consented and have not left, by id (paused ones too)."""
        ...

    async def programmes_of(self, member: MemberId) -> list[ProgrammeId]:
        """Return the programmes a member takes part in."""
        ...

    async def without_programme(self, community: CommunityId) -> list[MemberId]:
        """Return those who consented before the community had any programme."""
        ...

    async def avoid(self, member: MemberId, other: MemberId) -> None:
        """Store a confidential "not with"; twice is once."""
        ...

    async def meet_again(self, member: MemberId, other: MemberId) -> bool:
        """Take a "not with" back; True when there was one."""
        ...

    async def withdraw(self, programme: ProgrammeId, member: MemberId) -> bool:
        """Take a member out of a programme; True when they were in it."""
        ...

    async def avoided_by(self, member: MemberId) -> list[MemberId]:
        """Return whom the member asked not to be with."""
        ...

    async def avoidances(self, members: Collection[MemberId]) -> list[tuple[MemberId, MemberId]]:
        """Return every "not with" between two of these members."""
        ...


class Skills(Protocol):
    """The community's skills and who brings them."""

    async def named(self, community: CommunityId, key: str, name: str) -> Skill:
        """Return the skill with this key, stored under `name` when it is new."""
        ...

    async def names(self, community: CommunityId) -> list[str]:
        """Return the names of all skills the community has used."""
        ...

    async def find(self, community: CommunityId, key: str) -> Skill | None:
        """Return the skill with this key; None when nobody used it yet."""
        ...

    async def rename(self, skill: SkillId, name: str) -> None:
        """Write a skill's name otherwise; its key stays."""
        ...

    async def held(self, skill: SkillId) -> list[Offer | Want]:
        """Return every offer and want of a skill, of whomever, by member: all offers before all wants."""
        ...

    async def put_offer(self, offer: Offer) -> bool:
        """Store the offer, replacing the member's older one for that skill; True when it is new."""
        ...

    async def put_want(self, want: Want) -> bool:
        """Store the want, replacing the member's older one for that skill; True when it is new."""
        ...

    async def drop_offer(self, member: MemberId, skill: SkillId) -> bool:
        """Remove an offer; True when there was one."""
        ...

    async def drop_want(self, member: MemberId, skill: SkillId) -> bool:
        """Remove a want; True when there was one."""
        ...

    async def offers(self, members: Collection[MemberId]) -> list[Offer]:
        """Return these members' offers, by member and skill name."""
        ...

    async def wants(self, members: Collection[MemberId]) -> list[Want]:
        """Return these members' wants, by member and priority."""
        ...

    async def together(self, community: CommunityId) -> list[list[str]]:
        """Return names of skills that go together here: all that one person offers, or wants, and accepted instead."""
        ...

    async def counts(
        self, community: CommunityId, skills: Collection[SkillId] | None = None
    ) -> list[SkillCount]:
        """Return how many consenting members offer and want each skill, most used first; unused ones left out."""
        ...


class Vocabularies(Protocol):
    """Each community's own words, its members' votes about them, and every change with its way back."""

    async def hold(self, community: CommunityId) -> None:
        """Keep the community's words as they are until this transaction ends: others who hold them wait.

        To be taken before anything else, by whoever changes words and by whoever stores skills under them.
        """
        ...

    async def rules(self, community: CommunityId) -> list[Rule]:
        """Return every decision of a community, by kind and key."""
        ...

    async def put(self, community: CommunityId, rule: Rule) -> None:
        """Store a decision, replacing the one in its place."""
        ...

    async def drop(self, community: CommunityId, rule: Rule) -> None:
        """Remove the decision in this one's place; none there is fine."""
        ...

    async def vote(self, vote: Vote) -> None:
        """Store what a member says a word means, replacing what they said before."""
        ...

    async def withdraw(self, member: MemberId, key: str) -> bool:
        """Remove what a member said a word means; True when they had said anything."""
        ...

    async def votes(self, community: CommunityId, key: str) -> list[Vote]:
        """Return what a community's members said a word means, by member."""
        ...

    async def votes_of(self, member: MemberId) -> list[Vote]:
        """Return everything a member said words mean, by key."""
        ...

    async def record(
        self,
        who: tuple[MemberId, CommunityId],
        what: tuple[ChangeKind, str, str],
        how: tuple[Sequence[Step], Sequence[Spelling], Sequence[Move]],
        now: datetime,
    ) -> Change:
        """Keep a change: `who` did it where, `what` it was about, and `how` to take it back."""
        ...

    async def change(self, community: CommunityId, change: ChangeId) -> Change:
        """Return one change; NotFound("words.no_change") when this community has no such one."""
        ...

    async def changes(self, community: CommunityId) -> list[Change]:
        """Return the changes that hold, newest first."""
        ...

    async def moves(self, change: ChangeId) -> list[Move]:
        """Return the offers and wants that followed a change, in that order."""
        ...

    async def undone(self, change: ChangeId, now: datetime) -> None:
        """Record that a change was taken back."""
        ...


class Rounds(Protocol):
    """Rounds and who takes part."""

    async def add(
        self, programme: ProgrammeId, weeks: int, opened_at: datetime, signup_until: datetime
    ) -> Round:
        """Open the programme's next round; Conflict("round.another") while another is not over."""
        ...

    async def get(self, round_id: RoundId) -> Round:
        """Return a round; NotFound("round.gone") when there is none."""
        ...

    async def current(self, programme: ProgrammeId) -> Round | None:
        """Return the programme's round that is not over yet."""
        ...

    async def latest(self, programme: ProgrammeId) -> Round | None:
        """Return the programme's newest round, over or not."""
        ...

    async def put(self, changed: Round) -> Round:
        """Store a round read as `changed.version`, return it with the next one; Conflict("round.changed")."""
        ...

    async def enrol(self, enrolment: Enrolment) -> None:
        """Store a member's answer, replacing the earlier one."""
        ...

    async def enrolments(self, round_id: RoundId) -> list[Enrolment]:
        """Return every answer to a round, by member."""
        ...

    async def mark_placed(self, round_id: RoundId, placed: Collection[MemberId]) -> None:
        """Record for every enrolled member whether they were placed."""
        ...

    async def waited(self, programme: ProgrammeId, members: Collection[MemberId]) -> dict[MemberId, int]:
        """Return how many rounds in a row, up to the latest they were in, each member was left out (0 left out)."""
        ...

    async def keep_proposal(self, round_id: RoundId, problem: str, result: str) -> None:
        """Keep the input and the outcome of the pairing, as JSON, replacing an earlier proposal."""
        ...

    async def proposal(self, round_id: RoundId) -> tuple[str, str] | None:
        """Return the input and the outcome kept last."""
        ...


class Partnerships(Protocol):
    """Partnerships, their goals and meetings."""

    async def add(self, partnerships: Sequence[Partnership]) -> list[Partnership]:
        """Store new partnerships (their ids are ignored) and return them with ids."""
        ...

    async def get(self, partnership: PartnershipId) -> Partnership:
        """Return a partnership; NotFound("partnership.gone") when there is none."""
        ...

    async def put(self, changed: Partnership) -> Partnership:
        """Store state and goals of one read as `changed.version`; Conflict("partnership.changed")."""
        ...

    async def of_member(self, member: MemberId, *, open_only: bool = True) -> list[Partnership]:
        """Return a member's partnerships, newest first."""
        ...

    async def of_round(self, round_id: RoundId) -> list[Partnership]:
        """Return a round's partnerships, by id."""
        ...

    async def met(self, programme: ProgrammeId, since: datetime) -> list[tuple[MemberId, MemberId, datetime]]:
        """Return who was in a partnership with whom that started after `since`, and when it started."""
        ...

    async def wish_again(self, programme: ProgrammeId, since: datetime) -> list[tuple[MemberId, MemberId]]:
        """Return whose partnership that started after `since` ended with everybody's wish for the same partner."""
        ...

    async def add_meeting(
        self, partnership: PartnershipId, at: datetime, chosen_by: MemberId, minutes: int
    ) -> Meeting:
        """Store a meeting of so many minutes; the same time twice is one meeting."""
        ...

    async def meeting(self, meeting: MeetingId) -> Meeting:
        """Return a meeting, cancelled or not; NotFound("meeting.gone") when there is none."""
        ...

    async def put_meeting(self, changed: Meeting) -> None:
        """Replace a meeting; Conflict("meeting.there") when the partners meet at that time already."""
        ...

    async def meetings(self, partnership: PartnershipId, after: datetime) -> list[Meeting]:
        """Return the meetings after a moment that were not cancelled, soonest first."""
        ...

    async def keep_look_back(self, look_back: LookBack) -> None:
        """Store a member's closing answers, replacing earlier ones."""
        ...

    async def look_backs(self, partnership: PartnershipId) -> list[LookBack]:
        """Return the closing answers given."""
        ...


class Agreements(Protocol):
    """What partners agreed on."""

    async def get(self, partnership: PartnershipId) -> Agreement | None:
        """Return the newest proposal with everybody who agreed to it; None before the first."""
        ...

    async def put(self, changed: Agreement) -> None:
        """Store a proposal and who agreed to it, replacing the one before."""
        ...


class CheckIns(Protocol):
    """Weekly questions and their answers."""

    async def add(self, partnership: PartnershipId, member: MemberId, day: date) -> CheckIn:
        """Store a question, or return the one asked for that day before."""
        ...

    async def get(self, checkin: CheckInId) -> CheckIn:
        """Return a check-in; NotFound("checkin.gone") when there is none."""
        ...

    async def put(self, changed: CheckIn) -> None:
        """Replace what is stored of a check-in."""
        ...

    async def latest(self, member: MemberId, since: date) -> CheckIn | None:
        """Return the newest question asked to a member since a day."""
        ...

    async def of_partnerships(self, partnerships: Collection[PartnershipId]) -> list[CheckIn]:
        """Return every check-in of these partnerships, by day."""
        ...


class Feedbacks(Protocol):
    """Feedback and its windows, self-ratings, and warm introductions."""

    async def open_window(self, window: Window) -> bool:
        """Store a window unless the stage has one; True when it is new."""
        ...

    async def put_window(self, changed: Window) -> None:
        """Replace a window."""
        ...

    async def windows(self, partnership: PartnershipId) -> list[Window]:
        """Return the windows of a partnership, the one that closes first in front."""
        ...

    async def write(self, feedback: Feedback) -> None:
        """Store a member's feedback, replacing what they wrote in this stage before."""
        ...

    async def of(self, partnership: PartnershipId, stage: Stage) -> list[Feedback]:
        """Return what was written in a stage, by writer."""
        ...

    async def rate(self, rating: SelfRating) -> None:
        """Store where a member stands, replacing what they said in this stage before."""
        ...

    async def ratings(self, partnership: PartnershipId, member: MemberId) -> dict[Stage, int]:
        """Return where a member stood in each stage."""
        ...

    async def introduce(
        self, giver: MemberId, partner: MemberId, target: MemberId
    ) -> WarmIntroduction | None:
        """Store an offer to bring two people together; None when this member made it before."""
        ...

    async def introduction(self, number: IntroductionId) -> WarmIntroduction:
        """Return an offer; NotFound("warm.gone") when there is none."""
        ...

    async def put_introduction(self, changed: WarmIntroduction) -> None:
        """Store who said what to an offer."""
        ...


class Schedule(Protocol):
    """What falls due when."""

    async def put(self, rows: Iterable[Due]) -> None:
        """Store rows, each replacing the one of the same kind, subject and member."""
        ...

    async def drop(self, kinds: Collection[DueKind], subject: int) -> None:
        """Remove every row of these kinds about a subject."""
        ...

    async def due(self, now: datetime, limit: int) -> list[Due]:
        """Return the rows due by `now`, the oldest first (claimed for this transaction)."""
        ...

    async def advance(self, row: Due, next_at: datetime | None) -> None:
        """Move a row to its next moment, or remove it (None)."""
        ...

    async def weekly(self, after: int, limit: int) -> list[Due]:
        """Return weekly rows by their number, those above `after` only."""
        ...

    async def next_at(self) -> datetime | None:
        """Return when the next row falls due."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What decides at sending time whether a letter may still go out."""

    member: Member | None
    partnership: Partnership | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A letter leased to one worker: the ticket that later says how it went.

    `attempt` is the fence: it grows with every lease. `tries` counts the attempts that count towards giving up.
    """

    id: LetterId
    attempt: int
    tries: int
    lane: Lane
    letter: Letter
    facts: LetterFacts
    envelope: Envelope


@dataclass(frozen=True, slots=True, kw_only=True)
class Troubled:
    """A letter that needs an operator, in internal numbers only: no name, no text."""

    id: LetterId
    community: CommunityId
    kind: LetterKind
    to: Recipient
    state: LetterState
    reason: str
    tries: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCounts:
    """How many letters stand where, and how long the oldest one ready has waited."""

    by_state: Mapping[LetterState, int] = field(default_factory=dict)
    oldest_ready: datetime | None = None


class Outbox(Protocol):
    """Letters: they leave only if the transaction that wrote them commits."""

    async def post(self, letters: Iterable[Letter]) -> int:
        """Queue letters; one whose key is already known changes nothing. Return how many are new."""
        ...

    async def claim(
        self, now: datetime, owner: str, lease: timedelta, limit: int, *, busy: Collection[Lane] = ()
    ) -> list[Claimed]:
        """Lease up to `limit` ready letters of each lane that is not busy: by priority, then oldest first."""
        ...

    async def promote(self, waiting_since: datetime) -> int:
        """Give letters that have been ready since before a moment the highest priority; return how many."""
        ...

    async def pace(self, lane: Lane) -> LanePace | None:
        """Return what was learned of a lane; None when nothing was."""
        ...

    async def keep_pace(self, lane: Lane, pace: LanePace) -> None:
        """Remember what was learned of a lane."""
        ...

    async def backlog(self, community: CommunityId) -> Mapping[RecipientKind, int]:
        """Return how many letters of a community wait to be sent, by kind of place."""
        ...

    async def troubled(self, limit: int) -> list[Troubled]:
        """Return letters that are dead or of unknown fate, the newest first."""
        ...

    async def requeue(self, letters: Collection[LetterId], now: datetime) -> int:
        """Make dead letters ready again, as if never tried; return how many."""
        ...

    async def drop(self, letters: Collection[LetterId]) -> int:
        """Drop letters that are dead or of unknown fate, for good; return how many."""
        ...

    async def forget_before(self, moment: datetime, limit: int) -> int:
        """Delete up to `limit` letters that were settled before a moment; return how many."""
        ...

    async def claim_unknown(self, now: datetime, owner: str, lease: timedelta, limit: int) -> list[Claimed]:
        """Lease letters of unknown fate that are due to be asked about."""
        ...

    async def expire_leases(self, now: datetime, ask_at: datetime) -> int:
        """Make letters whose lease ran out before `now` unknown, to be asked about at `ask_at`; return how many."""
        ...

    async def sent(self, claimed: Claimed, sent: Sent, now: datetime) -> bool:
        """Record delivery, and the place for next time; False when the lease was lost to somebody else."""
        ...

    async def later(self, claimed: Claimed, at: datetime, *, counts: bool) -> bool:
        """Make the letter ready again at `at`; `counts` = this attempt counts towards giving up."""
        ...

    async def unknown(self, claimed: Claimed, ask_at: datetime) -> bool:
        """Record that nobody knows whether it arrived; ask at `ask_at`."""
        ...

    async def finish(self, claimed: Claimed, state: LetterState, reason: str) -> bool:
        """Record that the letter is DEAD or DROPPED, and why (a short code, no text of members)."""
        ...

    async def cancel(self, *, partnership: PartnershipId | None = None, key_prefix: str = "") -> int:
        """Drop unsent letters about a partnership or with a key prefix; return how many."""
        ...

    async def counts(self) -> LetterCounts:
        """Return how many letters stand where."""
        ...

    async def next_at(self, after: datetime) -> datetime | None:
        """Return when the first letter is ready that is to leave later than a moment."""
        ...

    async def progress(self, key_prefix: str) -> Mapping[LetterState, int]:
        """Return how many of the letters with a key prefix stand where."""
        ...


class Inbox(Protocol):
    """What arrived from the platforms, to handle each thing once."""

    async def first_time(self, key: str, now: datetime) -> bool:
        """Remember the key; False when it was seen before."""
        ...

    async def forget_before(self, moment: datetime) -> int:
        """Delete keys seen before a moment; return how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Something a member began and has not finished: values typed, questions open."""

    id: DraftId
    member: MemberId
    kind: str
    data: Mapping[str, object]


class Drafts(Protocol):
    """Short-lived unfinished things; only their own member can read them."""

    async def keep(self, member: MemberId, kind: str, data: Mapping[str, object], until: datetime) -> DraftId:
        """Store a draft (plain JSON values) until a moment."""
        ...

    async def get(self, draft: DraftId, member: MemberId, kind: str) -> Draft:
        """Return the member's own draft; NotFound("draft.gone") otherwise."""
        ...

    async def of(self, member: MemberId, kind: str, now: datetime) -> list[Draft]:
        """Return the member's drafts of a kind that have not run out, oldest first."""
        ...

    async def change(self, draft: DraftId, data: Mapping[str, object]) -> None:
        """Replace what a draft holds; its end stays, and one that is gone stays gone."""
        ...

    async def drop(self, draft: DraftId) -> None:
        """Remove a draft; one that is gone is fine."""
        ...

    async def forget_before(self, moment: datetime) -> int:
        """Delete drafts that ran out before a moment; return how many."""
        ...


class Audit(Protocol):
    """Who did what as an organiser: append-only, no free text, each entry chained to the one before it."""

    async def add(
        self,
        now: datetime,
        actor: MemberId,
        action: str,
        community: CommunityId,
        subject: int = 0,
        *,
        person: MemberId | None = None,
    ) -> None:
        """Append one entry: about a thing by its number, or about a person."""
        ...

    async def broken(self) -> list[int]:
        """Return the numbers of entries that do not fit the ones before them; [] when the whole chain holds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """Somebody was erased: the number of the erasure, the random key they had, and when."""

    number: int
    key: str
    at: datetime


class Privacy(Protocol):
    """Everything about one member: to be told, and to be erased."""

    async def everything(self, member: MemberId) -> dict[str, list[dict[str, object]]]:
        """Return every row that belongs to a member, by table, as plain JSON values."""
        ...

    async def erase(self, member: MemberId, now: datetime) -> None:
        """Remove a member from every table; NotFound("member.gone") when there is no such member."""
        ...

    async def erased_lately(self, community: CommunityId, external_id: str) -> Erased | None:
        """Return the erasure of the person who had this user id; None after a few days, or when they came back."""
        ...

    async def begin_anew(self, erasure: int) -> None:
        """Let the person of an erasure come back, as somebody new."""
        ...

    async def forget_fingerprints(self, before: datetime) -> None:
        """Forget by what the people of erasures before a moment could be recognised."""
        ...

    async def erased_since(self, moment: datetime) -> list[Erased]:
        """Return who was erased since a moment."""
        ...

    async def known_by(self, keys: Collection[str]) -> list[MemberId]:
        """Return the members who have one of these random keys."""
        ...

    async def forget_erasures(self, before: datetime) -> None:
        """Delete what is kept of erasures before a moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a member reported: about whom (None: nobody named, or somebody erased), and whether under their name."""

    member: MemberId
    about: MemberId | None
    named: bool
    words: str
    written_at: datetime


class Safety(Protocol):
    """Safety contacts, reports, and who was removed from a programme."""

    async def appoint(self, programme: ProgrammeId, contact: MemberId) -> bool:
        """Make a member a safety contact; True when that is new."""
        ...

    async def dismiss(self, programme: ProgrammeId, contact: MemberId) -> bool:
        """Take the role away; True when the member had it."""
        ...

    async def contacts(self, programmes: Collection[ProgrammeId]) -> list[MemberId]:
        """Return the safety contacts of programmes, by id, each once."""
        ...

    async def report(self, report: Report) -> int | None:
        """Store a report and return its number; None when the very same one was made within the last day."""
        ...

    async def forget_reports(self, before: datetime) -> int:
        """Delete reports written before a moment; return how many."""
        ...

    async def remove(self, programme: ProgrammeId, member: MemberId) -> bool:
        """Take a member out of a programme for good; True when that is new."""
        ...

    async def readmit(self, programme: ProgrammeId, member: MemberId) -> bool:
        """Let a removed member join again; True when they were removed."""
        ...

    async def removed_from(self, member: MemberId) -> list[ProgrammeId]:
        """Return the programmes a member was removed from."""
        ...


class Work(Protocol):
    """One transaction and the repositories that take part in it."""

    @property
    def communities(self) -> Communities:
        """Communities and programmes."""
        ...

    @property
    def people(self) -> People:
        """Members."""
        ...

    @property
    def skills(self) -> Skills:
        """Skills, offers and wants."""
        ...

    @property
    def vocabulary(self) -> Vocabularies:
        """The communities' own words."""
        ...

    @property
    def rounds(self) -> Rounds:
        """Rounds and enrolments."""
        ...

    @property
    def partnerships(self) -> Partnerships:
        """Partnerships, goals, meetings."""
        ...

    @property
    def agreements(self) -> Agreements:
        """What partners agreed on."""
        ...

    @property
    def checkins(self) -> CheckIns:
        """Weekly questions."""
        ...

    @property
    def feedback(self) -> Feedbacks:
        """What partners say to each other and of themselves."""
        ...

    @property
    def schedule(self) -> Schedule:
        """What falls due."""
        ...

    @property
    def outbox(self) -> Outbox:
        """What is to be sent once this commits."""
        ...

    @property
    def inbox(self) -> Inbox:
        """What arrived."""
        ...

    @property
    def drafts(self) -> Drafts:
        """What was begun."""
        ...

    @property
    def audit(self) -> Audit:
        """What organisers did."""
        ...

    @property
    def privacy(self) -> Privacy:
        """Everything about one member."""
        ...

    @property
    def safety(self) -> Safety:
        """Safety contacts, reports, removals."""
        ...


class Store(Protocol):
    """Opens transactions.

    Raises (both): Unavailable when the database is gone or stays locked for 5 s.
    """

    def write(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction that may write; one at a time on SQLite. Never await the network inside."""
        ...

    def read(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction that only reads."""
        ...

    async def scrub(self) -> None:
        """Make sure that what was deleted is gone from the files, too (as far as the engine keeps copies)."""
        ...

    def when_stirred(self, call: Callable[[], None]) -> None:
        """Call this after every commit of this process that queued letters or planned moments."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...
