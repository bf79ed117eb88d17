"""What people do in the playground becomes requests to the core; its answers become messages and forms."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from adapters.web import completion, guide, mentions, render
from adapters.web.chat import Chat, Message, Place, PlaceKind
from adapters.web.core import Core, Engine
from adapters.web.world import Persona
from bot import commands
from bot.errors import MentorError, Unavailable
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.router.request import Answer, Ask, Reader, Reject, Request, Show, no_organiser
from bot.ui import Card, Form, MomentField, PersonField, Values, refilled

KEPT_FORMS = 20
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A form on somebody's screen, and where it was opened; `errors` are about what was `sent`."""

    id: int
    form: Form
    place: str
    message: int | None
    errors: Mapping[str, str] = field(default_factory=dict)
    sent: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """Something a person did and where: `asked` is the command line, `message` the one with the button."""

    me: Persona
    place: Place
    action: str
    text: str = ""
    values: Values = field(default_factory=dict)
    message: Message | None = None
    form: Opened | None = None
    sent: Values = field(default_factory=dict)
    asked: str = ""


class Desk:
    """Takes what people do, one thing after the other, and shows what the core answers."""

    def __init__(self, core: Core, chat: Chat, engine: Engine) -> None:
        """Serve the people of `chat` with `core`; `engine` delivers what an answer sets in motion."""
        self._core = core
        self._chat = chat
        self._engine = engine
        # Two tabs may act at once; an answer and the letters it sets in motion stay together.
        self._turn = asyncio.Lock()
        # New with every start: a store that outlives the program must not take a deed for one it knows.
        self._keys = (f"playground-{secrets.token_hex(4)}-{n}" for n in count(1))
        self._form_ids = count(1)
        self._forms: dict[tuple[str, int], Opened] = {}
        self._readers: dict[str, Reader] = {}

    def reader(self, me: Persona) -> Reader:
        """Return in which zone and language a person reads: their own choice once they made one."""
        return self._readers.get(me.external_id) or Reader(zone=me.zone, language=self._chat.world.language)

    def opened(self, me: Persona, form: int) -> Opened | None:
        """Return a form that is open on the person's screen."""
        return self._forms.get((me.external_id, form))

    async def say(self, me: Persona, place: Place, typed: str) -> Opened | None:
        """Take a line typed into a room: a command, words for the bot, or words for everybody there."""
        root, _, rest = typed.removeprefix("/").partition(" ")
        if typed.startswith("/") and root.casefold() in commands.roots():
            words = mentions.read(rest, self._chat.world)
            meant = commands.parse(root.casefold(), words.text)
            people = tuple([str(await self._met(person)) for person in words.people])
            values = {"person": people} if people else {}
            return await self._do(
                _Deed(me=me, place=place, action=meant.action, text=meant.text, values=values, asked=typed)
            )
        self._chat.post(place, typed, author=me.external_id)
        if place.kind is not PlaceKind.DIRECT:
            return None
        return await self._do(_Deed(me=me, place=place, action="said", text=typed))

    async def press(self, me: Persona, message: Message, action: str, choice: str = "") -> Opened | None:
        """Press a button of a message or choose from its menu; one that is no longer there does nothing."""
        place = self._chat.place_of(message.place, me.external_id)
        if (
            place is None
            or not isinstance(message.body, Card)
            or action not in _actions(message.body, choice)
        ):
            return None
        values = {"choice": (choice,)} if choice else {}
        return await self._do(_Deed(me=me, place=place, action=action, values=values, message=message))

    async def submit(self, me: Persona, opened: Opened, values: Values) -> Opened | None:
        """Send a form; what comes back is the next form, or the same with what is wrong, or nothing."""
        place = self._chat.place_of(opened.place, me.external_id)
        if place is None:
            return None
        message = self._chat.message_for(me.external_id, opened.message) if opened.message else None
        read = await self._read(me, opened.form, values)
        action = opened.form.action
        return await self._do(
            _Deed(me=me, place=place, action=action, values=read, message=message, form=opened, sent=values)
        )

    async def complete(self, me: Persona, place: Place, typed: str) -> completion.Suggestions:
        """Return what may come next while a person types."""

        async def skills(action: str, begun: str) -> list[str]:
            request = await self._request(_Deed(me=me, place=place, action=action, text=begun))
            return await self._core.complete(request, begun)

        return await completion.suggestions(typed, self._chat.world, skills)

    async def pass_time(self, by: timedelta | None) -> bool:
        """Let time pass: as much as `by`, or with None until the next thing that is due; False when nothing is."""
        async with self._turn:
            before = self._engine.now()
            await (self._engine.to_next_event() if by is None else self._engine.advance(by))
            passed = self._engine.now() - before
            if passed >= WEEK:
                self._chat.note("clock.week")
            self._chat.touch()
        return passed > timedelta()

    async def start_over(self) -> None:
        """Forget everything that happened and begin anew."""
        async with self._turn:
            self._chat.clear()
            self._forms.clear()
            self._readers.clear()
            await self._engine.reset()
            self._chat.read_all()

    async def _do(self, deed: _Deed) -> Opened | None:
        async with self._turn:
            request = await self._request(deed)
            answer = await self._core.answer(request)
            opened = None if answer is None else await self._show(deed, answer)
            await self._refresh(deed.me, request.member)
            if isinstance(answer, Show):
                guide.did(self._chat, deed.me, request.name)
            await self._engine.settle()
        return opened

    async def _show(self, deed: _Deed, answer: Answer) -> Opened | None:
        match answer:
            case Ask(form):
                return self._open(deed, form, {})
            case Reject(errors, _) if deed.form is not None:
                return self._open(deed, refilled(deed.form.form, deed.values), errors)
            case Reject(_, again):
                await self._reply(deed, Show(again))
            case Show():
                await self._reply(deed, answer)
        return None

    async def _reply(self, deed: _Deed, show: Show) -> None:
        names = await self._core.handles(show.card)
        mine = deed.place.kind is PlaceKind.DIRECT
        only = None if mine else deed.me.external_id
        if deed.message is not None and show.replaces and (mine or deed.message.only is not None):
            # A card that others see too stays as it is: the answer is for one pair of eyes.
            self._chat.edit(deed.message, show.card, names)
        else:
            self._chat.post(deed.place, show.card, names=names, only=only, asked=deed.asked)

    def _open(self, deed: _Deed, form: Form, errors: Mapping[str, str]) -> Opened:
        message = None if deed.message is None else deed.message.id
        opened = Opened(
            id=next(self._form_ids),
            form=form,
            place=deed.place.id,
            message=message,
            errors=errors,
            sent=deed.sent,
        )
        self._forms[deed.me.external_id, opened.id] = opened
        for old in list(self._forms)[:-KEPT_FORMS]:
            del self._forms[old]
        return opened

    async def _refresh(self, me: Persona, member: MemberId) -> None:
        """Learn in which zone and language somebody reads now; whoever is erased reads as before."""
        with contextlib.suppress(MentorError, Unavailable):
            self._readers[me.external_id] = await self._core.reader(member)

    async def _read(self, me: Persona, form: Form, values: Values) -> Values:
        """Return the answers as the core reads them: members by its own ids, moments with their offset."""
        read = {field.name: values.get(field.name, ()) for field in form.fields}
        for one in form.fields:
            if isinstance(one, PersonField):
                people = [self._chat.world.persona(person) for person in read[one.name]]
                read[one.name] = tuple([str(await self._met(person)) for person in people if person])
            elif isinstance(one, MomentField):
                zone = self.reader(me).zone
                read[one.name] = tuple(render.from_input(value, zone) for value in read[one.name])
        return read

    async def _request(self, deed: _Deed) -> Request:
        community, member = await self._meet(deed.me)
        in_channel = deed.place.kind is PlaceKind.CHANNEL
        return Request(
            member=member,
            community=community,
            action=deed.action,
            text=deed.text,
            values=deed.values,
            channel=deed.place.id if in_channel else "",
            channel_name=deed.place.name if in_channel else "",
            organises=_organises if deed.me.organiser else no_organiser,
            key=next(self._keys),
        )

    async def _met(self, person: Persona) -> MemberId:
        return (await self._meet(person))[1]

    async def _meet(self, person: Persona) -> tuple[CommunityId, MemberId]:
        world = self._chat.world
        return await self._core.meet(
            platform=Platform.PLAYGROUND,
            community=world.community,
            community_name=world.name,
            language=world.language,
            user=person.external_id,
            name=person.name,
            zone=person.zone,
        )


async def _organises() -> bool:
    return True


def _actions(card: Card, choice: str) -> set[str]:
    """Return the actions a card offers: its buttons', and its menu's when one of its options was chosen."""
    pressed = {button.action for button in card.buttons()}
    if card.select is not None and choice in {option.value for option in card.select.options}:
        return {card.select.action}
    return set() if choice else pressed
