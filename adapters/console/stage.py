"""A stage in the terminal: people type, press and fill in; letters arrive; a transcript is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from adapters.console.render import Pen, dated
from bot import commands
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.ports import Envelope, Sent, ToChannel, ToMember, ToSpace
from bot.router.core import Core
from bot.router.request import Ask, Reader, Reject, Request, Show
from bot.ui import Card, Form, Values

Settle = Callable[[], Awaitable[None]]
Write = Callable[[str], None]


class CannotDo(Exception):
    """The script did what a person could not: no such button, no form open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody on the stage."""

    handle: str
    name: str
    zone: str | None
    organiser: bool = False


@dataclass(slots=True)
class _Seat:
    """What one actor can see: cards with buttons, the newest last, and the form that is open."""

    community: CommunityId
    member: MemberId
    actor: Actor
    cards: list[Card] = field(default_factory=list)
    form: Form | None = None


class ConsoleStage:
    """One community in the terminal. It is also the sender of its letters."""

    def __init__(self, core: Core, community: tuple[str, str], channel: str, write: Write) -> None:
        """Play in a community (external id, name) and one channel; every line of the transcript goes to `write`."""
        self._core, self._community, self._channel, self._write = core, community, channel, write
        self._seats: dict[str, _Seat] = {}
        self._sent: dict[int, Sent] = {}
        self.settle: Settle | None = None

    async def enter(self, actors: Iterable[Actor]) -> None:
        """Let people in."""
        for actor in actors:
            community, member = await self._core.meet(
                platform=Platform.CONSOLE,
                community=self._community[0],
                community_name=self._community[1],
                language="en",
                user=actor.handle,
                name=actor.name,
                zone=actor.zone,
            )
            self._seats[actor.handle] = _Seat(community, member, actor)

    async def types(self, handle: str, text: str) -> None:
        """Let somebody type a slash command, or plain words to the bot."""
        self._write(f"\n{self._seats[handle].actor.name}> {text}")
        root, _, rest = text.removeprefix("/").partition(" ")
        if text.startswith("/") and root in commands.roots():
            typed = commands.parse(root, rest)
            await self._do(handle, typed.action, typed.text)
        else:
            await self._do(handle, "said", text)

    async def presses(self, handle: str, label: str) -> None:
        """Let somebody press a button of the newest card that has it.

        Raises:
            CannotDo: no card they can see has such a button.
        """
        for card in reversed(self._seats[handle].cards):
            for button in card.buttons():
                if button.label == label:
                    self._write(f"\n{self._seats[handle].actor.name} presses [{label}]")
                    await self._do(handle, button.action)
                    return
        raise CannotDo(f"{handle} sees no button {label!r}")

    async def fills(self, handle: str, values: Values) -> None:
        """Let somebody fill in and send the form that is open; fields not named keep what stands in them.

        Raises:
            CannotDo: no form is open.
        """
        seat = self._seats[handle]
        if seat.form is None:
            raise CannotDo(f"{handle} has no form open")
        form, seat.form = seat.form, None
        sent = {**preset(form), **values}
        said = "; ".join(", ".join(given) for given in values.values())
        self._write(f"{seat.actor.name} fills in: {said}")
        await self._do(handle, form.action, values=sent)

    def says(self, line: str) -> None:
        """Write a stage direction."""
        self._write(f"\n{line}")

    async def send(self, envelope: Envelope) -> Sent:
        """Show a letter to whom it is for; as `bot.ports.Sender`."""
        readers = [
            seat
            for seat in self._seats.values()
            if seat.actor.handle in {p.external_id for p in envelope.people}
        ]
        if isinstance(envelope.to, ToChannel):
            readers = list(self._seats.values())
        for seat in readers:
            seat.cards.append(envelope.card)
        where = {
            ToMember: f"private, to {', '.join(person.name for person in envelope.people)}",
            ToSpace: f"shared space {envelope.title}",
            ToChannel: f"#{self._channel}",
        }[type(envelope.to)]
        reader = Reader(envelope.zone, envelope.language)
        self._draw(where, Pen(envelope.names, reader).card(envelope.card))
        self._sent[envelope.letter] = Sent(place=envelope.place or where, message=str(envelope.letter))
        return self._sent[envelope.letter]

    async def find(self, envelope: Envelope) -> Sent | None:
        """Return where a letter went; as `bot.ports.Sender`."""
        return self._sent.get(envelope.letter)

    async def _do(
        self, handle: str, action: str, text: str = "", values: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        seat = self._seats[handle]
        request = Request(
            member=seat.member,
            community=seat.community,
            action=action,
            text=text,
            values=values or {},
            channel=self._channel,
            channel_name=self._channel,
            organises=lambda: _answer(seat.actor.organiser),
        )
        answer = await self._core.answer(request)
        match answer:
            case Show(card):
                await self._show(seat, card)
            case Ask(form):
                seat.form = form
                self._draw(f"form for {seat.actor.name}", Pen().form(form))
            case Reject(errors):
                self._draw(f"form for {seat.actor.name}", list(errors.values()))
            case None:
                pass
        if self.settle is not None:
            await self.settle()

    async def _show(self, seat: _Seat, card: Card) -> None:
        seat.cards.append(card)
        pen = Pen(await self._core.handles(card))
        if dated(card):
            pen = replace(pen, reader=await self._core.reader(seat.member))
        self._draw(f"to {seat.actor.name} alone", pen.card(card))

    def _draw(self, where: str, lines: list[str]) -> None:
        self._write(f"  Bothways ({where}):")
        for line in lines:
            self._write(f"  | {line}")


async def _answer(value: bool) -> bool:
    return value


def preset(form: Form) -> dict[str, tuple[str, ...]]:
    """Return what a form sends when it is sent as it stands."""
    preset: dict[str, tuple[str, ...]] = {}
    for one in form.fields:
        match one.kind:
            case "choices":
                preset[one.name] = one.values
            case "person":
                preset[one.name] = ()
            case _:
                preset[one.name] = (one.value,) if one.value else ()
    return preset
