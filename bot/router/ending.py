"""Routes of half time, feedback, self-ratings, warm introductions, the log and the look back."""

from __future__ import annotations

from collections.abc import Mapping

from bot import closing, feedback, introducing, logs, partnerships
from bot.model.feedback import Stage
from bot.model.ids import IntroductionId, PartnershipId
from bot.router.routes import Context, Handler, Route
from bot.screens import closing as closing_screen
from bot.screens import feedback as screen
from bot.screens import log as log_screen
from bot.screens import warm
from bot.ui import Card, Form


async def _keep(c: Context) -> Card:
    seen = await partnerships.see(c.store, c.member, PartnershipId(c.number()), c.now)
    coming = await partnerships.next_for(c.store, c.member, seen.partnership, c.now)
    return screen.kept(c.t, seen.partnership, coming)


async def _feedback_form(c: Context) -> Form:
    wanted = await feedback.wanted(c.store, c.member, c.partnership(), c.now)
    keep, attempt = (wanted.written.keep.words, wanted.written.attempt.words) if wanted.written else ("", "")
    return screen.form(c.t, wanted.partnership, keep, attempt)


async def _give_feedback(c: Context) -> Card:
    said = (c.request.value("keep"), c.request.value("attempt"))
    wanted, complete = await feedback.write(c.store, c.member, PartnershipId(c.number()), said, c.now)
    return screen.written(c.t, wanted.partnership, wanted.window.closes_at, complete=complete)


def _rate(stage: Stage) -> Handler:
    async def handle(c: Context) -> Card:
        one = PartnershipId(c.number())
        rated, levels = await feedback.rate_self(c.store, c.member, one, stage, c.number(1))
        return screen.rated(c.t, rated, c.member, levels)

    return handle


async def _introduce(c: Context) -> Card | Form:
    if not c.request.value("person"):
        return warm.form(c.t, c.partnership())
    return await _offer(c)


async def _offer(c: Context) -> Card:
    await introducing.offer(c.store, c.member, c.partnership(), c.person(), c.now)
    return warm.offered(c.t)


def _answer(*, yes: bool) -> Handler:
    async def handle(c: Context) -> Card:
        number = IntroductionId(c.number())
        made = await introducing.answer(c.store, c.member, number, c.now, yes=yes)
        return warm.answered(c.t, yes=yes, agreed=made.agreed)

    return handle


async def _log(c: Context) -> Card:
    name, entries = await logs.of(c.store, c.member)
    chapters = [
        log_screen.Chapter(partnership=one.partnership, ratings=one.ratings, met=one.met) for one in entries
    ]
    return log_screen.log(c.t, c.member, chapters, logs.written(name, entries, c.member, c.now))


async def _look_back_form(c: Context) -> Form:
    one, given = await closing.given(c.store, c.member, PartnershipId(c.number()))
    return closing_screen.look_back_form(c.t, one, given)


async def _look_back(c: Context) -> Card:
    value = c.request.value
    answers = closing.LookedBack(
        learned=value("learned"),
        taught=value("taught"),
        change=value("change"),
        thanks=value("thanks"),
        next_step=value("next_step"),
    )
    one, kept = await closing.look_back(c.store, c.member, PartnershipId(c.number()), answers, c.now)
    return closing_screen.looked_back(c.t, one, kept)


ROUTES: Mapping[str, Route] = {
    "halftime.keep": Route(handle=_keep),
    "feedback": Route(handle=_feedback_form, opens_form=True),
    "feedback.save": Route(handle=_give_feedback, reopens="feedback"),
    "rating.start": Route(handle=_rate(Stage.START), replaces=True),
    "rating.end": Route(handle=_rate(Stage.END), replaces=True),
    "introduce": Route(handle=_introduce, opens_form=True),
    "introduce.save": Route(handle=_offer, reopens="introduce"),
    "introduce.yes": Route(handle=_answer(yes=True), replaces=True),
    "introduce.no": Route(handle=_answer(yes=False), replaces=True),
    "log": Route(handle=_log),
    "lookback": Route(handle=_look_back_form, opens_form=True),
    "lookback.save": Route(handle=_look_back, reopens="lookback"),
}
