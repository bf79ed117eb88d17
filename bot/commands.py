"""Every verb that people can type, once for all platforms.

Slack, the playground and the terminal parse typed text with `parse`; Discord makes its subcommands from
`COMMANDS`. A new verb added here, with its route in `bot.router`, arrives everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process

from bot.texts import mark

MEMBER_ROOT = "mentor"
ORGANISER_ROOT = "mentor-admin"
UNKNOWN = "unknown"
NEAR_ENOUGH = 60


class OptionKind(StrEnum):
    """What may stand behind a verb."""

    TEXT = "text"
    SKILLS = "skills"
    PERSON = "person"
    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """The words behind a verb: `name` is Discord's option name (<= 32), `description` its hint (<= 100)."""

    name: str
    description: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One verb: `/{root} {path}`, and the action it means; `description` is English, marked for translation.

    `opens_form`: typed without an argument it answers with a form (which must be the very first answer on
    Slack and Discord).
    """

    root: str
    path: str
    action: str
    description: str
    option: Option | None = None
    opens_form: bool = False

    @property
    def typed(self) -> str:
        """The command as people type it, e.g. `/mentor-admin round open`."""
        return f"/{self.root} {self.path}"


def _skills(description: str) -> Option:
    return Option(name=mark("skills"), description=description, kind=OptionKind.SKILLS)


TWO = Option(
    name=mark("people"),
    description=mark("Mention both; leave it empty to choose in a form"),
    kind=OptionKind.PERSON,
)

COMMANDS: tuple[Command, ...] = (
    Command(root="mentor", path="help", action="help", description=mark("What this is and where you stand")),
    Command(
        root="mentor",
        path="join",
        action="join",
        description=mark("Take part: teach something, learn something"),
    ),
    Command(root="mentor", path="leave", action="leave", description=mark("Stop taking part")),
    Command(
        root="mentor",
        path="pause",
        action="pause",
        description=mark("Take a break until a day"),
        option=Option(
            name=mark("until"), description=mark("A day such as 2026-12-24, or 3 weeks"), kind=OptionKind.DAY
        ),
        opens_form=True,
    ),
    Command(root="mentor", path="resume", action="resume", description=mark("Come back from a break")),
    Command(root="mentor", path="in", action="in", description=mark("Take part in the open round")),
    Command(root="mentor", path="skip", action="skip", description=mark("Sit out the open round")),
    Command(
        root="mentor",
        path="offer",
        action="offer",
        description=mark("Say what you can teach"),
        option=_skills(mark("For example: python, k8s (expert), giving talks")),
        opens_form=True,
    ),
    Command(
        root="mentor",
        path="want",
        action="want",
        description=mark("Say what you would like to learn"),
        option=_skills(mark("For example: golang: ship my first CLI")),
        opens_form=True,
    ),
    Command(
        root="mentor",
        path="profile",
        action="profile",
        description=mark("See and change everything about you"),
    ),
    Command(
        root="mentor",
        path="skills",
        action="skills",
        description=mark("What people here teach and want to learn"),
        option=Option(name=mark("skill"), description=mark("One skill to look up"), kind=OptionKind.SKILLS),
    ),
    Command(
        root="mentor",
        path="partner",
        action="partner",
        description=mark("Your partnership: who, what and what next"),
    ),
    Command(
        root="mentor",
        path="goals",
        action="goals",
        description=mark("Write down what you want to reach"),
        opens_form=True,
    ),
    Command(
        root="mentor",
        path="meet",
        action="meet",
        description=mark("Find a time to meet"),
        option=Option(
            name=mark("when"), description=mark("For example: 2026-12-24 15:00"), kind=OptionKind.MOMENT
        ),
    ),
    Command(
        root="mentor",
        path="guide",
        action="guide",
        description=mark("A one-page plan for your next meeting"),
    ),
    Command(
        root="mentor",
        path="agreement",
        action="agreement",
        description=mark("What you and your partner agreed on"),
    ),
    Command(
        root="mentor", path="checkin", action="checkin", description=mark("Say how your week together went")
    ),
    Command(
        root="mentor",
        path="feedback",
        action="feedback",
        description=mark("One thing to keep, one to try, read by both at once"),
        opens_form=True,
    ),
    Command(
        root="mentor",
        path="introduce",
        action="introduce",
        description=mark("Bring your partner and somebody else together"),
        option=Option(name="person", description=mark("Who; both are asked first"), kind=OptionKind.PERSON),
        opens_form=True,
    ),
    Command(
        root="mentor",
        path="log",
        action="log",
        description=mark("What you taught and learned, for you alone"),
    ),
    Command(
        root="mentor",
        path="change",
        action="change",
        description=mark("Another partner, or an early end, without blame"),
    ),
    Command(
        root="mentor",
        path="avoid",
        action="avoid",
        description=mark("Confidential: with whom I am never paired"),
        option=Option(
            name=mark("person"), description=mark("Who; nobody else will know"), kind=OptionKind.PERSON
        ),
        opens_form=True,
    ),
    Command(
        root="mentor",
        path="report",
        action="report",
        description=mark("Tell the safety contacts something in confidence"),
        opens_form=True,
    ),
    Command(
        root="mentor", path="data", action="data", description=mark("Everything I keep about you, as a file")
    ),
    Command(
        root="mentor",
        path="forget",
        action="forget",
        description=mark("Erase everything about you (asks first)"),
    ),
    Command(
        root="mentor-admin",
        path="setup",
        action="setup",
        description=mark("Run mentorship in this channel"),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="settings",
        action="setup",
        description=mark("Change how mentorship runs in this channel"),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="round open",
        action="round.open",
        description=mark("Open sign-up for a new round"),
        option=Option(
            name=mark("until"),
            description=mark("Last day to sign up, such as 2026-12-24"),
            kind=OptionKind.DAY,
        ),
    ),
    Command(
        root="mentor-admin",
        path="round preview",
        action="round.preview",
        description=mark("Compute the proposal and look at it in private"),
    ),
    Command(
        root="mentor-admin",
        path="round lock",
        action="round.lock",
        description=mark("Let two people be partners in this round, whatever is computed"),
        option=TWO,
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="round veto",
        action="round.veto",
        description=mark("Keep two people apart in this round"),
        option=TWO,
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="round swap",
        action="round.swap",
        description=mark("Let two people change places in the proposal"),
        option=TWO,
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="round free",
        action="round.free",
        description=mark("Take a lock or a veto between two people away"),
        option=TWO,
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="round publish",
        action="round.publish",
        description=mark("Introduce everybody (asks first)"),
    ),
    Command(
        root="mentor-admin",
        path="round status",
        action="round.status",
        description=mark("How the round is going"),
    ),
    Command(
        root="mentor-admin",
        path="round close",
        action="round.close",
        description=mark("End the round with a retrospective"),
    ),
    Command(
        root="mentor-admin",
        path="round cancel",
        action="round.cancel",
        description=mark("Call the open round off"),
    ),
    Command(
        root="mentor-admin",
        path="members",
        action="members",
        description=mark("Who takes part, in counts and names"),
    ),
    Command(
        root="mentor-admin",
        path="remove",
        action="remove",
        description=mark("Take somebody out of the mentorship here (asks first)"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="readmit",
        action="readmit",
        description=mark("Let somebody back in who was taken out"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="split",
        action="split",
        description=mark("End one partnership; its members are told neutrally"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="safety add",
        action="safety.add",
        description=mark("Name somebody to whom reports go"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="safety remove",
        action="safety.remove",
        description=mark("Reports no longer go to somebody"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="organiser add",
        action="organiser.add",
        description=mark("Let somebody run rounds here"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="organiser remove",
        action="organiser.remove",
        description=mark("Take the organiser's role away"),
        option=Option(name=mark("person"), description=mark("Who"), kind=OptionKind.PERSON, required=True),
    ),
    Command(
        root="mentor-admin",
        path="skills queue",
        action="words.queue",
        description=mark("New skills people typed, to decide about"),
    ),
    Command(
        root="mentor-admin",
        path="skills merge",
        action="words.merge",
        description=mark("Make two skills one"),
        option=_skills(mark("For example: postgres tuning into PostgreSQL")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills split",
        action="words.split",
        description=mark("Make a word a skill of its own again"),
        option=_skills(mark("For example: react native from React")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills rename",
        action="words.rename",
        description=mark("Give a skill another name"),
        option=_skills(mark("For example: Talks to Public speaking")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills forbid",
        action="words.forbid",
        description=mark("Say that two skills are never the same"),
        option=_skills(mark("For example: Java, JavaScript")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills allow",
        action="words.allow",
        description=mark("Take back that two skills are never the same"),
        option=_skills(mark("For example: Java, JavaScript")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills add",
        action="words.add",
        description=mark("Add a skill of your own, with other words for it"),
        option=_skills(mark("For example: Hydra: our cluster, hydra2")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills covers",
        action="words.cover",
        description=mark("Say that who knows one skill can help with another"),
        option=_skills(mark("For example: Kubernetes covers Docker 0.7")),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills changes",
        action="words.changes",
        description=mark("What was decided about words, each with a way back"),
    ),
    Command(
        root="mentor-admin",
        path="skills undo",
        action="words.undo",
        description=mark("Take back the last change of words, or the one with a number"),
        option=Option(name=mark("number"), description=mark("The number of the change")),
    ),
    Command(
        root="mentor-admin",
        path="skills export",
        action="words.export",
        description=mark("Your community's words as YAML, to copy"),
        opens_form=True,
    ),
    Command(
        root="mentor-admin",
        path="skills import",
        action="words.import",
        description=mark("Add words from YAML"),
        opens_form=True,
    ),
    Command(
        root="mentor-admin", path="help", action="admin.help", description=mark("What organisers can do")
    ),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a typed command means: an action, and the words behind the verb."""

    action: str
    text: str
    opens_form: bool = False


def parse(root: str, text: str) -> Typed:
    """Return what the text behind `/mentor` or `/mentor-admin` means.

    Nothing at all is the root's help; an unknown verb gives the action `unknown`, with the root in front of
    the text.
    """
    words = text.split()
    if not words:
        return Typed("help" if root == MEMBER_ROOT else "admin.help", "")
    for command in _of(root):
        path = command.path.split()
        if [word.casefold() for word in words[: len(path)]] == path:
            rest = text.split(maxsplit=len(path))[len(path) :]
            argument = rest[0].strip() if rest else ""
            return Typed(command.action, argument, command.opens_form and not argument)
    return Typed(UNKNOWN, f"{root} {text.strip()}")


def nearest(root: str, text: str) -> Command | None:
    """Return the command of a root that somebody most likely meant, if any is near enough."""
    typed = " ".join(text.casefold().split()[:2])
    found = process.extractOne(typed, [command.path for command in _of(root)], score_cutoff=NEAR_ENOUGH)
    return None if found is None else _of(root)[found[2]]


def kind_of(action: str) -> OptionKind | None:
    """Return what may stand behind the verb of an action; None when nothing may."""
    return next((one.option.kind for one in COMMANDS if one.action == action and one.option), None)


def roots() -> Iterable[str]:
    """Return the slash commands there are."""
    return (MEMBER_ROOT, ORGANISER_ROOT)


def _of(root: str) -> list[Command]:
    return [command for command in COMMANDS if command.root == root]
