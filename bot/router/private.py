"""Routes of what is between a member and the bot: not with, reports, my data, erase me."""

from __future__ import annotations

from collections.abc import Mapping

from bot import people, privacy, safety
from bot.model.ids import MemberId
from bot.router.routes import Context, Route
from bot.screens import privacy as privacy_screen
from bot.screens import safety as screen
from bot.ui import Card, Form


async def _avoid(c: Context) -> Card | Form:
    if c.request.value("person"):
        return await _save_avoid(c)
    known = await safety.avoided(c.store, c.member)
    return screen.avoid_list(c.t, known) if known or c.request.numbers else screen.avoid_form(c.t)


async def _avoid_form(c: Context) -> Form:
    return screen.avoid_form(c.t)


async def _save_avoid(c: Context) -> Card:
    return screen.avoided(c.t, await people.avoid(c.store, c.member, c.person()))


async def _drop_avoid(c: Context) -> Card:
    chosen = c.request.value("choice")
    other = MemberId(int(chosen) if chosen.isdecimal() else 0)
    return screen.avoid_list(c.t, await safety.take_back(c.store, c.member, other))


async def _report(c: Context) -> Form:
    return screen.report_form(c.t)


async def _save_report(c: Context) -> Card:
    named = c.request.value("named") != screen.UNNAMED
    about = c.person() if c.request.value("person") else None
    said = safety.Said(words=c.request.value("words"), about=about, named=named)
    writer = (c.member, c.request.channel)
    contacts = await safety.report(c.store, writer, said, c.promises, c.now)
    return screen.reported(c.t, contacts, named=named)


async def _data(c: Context) -> Card:
    told = await privacy.told(c.store, c.member)
    return privacy_screen.told(c.t, told.tables, told.document, c.number(), c.promises)


async def _ask_forget(c: Context) -> Card:
    where = await people.whereabouts(c.store, c.member, c.request.channel, c.now)
    return privacy_screen.ask_forget(c.t, where.partnerships, c.promises)


async def _forget(c: Context) -> Card:
    await privacy.forget(c.store, c.member, c.now)
    return privacy_screen.forgotten(c.t, c.promises)


ROUTES: Mapping[str, Route] = {
    "avoid": Route(handle=_avoid, opens_form=True),
    "avoid.form": Route(handle=_avoid_form, opens_form=True),
    "avoid.save": Route(handle=_save_avoid, reopens="avoid.form"),
    "avoid.drop": Route(handle=_drop_avoid, replaces=True),
    "report": Route(handle=_report, opens_form=True),
    "report.save": Route(handle=_save_report, reopens="report"),
    "data": Route(handle=_data),
    "forget": Route(handle=_ask_forget),
    "forget.confirm": Route(handle=_forget, replaces=True),
}
