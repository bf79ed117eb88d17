"""13-17, 19-21, 23: what reaches whom, and that whatever people do counts exactly once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.model.confided import Audience
from bot.model.ids import MemberId
from bot.ports import ToChannel, ToMember
from bot.router.request import Show
from bot.ui import mentioned, plain
from bot.wiring.simulation.chat import Home, Message, Person
from bot.wiring.simulation.clockwork import moment
from bot.wiring.simulation.invariants.base import Invariant, World
from bot.wiring.simulation.secrets import ANYBODY, FEEDBACK, MARK, Secret
from bot.wiring.simulation.switchboard import Deed
from storage.glass import at

IN_FLIGHT = timedelta(minutes=2)
MASS = frozenset({"channel", "here", "everyone", "subteam", "usergroup"})
A_WEEK = 604_800.0
ASKS = frozenset({"checkin", "signup"})


class SilentAfterLeaving(Invariant):
    """13."""

    number = 13
    name = "silent"
    sentence = (
        "Who left gets no message any more, and who pauses gets no question, but what was already on its way or was"
        " written to be told all the same."
    )

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look where the readers of a message stand."""
        if message.key.startswith("opened:"):
            return
        for person in message.readers:
            for left, paused, meant in world.glass.rows(
                "SELECT left_at, paused_until, (SELECT even_if_away FROM letter WHERE id = ?) FROM member WHERE id = ?",
                message.letter,
                person.member,
            ):
                now = moment(message.at)
                gone = left is not None and now - at(str(left)) > IN_FLIGHT
                resting = paused is not None and now + IN_FLIGHT < at(str(paused))
                if gone and not meant:
                    yield f"{person.handle} left at {left} and reads {message.key}"
                if resting and message.kind in ASKS and not self._just_now(world, person, message):
                    yield f"{person.handle} pauses until {paused} and reads {message.key}"

    def _just_now(self, world: World, person: Person, message: Message) -> bool:
        return (
            person.member in self._paused
            and message.at - self._paused[person.member] < IN_FLIGHT.total_seconds()
        )

    def __init__(self) -> None:
        self._paused: dict[int, float] = {}

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Remember when somebody began to pause."""
        if deed.action.startswith("pause"):
            self._paused[deed.person.member] = world.seconds()
        yield from ()


class Forgotten(Invariant):
    """14."""

    number = 14
    name = "forgotten"
    sentence = (
        "Who asked to be forgotten is in no table any more, neither by id nor by name nor by a word they wrote; no"
        " message to or about them leaves; and nothing that comes late brings them back."
    )

    def __init__(self) -> None:
        self._sought: dict[str, float] = {}

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look for erased people among those a message is for, and for their marks in its words."""
        now = world.seconds() - IN_FLIGHT.total_seconds()
        if not isinstance(message.to, ToChannel):
            for person in message.readers:
                if person.erased is not None and person.erased < now:
                    yield f"{person.handle} was erased and reads {message.key}"
        for found in MARK.finditer(message.words):
            author = _whose(world, found)
            if author is not None and author.erased is not None and author.erased < now:
                yield f"{message.key} holds {found.group()} of {author.handle}, who was erased"

    def look(self, world: World) -> Iterator[str]:
        """Look through every table for who was erased: at once, and once more each week."""
        now = world.seconds()
        for home in world.homes:
            for person in home.people:
                if person.erased is not None and now - self._sought.get(person.handle, -now) > A_WEEK:
                    self._sought[person.handle] = now
                    yield from self._traces(world, person)

    def end(self, world: World) -> Iterator[str]:
        """Look for everybody who was ever erased."""
        self._sought.clear()
        yield from self.look(world)

    def _traces(self, world: World, person: Person) -> Iterator[str]:
        for trace in (person.handle, f"{person.name}", f"c{person.home.number}m{person.number}n"):
            for table in world.glass.holding(trace):
                yield f"{person.handle} was erased, and {table} holds {trace!r}"
        if world.glass.rows("SELECT 1 FROM member WHERE id = ?", person.member):
            yield f"{person.handle} was erased and is a member"
        for (key,) in world.glass.rows(
            "SELECT key FROM letter WHERE to_kind = 'member' AND to_id = ?", person.member
        ):
            yield f"{person.handle} was erased, and {key} to them is still there"


class Confidential(Invariant):
    """15."""

    number = 15
    name = "confidential"
    sentence = (
        "What people write is read by nobody but those it was meant for: me, my partner, or the organisers; and"
        " feedback by nobody before everybody has written, or its window has closed."
    )

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look for marks of others' words in a message."""
        for person in message.readers:
            yield from self._read(world, person, message.words, message.key)

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Look for marks of others' words in an answer."""
        if isinstance(deed.answer, Show):
            yield from self._read(world, deed.person, _words(deed), deed.action)

    def _read(self, world: World, reader: Person, words: str, where: str) -> Iterator[str]:
        for found in MARK.finditer(words):
            secret = world.secrets.find(found.group())
            if secret is None or secret.author is reader or ANYBODY in secret.readers:
                continue
            partner = Audience.PARTNER in secret.readers and _partners(world, reader, secret.author)
            if not partner and not (Audience.ORGANISERS in secret.readers and reader.organiser):
                yield f"{reader.handle} reads {found.group()} of {secret.author.handle} in {where}"
            if secret.form == FEEDBACK and _too_early(world, secret, found.group()):
                yield f"{reader.handle} reads {found.group()} in {where} before both have written"


class TownsApart(Invariant):
    """16."""

    number = 16
    name = "towns apart"
    sentence = "No message or answer in one community names or quotes anybody of another."

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look for marks and mentions of another community."""
        yield from self._foreign(message.home, message.words, message.key)
        for handle in message.mentioned & world.chat.people.keys():
            if world.chat.people[handle].home is not message.home:
                yield f"{message.key} mentions {handle} in c{message.home.number}"

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Look for marks and mentions of another community."""
        if not isinstance(deed.answer, Show):
            return
        yield from self._foreign(deed.person.home, _words(deed), deed.action)
        for member in mentioned(deed.answer.card):
            person = world.met.get(member)
            if person is not None and person.home is not deed.person.home:
                yield f"{deed.action} of {deed.person.handle} mentions {person.handle}"

    def _foreign(self, home: Home, words: str, where: str) -> Iterator[str]:
        for found in MARK.finditer(words):
            if int(found.group(1)) != home.number:
                yield f"{where} in c{home.number} holds {found.group()}"


class NobodyCalled(Invariant):
    """17."""

    number = 17
    name = "nobody called"
    sentence = (
        "No message calls a whole channel, and none notifies anybody but its readers and their partners."
    )

    def message(self, world: World, message: Message) -> Iterator[str]:
        """Look whom a message notifies."""
        if message.called & MASS:
            yield f"{message.key} calls {', '.join(sorted(message.called & MASS))}"
        readers = {one.handle for one in message.readers}
        for handle in sorted(message.called - MASS - readers):
            other = world.chat.people.get(handle)
            if other is not None and other.gone:
                continue  # an account that was deleted is notified of nothing
            if isinstance(message.to, ToMember) and other is not None:
                reader = message.readers[0] if message.readers else None
                if reader is None or reader.organiser or _partners(world, reader, other):
                    continue
            yield f"{message.key} calls {handle}, who is neither its reader nor a partner"


class OnceInEffect(Invariant):
    """19."""

    number = 19
    name = "once in effect"
    sentence = "What reaches the bot twice counts once: the second time there is no answer and no effect."

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Look whether a repetition was answered."""
        if deed.repeated and deed.calm and deed.answer is not None:
            yield f"{deed.action} of {deed.person.handle} came twice and was answered twice"


class Audited(Invariant):
    """20."""

    number = 20
    name = "audited"
    sentence = (
        "Every round an organiser opens, publishes or calls off has exactly one entry in the audit, and nobody else"
        " changes anything."
    )

    def look(self, world: World) -> Iterator[str]:
        """Compare the audit with what happened to rounds, and its actors with the organisers."""
        happened = {(edge.old, edge.new): edge.times for edge in world.glass.edges("round")}
        expected = {
            "round.open": happened.get(("", "open"), 0),
            "round.publish": happened.get(("proposed", "running"), 0),
            "round.cancel": happened.get(("open", "cancelled"), 0)
            + happened.get(("proposed", "cancelled"), 0),
        }
        for action, times in expected.items():
            entries = world.glass.number("SELECT count(*) FROM audit WHERE action = ?", action)
            if entries != times:
                yield f"{action} happened {times} times and has {entries} entries"
        for (actor,) in world.glass.rows(
            "SELECT DISTINCT m.id FROM audit a JOIN member m ON m.key = a.actor"
        ):
            person = world.met.get(MemberId(int(str(actor))))
            if person is not None and not person.organiser:
                yield f"{person.handle} organises nothing and is in the audit"
        broken = world.glass.number(
            "SELECT count(*) FROM audit a WHERE a.previous <> coalesce((SELECT b.digest FROM audit b"
            " WHERE b.community_id = a.community_id AND b.id < a.id ORDER BY b.id DESC LIMIT 1), '')"
        )
        if broken:
            yield f"{broken} entries of the audit do not follow the ones before them"


class NothingOverwritten(Invariant):
    """21."""

    number = 21
    name = "nothing overwritten"
    sentence = "What somebody was told is saved is there, whoever else saved something at the same moment."

    def __init__(self) -> None:
        self._saved: dict[tuple[int, int], str] = {}

    def deed(self, world: World, deed: Deed) -> Iterator[str]:
        """Remember how many goals were saved; and compare when the answer is out."""
        name, _, number = deed.action.partition(":")
        if (
            name != "goals.save"
            or not isinstance(deed.answer, Show)
            or deed.repeated
            or deed.answer.card.rows == ()
        ):
            return
        goal = world.glass.rows(
            "SELECT goal FROM partner WHERE partnership_id = ? AND member_id = ?",
            int(number.partition(".")[0] or 0),
            deed.person.member,
        )
        if goal and goal[0][0] is not None:
            self._saved[int(number), deed.person.member] = str(goal[0][0])
        yield from ()

    def look(self, world: World) -> Iterator[str]:
        """Look whether every goal that was saved is still there."""
        there = {
            (int(str(one)), int(str(member))): goal
            for one, member, goal in world.glass.rows("SELECT partnership_id, member_id, goal FROM partner")
        }
        for key, goal in self._saved.items():
            if key in there and there[key] is None:
                yield f"the goal {goal[-12:]!r} of member {key[1]} in partnership {key[0]} is gone"


def _too_early(world: World, secret: Secret, mark: str) -> bool:
    """Return whether feedback is not to be read yet: it waits for everybody who can write, or for its last moment."""
    return bool(
        world.glass.rows(
            "SELECT 1 FROM feedback f JOIN feedback_window w ON w.partnership_id = f.partnership_id"
            " AND w.stage = f.stage WHERE f.partnership_id = ? AND f.member_id = ? AND instr(f.keep || f.attempt, ?)"
            " AND (w.released_at IS NULL OR w.released_at < w.closes_at AND EXISTS"
            " (SELECT 1 FROM partner p JOIN address a ON a.member_id = p.member_id"
            " WHERE p.partnership_id = f.partnership_id AND p.member_id NOT IN (SELECT g.member_id FROM feedback g"
            " WHERE g.partnership_id = f.partnership_id AND g.stage = f.stage)))",
            secret.about,
            secret.author.member,
            mark,
        )
    )


def _whose(world: World, found: re.Match[str]) -> Person | None:
    home, number = int(found.group(1)), int(found.group(2))
    people = world.homes[home - 1].people if 0 < home <= len(world.homes) else []
    return people[number - 1] if 0 < number <= len(people) else None


def _partners(world: World, one: Person, other: Person) -> bool:
    """Return whether two people ever were in a partnership."""
    return bool(
        world.glass.rows(
            "SELECT 1 FROM partner a JOIN partner b ON b.partnership_id = a.partnership_id"
            " WHERE a.member_id = ? AND b.member_id = ? LIMIT 1",
            one.member,
            other.member,
        )
    )


def _words(deed: Deed) -> str:
    if not isinstance(deed.answer, Show):
        return ""
    card = deed.answer.card
    lines = [card.title, *(plain(line) for line in card.lines), *(plain(fact.value) for fact in card.facts)]
    return "\n".join(lines)
