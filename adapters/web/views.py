"""What a tab of the playground shows: one person's view of one room, whole or only what is new."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment

from adapters.web import guide, render
from adapters.web.chat import Chat, Message, Place, PlaceKind
from adapters.web.desk import Desk, Opened
from adapters.web.world import Persona
from bot.ports import Clock
from bot.router.request import Reader
from bot.ui import Card

LONGEST_LOG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """Who looks at which room."""

    me: Persona
    place: Place

    @property
    def address(self) -> str:
        """Return the path of the tab."""
        return address(self.me, self.place.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomView:
    """A room in the list: `others` are the people in a group but the reader."""

    place: Place
    address: str
    unread: int
    here: bool
    others: tuple[Persona, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """Somebody to switch to: `waiting` counts what is unread and addressed to them."""

    persona: Persona
    address: str
    waiting: int
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message as its reader sees it; `author` None is the bot, `day` and `is_first_new` are lines above."""

    id: int
    author: Persona | None
    time: str
    iso: str
    text: str
    card: render.CardView | None
    private: bool
    asked: str
    day: str
    is_first_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockFace:
    """The playground's moment in somebody's zone, in words."""

    day: str
    time: str
    place: str
    iso: str


def clock_face(now: datetime, reader: Reader) -> ClockFace:
    """Return the moment as a person in that zone reads it."""
    city = reader.zone.rpartition("/")[2].replace("_", " ")
    return ClockFace(
        day=render.clock_text(now, reader, "day"),
        time=render.hour_text(now, reader),
        place=city,
        iso=now.isoformat(),
    )


class Views:
    """Draws pages and changes of pages; knows everything that is shown, changes nothing."""

    def __init__(self, environment: Environment, chat: Chat, desk: Desk, clock: Clock) -> None:
        """Draw `chat` with the templates of `environment`."""
        self._environment = environment
        self._chat = chat
        self._desk = desk
        self._clock = clock

    def page(self, tab: Tab, typed: str) -> str:
        """Return the whole page; `typed` stands in the line below, ready to be sent."""
        messages = self._messages(tab, self._chat.read_until(tab.me.external_id, tab.place))
        return self._draw("page.html", tab, messages=messages, typed=typed, version=self._chat.version)

    def changes(self, tab: Tab, after: int) -> str:
        """Return what is new on the tab's page since a version, as partials that htmx puts in place."""
        changed = self._chat.changed_for(tab.me.external_id, tab.place, after)
        added = {one.id for one in changed if one.posted > after}
        views = self._messages(tab, self._chat.version, {one.id for one in changed})
        return self._draw(
            "changes.html",
            tab,
            added=[view for view in views if view.id in added],
            edited=[view for view in views if view.id not in added],
            removed=[one.id for one in changed if one.removed and one.id not in added],
        )

    def form(self, tab: Tab, opened: Opened) -> str:
        """Return an open form."""
        controls = render.form_controls(
            opened.form, self._desk.reader(tab.me), self._chat.world.personas, opened.errors, opened.sent
        )
        return self._environment.get_template("form.html").render(tab=tab, opened=opened, controls=controls)

    def _draw(self, template: str, tab: Tab, **more: Any) -> str:
        reader = self._desk.reader(tab.me)
        return self._environment.get_template(template).render(
            tab=tab,
            world=self._chat.world,
            epoch=self._chat.epoch,
            rooms=self._rooms(tab),
            people=self._people(tab),
            clock=clock_face(self._clock.now(), reader),
            guide=guide.progress(self._chat, tab.me),
            others=self._others(tab.me, tab.place),
            **more,
        )

    def _rooms(self, tab: Tab) -> list[RoomView]:
        return [
            RoomView(
                place=place,
                address=address(tab.me, place.id),
                unread=self._chat.unread(tab.me.external_id, place),
                here=place.id == tab.place.id,
                others=self._others(tab.me, place),
            )
            for place in self._chat.places_of(tab.me.external_id)
        ]

    def _people(self, tab: Tab) -> list[PersonView]:
        return [
            PersonView(
                persona=persona,
                address=address(persona, self._same_place(tab.place, persona)),
                waiting=self._chat.waiting_for(persona.external_id),
                here=persona == tab.me,
            )
            for persona in self._chat.world.personas
        ]

    def _same_place(self, place: Place, persona: Persona) -> str:
        """Return where one lands by becoming another person: the same room, or that person's direct one."""
        if self._chat.place_of(place.id, persona.external_id) is not None:
            return place.id
        direct = self._chat.direct(persona.external_id)
        return place.id if direct is None else direct.id

    def _others(self, me: Persona, place: Place) -> tuple[Persona, ...]:
        if place.kind is not PlaceKind.GROUP:
            return ()
        return tuple(
            one for one in self._chat.world.personas if one.external_id in place.people and one != me
        )

    def _messages(
        self, tab: Tab, unread_from: int, wanted: Container[int] | None = None
    ) -> list[MessageView]:
        """Return the newest messages of the room, or those `wanted`, with the lines between days and the first new."""
        reader, day, fresh = self._desk.reader(tab.me), "", True
        views: list[MessageView] = []
        for message in self._chat.seen_by(tab.me.external_id, tab.place)[-LONGEST_LOG:]:
            its_day = render.local_day(message.at, reader)
            is_new = unread_from < message.posted and _from_others(message, tab.me)
            if wanted is None or message.id in wanted:
                shown_day = "" if its_day == day else render.day_text(message.at, reader)
                views.append(self._message(message, reader, shown_day, new=is_new and fresh))
            day, fresh = its_day, fresh and not is_new
        return views

    def _message(self, message: Message, reader: Reader, day: str, *, new: bool) -> MessageView:
        body = message.body
        return MessageView(
            id=message.id,
            author=self._chat.world.persona(message.author) if message.author else None,
            time=render.hour_text(message.at, reader),
            iso=message.at.isoformat(),
            text=body if isinstance(body, str) else "",
            card=render.card_view(body, reader, message.names) if isinstance(body, Card) else None,
            private=message.only is not None,
            asked=message.asked,
            day=day,
            is_first_new=new,
        )


def _from_others(message: Message, me: Persona) -> bool:
    return message.author != me.external_id and message.only is None


def address(me: Persona, place: str) -> str:
    """Return the path under which a person sees a room."""
    return f"/as/{me.external_id}/{place}"
