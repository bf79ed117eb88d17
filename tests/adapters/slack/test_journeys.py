"""What people type, click and fill in, against the local Slack with the real slack_bolt."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.router.request import Answer, Reject, Request, Show
from bot.ui import (
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Form,
    Mention,
    MomentField,
    Option,
    PersonField,
    Select,
    TextField,
)
from tests.adapters.slack.world import (
    ADA,
    CHANNEL,
    GONE,
    GRACE,
    OFFER_FORM,
    PRIVATE,
    SmallCore,
    ask,
    logged_in,
    show,
    workspace,
)
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def ws() -> AsyncIterator[FakeSlack]:
    async with workspace() as found:
        yield found
        assert found.violations() == []
        assert found.errors() == []
        assert found.report()["unknown_methods"] == []


async def test_a_typed_command_is_answered_for_the_writers_eyes_only(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        delivery = await ws.user(ADA).slash("/mentor", "join", channel=CHANNEL)
        shown = await ws.user(ADA).wait_message("You did join")
    assert delivery.ack_ms is not None
    assert delivery.ack_ms < 3000
    assert shown.ephemeral_to == ADA
    assert ws.user(GRACE).inbox() == []


async def test_a_command_brings_its_words_channel_and_right(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor-admin", "round open 2026-12-24", channel=CHANNEL)
        await ws.user(ADA).wait_message("You did")
    request = core.last("round.open")
    assert (request.text, request.channel, request.channel_name) == ("2026-12-24", CHANNEL, "mentoring")
    assert core.told[ADA] == ("ada", "Europe/London", "en")


async def test_bare_commands_ask_for_help_and_unknown_verbs_say_so(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        for command, text in (("/mentor", ""), ("/mentor-admin", ""), ("/mentor", "dance <b>")):
            await ws.user(ADA).slash(command, text, channel=CHANNEL)
        await ws.wait_for(lambda: len(core.requests) == 3)
    assert sorted((r.action, r.text) for r in core.requests) == [
        ("admin.help", ""),
        ("help", ""),
        ("unknown", "mentor dance <b>"),
    ]


async def test_a_command_in_the_bots_dm_has_no_channel(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor", "partner")
        await ws.user(ADA).wait_message("You did partner")
    assert (core.last("partner").channel, core.last("partner").channel_name) == ("", "")


async def test_a_private_channel_gets_its_real_name(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor", "partner", channel=PRIVATE)
        await ws.user(ADA).wait_message("You did partner")
    assert core.last("partner").channel_name == "inner-circle"


async def test_a_mention_in_a_command_becomes_the_cores_member(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor", f"avoid <@{GRACE}|grace> &amp; nobody else", channel=CHANNEL)
        await ws.user(ADA).wait_message("You did avoid")
    request = core.last("avoid")
    assert request.text == "& nobody else"
    assert request.values == {"person": (str(core.met[ws.team.id, GRACE]),)}


async def test_a_mention_of_the_bot_is_a_mention_of_nobody(ws: FakeSlack) -> None:
    core = SmallCore()
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor", f"avoid <@{ws.team.bot.id}|bothways>", channel=CHANNEL)
        await ws.user(ADA).wait_message("You did avoid")
    assert core.last("avoid").values == {"person": ()}


async def test_workspace_admins_and_the_channels_maker_may_organise_and_others_not(ws: FakeSlack) -> None:
    ws.team.add_user("U9", "guest")
    ws.team.channels[CHANNEL].members.append("U9")
    core = SmallCore()
    found = {}
    async with logged_in(ws, core):
        for user in (ADA, GRACE, "U9"):
            await ws.user(user).slash("/mentor-admin", "round status", channel=CHANNEL)
            await ws.user(user).wait_message("You did round.status")
            found[user] = await core.last("round.status").organises()
        await ws.user(GRACE).slash("/mentor-admin", "round status")
        await ws.wait_for(lambda: len(core.requests) == 4)
        found["in a DM"] = await core.last("round.status").organises()
    assert found == {ADA: True, GRACE: True, "U9": False, "in a DM": False}


async def test_a_form_opens_at_once_and_its_answer_is_shown_where_it_was_asked(ws: FakeSlack) -> None:
    core = SmallCore(offer=ask(OFFER_FORM), offer_save=show("You teach python"))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "offer", channel=CHANNEL)
        await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "python"})
        shown = await ada.wait_message("You teach python")
    assert ada.modals() == []
    assert (shown.channel, shown.ephemeral_to) == (CHANNEL, ADA)
    request = core.last("offer.save")
    assert (request.value("skills"), request.channel, request.channel_name) == (
        "python",
        CHANNEL,
        "mentoring",
    )


async def test_wrong_fields_are_told_in_the_form_and_a_second_try_closes_it(ws: FakeSlack) -> None:
    async def save(request: Request) -> Answer:
        if request.value("skills") == "?":
            return Reject({"skills": "Name a skill."}, Card("Not quite yet"))
        return Show(Card("Saved"))

    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM), offer_save=save)):
        await ada.slash("/mentor", "offer")
        view = await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "?"})
        assert view.errors == {"skills": "Name a skill."}
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_message("Saved")
    assert ada.modals() == []
    assert ada.latest("Not quite yet") is None


async def test_an_error_about_no_field_in_particular_stands_at_the_first_one(ws: FakeSlack) -> None:
    async def save(_: Request) -> Answer:
        return Reject({"elsewhere": "That is over."}, Card("Not quite yet"))

    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM), offer_save=save)):
        await ada.slash("/mentor", "offer")
        view = await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "?"})
    assert view.errors == {"skills": "That is over."}


async def test_a_form_may_be_answered_by_another_form(ws: FakeSlack) -> None:
    second = Form("level.save", "How well?", "Save", (TextField("level", "Level"),))
    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore(offer=ask(OFFER_FORM), offer_save=ask(second))):
        await ada.slash("/mentor", "offer")
        await ada.wait_modal("What can you teach?")
        await ada.submit_view(values={"skills": "rust"})
        await ada.wait_modal("How well?")
        await ada.submit_view(values={"level": "4"})
        await ada.wait_message("You did level.save")


EVERY_FIELD = Form(
    "all.save",
    "Everything",
    "Save",
    (
        TextField("goal", "Goal", value="ship\nit", long=True, optional=True),
        ChoiceField("level", "Level", (Option("1", "New"), Option("2", "Better")), value="2"),
        ChoicesField(
            "days", "Days", (Option("0", "Monday"), Option("1", "Tuesday")), values=("1",), optional=True
        ),
        PersonField("person", "Who"),
        MomentField("at", "When", value="2026-12-24 15:00"),
    ),
)


async def test_every_kind_of_field_comes_back_as_the_core_wants_it(ws: FakeSlack) -> None:
    core = SmallCore(all=ask(EVERY_FIELD), offer=ask(EVERY_FIELD))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "offer", channel=CHANNEL)
        await ada.wait_modal("Everything")
        await ada.submit_view(values={"goal": "fly", "days": ["0", "1"], "person": GRACE})
        await ada.wait_message("You did all.save")
    assert core.last("all.save").values == {
        "goal": ("fly",),
        "level": ("2",),
        "days": ("0", "1"),
        "person": (str(core.met[ws.team.id, GRACE]),),
        "at": ("2026-12-24T14:00:00+00:00",),  # as shown: the reader's zone is Paris
    }


async def test_empty_fields_come_back_empty(ws: FakeSlack) -> None:
    form = Form(
        "all.save", "Everything", "Save", tuple(f for f in EVERY_FIELD.fields if f.name in {"goal", "days"})
    )
    core = SmallCore(offer=ask(form))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "offer")
        await ada.wait_modal("Everything")
        await ada.submit_view(values={"goal": None, "days": []})
        await ada.wait_message("You did all.save")
    assert core.last("all.save").values == {"goal": (), "days": ()}


async def test_a_click_answers_beside_the_card_or_in_its_place(ws: FakeSlack) -> None:
    card = Card("Sign-up is open", rows=((Button("I'm in", "in:7"), Button("More", "more:7")),))

    async def signup(_: Request) -> Answer:
        return Show(card)

    core = SmallCore(signup=signup, **{"in": show("You are in", replaces=True)})
    core.scripts["partner"] = signup
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "partner", channel=CHANNEL)
        message = await ada.wait_message("Sign-up is open")
        await ada.click(message, "more:7")
        await ada.wait_message("You did more")
        await ada.click(message, "in:7")
        await ws.wait_for(lambda: "You are in" in message.plain())
    assert core.last("in").numbers == (7,)
    assert len(ada.inbox()) == 2


async def test_a_choice_in_a_menu_comes_back_as_choice(ws: FakeSlack) -> None:
    select = Select("pick:3", "Which one?", (Option("a", "A"), Option("b", "B")))

    async def partner(_: Request) -> Answer:
        return Show(Card("Choose", select=select))

    core = SmallCore(partner=partner)
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "partner")
        await ada.select(await ada.wait_message("Choose"), "pick:3", "b")
        await ada.wait_message("You did pick")
    assert core.last("pick").value("choice") == "b"


async def test_a_form_opened_from_a_card_replaces_that_card_when_it_is_done(ws: FakeSlack) -> None:
    async def partner(_: Request) -> Answer:
        return Show(Card("Your partnership", rows=((Button("Set goals", "goals:5"),),)))

    form = Form("goals.save:5", "Goals", "Save", (TextField("goal", "Goal"),))
    core = SmallCore(partner=partner, goals=ask(form), goals_save=show("Goals are set", replaces=True))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.slash("/mentor", "partner", channel=CHANNEL)
        message = await ada.wait_message("Your partnership")
        await ada.click(message, "goals:5")
        await ada.wait_modal("Goals")
        await ada.submit_view(values={"goal": "ship"})
        await ws.wait_for(lambda: "Goals are set" in message.plain())
    assert len(ada.inbox()) == 1


async def test_words_in_the_bots_dm_are_said_and_answered_there(ws: FakeSlack) -> None:
    core = SmallCore(said=show("Kept for you alone"))
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        await ada.dm(f"we &lt;3 it, <@{GRACE}> was great")
        shown = await ada.wait_message("Kept for you alone")
    request = core.last("said")
    assert request.text == "we <3 it, was great"
    assert request.values == {"person": (str(core.met[ws.team.id, GRACE]),)}
    assert shown.channel == ws.team.im(ADA).id
    assert shown.ephemeral_to is None


async def test_a_reply_in_a_thread_of_the_dm_is_answered_in_the_thread(ws: FakeSlack) -> None:
    ada = ws.user(ADA)
    async with logged_in(ws, SmallCore()):
        first, _ = await ada.dm("hello")
        await ada.wait_message("You did said")
        await ada.dm("and more", thread_ts=first.ts)
        await ws.wait_for(lambda: len(ada.inbox()) == 2)
    assert ada.inbox()[-1].thread_ts == first.ts


async def test_what_is_not_for_the_bot_is_acknowledged_and_left_alone(ws: FakeSlack) -> None:
    core = SmallCore()
    ada = ws.user(ADA)
    async with logged_in(ws, core):
        mine, _ = await ada.dm("first")
        await ada.wait_message("You did said")
        await ada.edit(mine, "second")
        await ada.say(CHANNEL, "good morning everybody")
        await ada.open_home()
        await ada.react(mine, "tada")
        await ws.team.change_user(GONE, name="back")
        await ws.user(GRACE).leave(CHANNEL)
        await ws.settle(quiet=0.05)
    assert [request.action for request in core.requests] == ["said"]
    assert all(delivery.ok for delivery in ws.courier.deliveries)


async def test_a_mentioned_member_is_mentioned_by_slacks_own_id(ws: FakeSlack) -> None:
    core = SmallCore()

    async def partner(request: Request) -> Answer:
        return Show(Card("Your partner", lines=(("Say hello to ", Mention(request.member), "."),)))

    core.scripts["partner"] = partner
    async with logged_in(ws, core):
        await ws.user(ADA).slash("/mentor", "partner")
        shown = await ws.user(ADA).wait_message("Your partner")
    assert {"type": "user", "user_id": ADA} in shown.blocks[1]["elements"][0]["elements"]
    assert f"Say hello to <@{ADA}>." in shown.text


async def test_two_people_at_once_get_their_own_answers(ws: FakeSlack) -> None:
    ada, grace = ws.user(ADA), ws.user(GRACE)
    async with logged_in(ws, SmallCore(partner=show("Yours"), profile=show("Profile"))):
        await ada.slash("/mentor", "partner", channel=CHANNEL)
        await grace.slash("/mentor", "profile", channel=CHANNEL)
        await ada.wait_message("Yours")
        await grace.wait_message("Profile")
    assert [len(ada.inbox()), len(grace.inbox())] == [1, 1]
