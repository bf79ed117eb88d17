"""Routes of organisers who care for single cases: take out, let back in, end one partnership, safety contacts."""

from __future__ import annotations

from collections.abc import Mapping

from bot import care, safety
from bot.model.ids import MemberId, PartnershipId
from bot.router.routes import Context, Handler, Route
from bot.screens import care as screen
from bot.screens import safety as safety_screen
from bot.screens.partnership import names_of
from bot.ui import Card


async def _ask_remove(c: Context) -> Card:
    leaving = await care.consider(c.store, c.actor, c.request.channel, c.person())
    return screen.ask_remove(c.t, leaving.person.id, leaving.partnerships)


async def _remove(c: Context) -> Card:
    leaving = await care.remove(c.store, c.actor, c.request.channel, MemberId(c.number()), c.now)
    return screen.removed(c.t, leaving.person.id, leaving.partnerships)


async def _readmit(c: Context) -> Card:
    return await _back(c, c.person())


async def _readmit_pressed(c: Context) -> Card:
    return await _back(c, MemberId(c.number()))


async def _back(c: Context, other: MemberId) -> Card:
    person = await care.readmit(c.store, c.actor, c.request.channel, other, c.now)
    return screen.readmitted(c.t, person.id)


async def _ask_split(c: Context) -> Card:
    c.person()
    who = {
        MemberId(int(one)) for one in c.request.values.get("person", ()) if one.removeprefix("-").isdecimal()
    }
    found = await care.shared(c.store, c.actor, c.request.channel, who)
    if len(found) == 1:
        return screen.ask_split(c.t, found[0])
    async with c.store.read() as work:
        members = await work.people.many({one for each in found for one in each.members})
    return screen.which_split(c.t, [(one, names_of(one, care.NOBODY, members)) for one in found])


async def _choose_split(c: Context) -> Card:
    chosen = c.request.value("choice")
    number = PartnershipId(int(chosen) if chosen.isdecimal() else 0)
    return screen.ask_split(c.t, await care.one_of(c.store, c.actor, c.request.channel, number))


async def _split(c: Context) -> Card:
    number = PartnershipId(c.number())
    return screen.split(c.t, await care.split(c.store, c.actor, c.request.channel, number, c.now))


def _contact(*, add: bool) -> Handler:
    async def handle(c: Context) -> Card:
        name, changed, everyone = await safety.appoint(
            c.store, c.actor, c.request.channel, c.person(), c.now, add=add
        )
        return safety_screen.contacts(c.t, name, everyone, add=add, changed=changed)

    return handle


ROUTES: Mapping[str, Route] = {
    "remove": Route(handle=_ask_remove, organiser=True),
    "remove.confirm": Route(handle=_remove, organiser=True, replaces=True),
    "readmit": Route(handle=_readmit, organiser=True),
    "readmit.confirm": Route(handle=_readmit_pressed, organiser=True, replaces=True),
    "split": Route(handle=_ask_split, organiser=True),
    "split.choose": Route(handle=_choose_split, organiser=True, replaces=True),
    "split.confirm": Route(handle=_split, organiser=True, replaces=True),
    "safety.add": Route(handle=_contact(add=True), organiser=True),
    "safety.remove": Route(handle=_contact(add=False), organiser=True),
}
