"""The people and things that screens are drawn with, as large as the model lets them become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice

from bot.matching import Certificate, Help, How, Match, Result, Taken, Term, TermKind, Unplaced, Why
from bot.matching import Change as MatchChange
from bot.matching import Kind as MatchKind
from bot.matching import Lesson as MatchLesson
from bot.model.agreements import Agreement, Confidence
from bot.model.community import Programme, Settings
from bot.model.confided import Audience, ForOrganisers, ForPartners, OnlyMe, confided
from bot.model.feedback import Answer, CheckIn, Direction, LookBack
from bot.model.ids import (
    ChangeId,
    CheckInId,
    CommunityId,
    DraftId,
    MeetingId,
    MemberId,
    PartnershipId,
    ProgrammeId,
    RoundId,
    SkillId,
)
from bot.model.partnerships import Coming, Kind, Lesson, Meeting, Next, Partnership
from bot.model.people import MAX_BIO, MAX_GOAL, MAX_NAME, MAX_NOTE, Hours, Member, Offer, Skill, Want
from bot.model.rounds import Round, RoundState
from bot.model.vocabulary import Change, ChangeKind
from bot.ports import Handle
from bot.screens.skills import Doubt
from bot.skills.values import MAX_NAME as MAX_SKILL
from bot.typed import read_languages

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLUB, PROGRAMME = CommunityId(1), ProgrammeId(1)
FIRST_ID = 10**9
"""Where a community's numbers are after a long life; the first of every kind of thing has it."""

HOSTILE = "<!channel> @everyone *b* <b>x</b> [x](http://evil) \u202e @here <@U9> <script>x()</script> `c` "
Style = Callable[[int], str]


def _few(most: int) -> str:
    return "Giving talks"[:most]


def _hostile(most: int) -> str:
    return "".join(islice(cycle(HOSTILE), most))


CALM, LONG = "a few words", "as long as can be"
STYLES: Mapping[str, Style] = {
    CALM: _few,
    LONG: lambda most: "W" * most,
    "hostile": _hostile,
    "signs": lambda most: "".join(islice(cycle("*&"), most)),
    "emoji": lambda most: "🦀" * most,
}
"""How what people type may look: a style returns words of at most, and where it can of exactly, so many characters."""

LANGUAGES = read_languages(
    "Norwegian Nynorsk, Norwegian Bokmål, North Ndebele, Western Frisian, Scottish Gaelic, Haitian Creole",
    "languages",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """A club in which everybody types in one style."""

    style: Style

    def note(self) -> str:
        """Return the longest note."""
        return self.style(MAX_NOTE)

    def name(self) -> str:
        """Return the longest name of a member."""
        return self.style(MAX_NAME)

    def skill_name(self) -> str:
        """Return the longest name of a skill."""
        return self.style(MAX_SKILL)

    def names(self) -> dict[MemberId, Handle]:
        """Return everybody whom a screen can mention, as a platform knows them."""
        return {
            MemberId(FIRST_ID + n): Handle(external_id=f"1{n:018}", name=self.name()) for n in range(1000)
        }

    def skill(self, n: int) -> Skill:
        """Return a skill."""
        return Skill(id=SkillId(FIRST_ID + n), community=CLUB, key=f"skill {n}", name=self.skill_name())

    def goal(self) -> str:
        """Return the longest goal."""
        return self.style(MAX_GOAL)

    def line(self, most: int) -> str:
        """Return a line of at most, and where the style can of exactly, so many characters."""
        return self.style(most)

    def doubts(self, count: int) -> list[Doubt]:
        """Return so many questions, each with three choices but the last, which has one."""
        return [
            Doubt(
                draft=DraftId(FIRST_ID),
                index=n,
                typed=self.skill_name(),
                choices=[self.skill_name()] * (1 if n == count - 1 else 3),
            )
            for n in range(count)
        ]

    def change(self, kind: ChangeKind) -> Change:
        """Return a change of the community's words."""
        return Change(
            id=ChangeId(FIRST_ID + list(ChangeKind).index(kind)),
            community=CLUB,
            at=NOW,
            actor=who(0),
            kind=kind,
            first=self.skill_name(),
            second=self.skill_name(),
        )

    def offers(self, count: int) -> list[Offer]:
        """Return so many offers."""
        return [Offer(member=who(0), skill=self.skill(n)) for n in range(count)]

    def wants(self, count: int) -> list[Want]:
        """Return so many wants, each with the longest goal."""
        return [Want(member=who(0), skill=self.skill(n), goal=self.style(MAX_GOAL)) for n in range(count)]

    def member(self, n: int = 0, *, paused: bool = False) -> Member:
        """Return a member who filled in everything."""
        return Member(
            id=who(n),
            community=CLUB,
            name=self.name(),
            zone="America/Argentina/ComodRivadavia",
            zone_known=True,
            languages=LANGUAGES,
            hours=tuple(Hours),
            capacity=3,
            bio=self.style(MAX_BIO),
            joined_at=NOW - timedelta(weeks=8),
            paused_until=NOW + timedelta(weeks=2) if paused else None,
        )

    def members(self) -> dict[MemberId, Member]:
        """Return the members of a partnership."""
        return {who(n): self.member(n) for n in range(3)}

    def newcomer(self) -> Member:
        """Return somebody of whom nothing is known yet."""
        return Member(id=who(0), community=CLUB, name=self.name())

    def partnership(
        self, kind: Kind = Kind.CIRCLE, *, related: bool = False, goals: bool = True
    ) -> Partnership:
        """Return a partnership of a kind, with everything that can stand in one."""
        pairs = {
            Kind.PAIR: ((0, 1), (1, 0)),
            Kind.CIRCLE: ((0, 1), (1, 2), (2, 0)),
            Kind.ONE_WAY: ((0, 1),),
        }[kind]
        members = tuple(who(n) for n in range(3 if kind is Kind.CIRCLE else 2))
        lessons = tuple(
            Lesson(
                teacher=who(teacher),
                learner=who(learner),
                skill=self.skill_name(),
                goal=self.style(MAX_GOAL),
                via=self.skill_name() if related else "",
            )
            for teacher, learner in pairs
        )
        return Partnership(
            id=PartnershipId(FIRST_ID),
            programme=PROGRAMME,
            round=RoundId(FIRST_ID),
            kind=kind,
            members=members,
            lessons=lessons,
            starter=who(1),
            started_at=NOW,
            ends_at=NOW + timedelta(weeks=26),
            shared=((0, 480, 1080),),
            languages=LANGUAGES,
            goals={member: self.style(MAX_GOAL) for member in members} if goals else {},
        )

    def agreements(self) -> dict[str, Agreement]:
        """Return an agreement at every stage."""
        first = Agreement(partnership=PartnershipId(FIRST_ID), confidence=Confidence.PERSONAL)
        by_partner = replace(first, version=FIRST_ID, proposed_by=who(1), agreed=frozenset({who(1)}))
        everybody = frozenset({who(0), who(1), who(2)})
        return {
            "the bot's": first,
            "a partner's": by_partner,
            "half signed": replace(by_partner, agreed=frozenset({who(0)})),
            "signed": replace(by_partner, agreed=everybody),
        }

    def match(self, kind: MatchKind = MatchKind.CIRCLE, first: int = 0, how: How = How.RELATED) -> Match:
        """Return a proposed partnership for which everything speaks."""
        members = [str(who(first + n)) for n in range(3 if kind is MatchKind.CIRCLE else 2)]
        following = members[1:] if kind is MatchKind.ONE_WAY else [*members[1:], members[0]]
        skill = self.skill_name()
        lessons = tuple(
            MatchLesson(
                teacher=teacher,
                learner=learner,
                skill=skill,
                via=skill if how is How.EXACT else self.style(MAX_SKILL - 1),
                score=9,
                how=how,
            )
            for teacher, learner in zip(members, following, strict=False)
        )
        terms = tuple(Term(kind=one, points=1, members=tuple(members), count=12) for one in TermKind)
        return Match(members=tuple(members), kind=kind, lessons=lessons, languages=LANGUAGES, terms=terms)

    def unplaced(self, why: Why, n: int = 0) -> Unplaced:
        """Return somebody without a partner, all of whose wishes nobody can teach."""
        missing = tuple(self.skill_name() for _ in range(5))
        changes = (None, *MatchChange)
        change = changes[n % len(changes)]
        found = Help(change, self.skill_name()) if change else None
        partners = (str(who(n + 1)), (str(who(n + 2)), str(who(n + 3))))
        taken = (Taken(partner=partners[0], others=partners[1], points=9999, instead=9999),) * 3
        return Unplaced(
            id=str(who(n)),
            why=why,
            missing=missing,
            skills=missing,
            partners=3,
            taken=taken if why is Why.BUSY else (),
            help=found,
        )

    def result(self, kind: MatchKind, partnerships: int, *, proven: bool = True) -> Result:
        """Return a proposal of so many partnerships of one kind, and somebody left out for every reason."""
        matches = tuple(self.match(kind, 3 * n) for n in range(partnerships))
        left = tuple(self.unplaced(why, 900 + n) for n, why in enumerate(Why)) if partnerships else ()
        placed = 0 if kind is MatchKind.ONE_WAY else len({one for match in matches for one in match.members})
        proof = Certificate(
            placed=placed, bound=placed + (not proven), optimal=proven, objective=(), bounds=()
        )
        return Result(partnerships=matches, unplaced=left, certificate=proof, seconds=1.0)

    def checkin(
        self,
        *,
        answer: Answer | None = None,
        direction: Direction | None = None,
        usefulness: int | None = None,
        audience: Audience = Audience.ME,
    ) -> CheckIn:
        """Return a check-in with the longest note."""
        return CheckIn(
            id=CheckInId(FIRST_ID),
            partnership=PartnershipId(FIRST_ID),
            member=who(0),
            day=date(2026, 11, 26),
            answer=answer,
            direction=direction,
            usefulness=usefulness,
            note=confided(audience, who(0), self.note()),
        )

    def for_partners(self) -> ForPartners:
        """Return the longest words for partners."""
        return ForPartners(who(0), self.note())

    def for_organisers(self) -> ForOrganisers:
        """Return the longest words for organisers."""
        return ForOrganisers(who(0), self.note())

    def look_back(self, next_step: str, *, thanks: bool = True) -> LookBack:
        """Return the longest closing answers."""
        return LookBack(
            partnership=PartnershipId(FIRST_ID),
            member=who(0),
            learned=OnlyMe(who(0), self.note()),
            taught=OnlyMe(who(0), self.note()),
            change=OnlyMe(who(0), self.note()),
            thanks=ForPartners(who(0), self.note() if thanks else ""),
            next_step=next_step,
            written_at=NOW,
        )

    def programmes(self, count: int) -> list[Programme]:
        """Return so many programmes."""
        return [
            Programme(
                id=ProgrammeId(FIRST_ID + n),
                community=CLUB,
                channel=f"C{n}",
                name=self.style(80),
                settings=settings(),
            )
            for n in range(count)
        ]


def who(n: int) -> MemberId:
    """Return the number of a member."""
    return MemberId(FIRST_ID + n)


def coming() -> Coming:
    """Return what comes next."""
    return Coming(Next.CHECKIN, NOW)


def a_meeting() -> Meeting:
    """Return a meeting."""
    return Meeting(id=MeetingId(FIRST_ID), partnership=PartnershipId(FIRST_ID), at=NOW, chosen_by=who(1))


def a_round(state: RoundState = RoundState.OPEN) -> Round:
    """Return the thousandth round, in a state."""
    begun = state in {RoundState.RUNNING, RoundState.CLOSED}
    return Round(
        id=RoundId(FIRST_ID),
        programme=PROGRAMME,
        number=1000,
        state=state,
        weeks=26,
        opened_at=NOW - timedelta(days=7),
        signup_until=NOW + timedelta(days=1),
        started_at=NOW if begun else None,
        version=FIRST_ID,
    )


def settings(weekday: int = 3, *, circles: bool = True) -> Settings:
    """Return settings that stand in no list of choices."""
    return Settings(
        weeks=26, weekday=weekday, at=time(6, 45), circles=circles, one_way=circles, language="en"
    )
