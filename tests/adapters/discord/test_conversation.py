"""What people do in Discord, and what they see: the real discord.py against the local Discord."""

from __future__ import annotations

import asyncio

import pytest

from bot.router.request import Ask, Reject, Request, Show
from bot.ui import (
    Button,
    Card,
    ChoiceField,
    ChoicesField,
    Form,
    MomentField,
    Option,
    PersonField,
    Select,
    TextField,
)
from tests.adapters.discord.world import World
from tests.fakes.discord import CannotDo

SKILL_FORM = Form(
    "offer.save",
    "What can you teach?",
    "Save",
    (
        TextField("skill", "Skill", hint="For example Python"),
        ChoiceField("level", "Level", (Option("2", "Working"), Option("3", "Strong")), value="2"),
        ChoicesField("hours", "Hours", (Option("mornings", "Mornings"), Option("evenings", "Evenings"))),
    ),
)


async def test_a_command_with_words_is_acknowledged_and_answered_in_private(world: World) -> None:
    world.core.answers["offer"] = Show(Card("You teach Python", (("One person wants it.",),)))
    used = await world.ann.slash("mentor offer", skills="python (expert)")
    assert used.deferred
    assert used.ephemeral
    shown = await world.ann.settled(used)
    assert "You teach Python" in shown.text
    [request] = world.core.requests
    assert (request.action, request.text, request.channel_name) == ("offer", "python (expert)", "general")
    assert request.key == str(used.id)


async def test_a_command_without_words_opens_its_form_at_once_and_the_answer_is_shown(world: World) -> None:
    world.core.forms.add("offer")
    world.core.answers["offer"] = Ask(SKILL_FORM)
    opened = await world.ann.slash("mentor offer")
    assert opened.response_type == 9
    sent = await world.ann.submit_modal(
        opened, {"Skill": "Rust", "Level": "Strong", "Hours": ["Mornings", "Evenings"]}
    )
    await world.ann.settled(sent)
    assert world.core.requests[-1].action == "offer.save"
    assert world.core.requests[-1].values == {
        "skill": ("Rust",),
        "level": ("3",),
        "hours": ("mornings", "evenings"),
    }


async def test_a_form_that_takes_too_long_is_given_up_before_discord_does(world: World) -> None:
    world.core.forms.add("offer")
    world.core.answers["offer"] = Ask(SKILL_FORM)
    world.core.gate.clear()
    used = await world.ann.slash("mentor offer")
    assert used.deferred
    world.core.gate.set()
    assert "too slow" in (await world.ann.settled(used)).text


async def test_a_card_instead_of_a_form_is_the_first_answer(world: World) -> None:
    world.core.forms.add("offer")
    world.core.answers["offer"] = Show(Card("Before you join"))
    used = await world.ann.slash("mentor offer")
    assert (used.response_type, used.ephemeral) == (4, True)
    assert "Before you join" in used.text


async def test_a_form_with_a_mistake_comes_back_with_a_button_that_opens_it_again(world: World) -> None:
    world.core.forms |= {"offer", "again"}
    world.core.answers |= {
        "offer": Ask(SKILL_FORM),
        "offer.save": Reject(
            {"skill": "Please name a skill."}, Card("Not yet", rows=((Button("Try again", "again:1"),),))
        ),
        "again": Ask(SKILL_FORM),
    }
    opened = await world.ann.slash("mentor offer")
    sent = await world.ann.submit_modal(opened, {"Skill": "?", "Hours": ["Mornings"]})
    refused = await world.ann.settled(sent)
    again = await world.ann.click(refused, "Try again")
    assert again.modal is not None
    assert again.modal["custom_id"] == "offer.save"


async def test_skills_are_suggested_while_typing(world: World) -> None:
    world.core.completions = [f"python {n}" for n in range(40)]
    found = await world.ann.autocomplete("mentor offer", "skills", "py")
    assert len(found) == 25
    assert found[0] == {"name": "python 0", "value": "python 0"}


async def test_no_suggestions_rather_than_late_ones(world: World) -> None:
    world.core.gate.clear()
    assert await world.ann.autocomplete("mentor offer", "skills", "py") == []


async def test_somebody_named_in_a_command_becomes_a_member(world: World) -> None:
    used = await world.ann.slash("mentor avoid", person=world.ben)
    await world.ann.settled(used)
    member = world.core.members[str(world.guild.id), str(world.ben.id)]
    assert world.core.requests[0].values == {"person": (str(member.id),)}
    assert member.name == "Ben"


async def test_somebody_picked_in_a_form_becomes_a_member(world: World) -> None:
    world.core.forms.add("avoid")
    world.core.answers["avoid"] = Ask(Form("avoid.save", "Not with", "Save", (PersonField("person", "Who"),)))
    opened = await world.ann.slash("mentor avoid")
    await world.ann.settled(await world.ann.submit_modal(opened, {"Who": [world.cem]}))
    member = world.core.members[str(world.guild.id), str(world.cem.id)]
    assert world.core.requests[-1].values == {"person": (str(member.id),)}


async def test_a_moment_is_shown_in_the_persons_own_zone_and_comes_back_as_typed(world: World) -> None:
    world.core.zone = "Europe/Berlin"
    world.core.forms.add("pause")
    field = MomentField("at", "When", value="2026-12-24T14:00:00+00:00")
    world.core.answers["pause"] = Ask(Form("pause.save", "Pause", "Save", (field,)))
    opened = await world.ann.slash("mentor pause")
    assert "2026-12-24 15:00" in str(opened.modal)
    await world.ann.settled(await world.ann.submit_modal(opened, {"When": "2026-12-25 9:00"}))
    assert world.core.requests[-1].values == {"at": ("2026-12-25 9:00",)}


async def test_the_organisers_commands_are_hidden_and_rights_are_told_with_every_request(
    world: World,
) -> None:
    with pytest.raises(CannotDo, match="not shown to ann"):
        await world.ann.slash("mentor-admin round open")
    await world.eve.settled(await world.eve.slash("mentor-admin round open", until="2026-12-24"))
    await world.ann.settled(await world.ann.slash("mentor help"))
    by_eve, by_ann = world.core.requests
    assert (by_eve.action, by_eve.text) == ("round.open", "2026-12-24")
    assert await by_eve.organises()
    assert not await by_ann.organises()


async def test_a_choice_comes_back_as_choice(world: World) -> None:
    menu = Select("meet.pick:7", "A time", (Option("1", "Monday"), Option("2", "Tuesday")))
    world.core.answers["help"] = Show(Card("When?", select=menu))
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    await world.ann.settled(await world.ann.select(shown, ["Tuesday"]))
    assert (world.core.requests[-1].action, world.core.requests[-1].value("choice")) == ("meet.pick:7", "2")


async def test_an_answer_can_take_the_place_of_the_card_that_was_clicked(world: World) -> None:
    world.core.answers["help"] = Show(Card("Did you meet?", rows=((Button("We met", "met:4"),),)))
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    world.core.in_place.add("met")
    world.core.answers["met"] = Show(Card("Good to hear"), replaces=True)
    clicked = await world.ann.click(shown, "We met")
    assert clicked.response_type == 6
    await world.fd.wait_until(lambda: "Good to hear" in shown.text, what="the card changes")
    assert len(world.ann.inbox()) == 1


async def test_a_problem_leaves_the_clicked_card_as_it_was(world: World) -> None:
    world.core.answers["help"] = Show(Card("Did you meet?", rows=((Button("We met", "met:4"),),)))
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    world.core.in_place.add("met")
    world.core.answers["met"] = Show(Card("This was answered before"))
    clicked = await world.ann.click(shown, "We met")
    await world.fd.wait_until(lambda: clicked.followups, what="a private answer beside the card")
    assert "Did you meet?" in shown.text
    assert "answered before" in clicked.text


async def test_a_card_instead_of_a_form_can_take_the_place_of_the_clicked_one(world: World) -> None:
    world.core.answers["help"] = Show(Card("Your skills", rows=((Button("Change", "change:4"),),)))
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    world.core.forms.add("change")
    world.core.answers["change"] = Show(Card("Nothing to change"), replaces=True)
    assert (await world.ann.click(shown, "Change")).response_type == 7
    assert "Nothing to change" in shown.text


async def test_an_acknowledgement_that_came_too_late_changes_nothing(world: World) -> None:
    world.fd.interaction_deadline = 0.05
    world.fd.add_fault(path="/callback", delay=0.1)
    used = await world.ann.slash("mentor help")
    assert used.failed == "The application did not respond"
    await world.fd.wait_until(lambda: len(world.fd.violations) == 2, what="Discord refuses the late answer")
    await world.restart()
    assert world.core.requests == []
    world.fd.violations.clear()


async def test_a_broken_handler_says_so_in_one_sentence_and_the_next_click_works(world: World) -> None:
    def broken(_: Request) -> Show:
        raise RuntimeError("no such thing")

    world.core.answers["help"] = broken
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    assert "try the same again" in shown.text
    assert "no such thing" not in shown.text
    assert "Noted" in (await world.ann.settled(await world.ann.slash("mentor skip"))).text


async def test_a_doubled_delivery_is_answered_once(world: World) -> None:
    world.fd.gateway.duplicate_next("INTERACTION_CREATE")
    await world.ann.settled(await world.ann.slash("mentor help"))
    await world.restart()  # which finishes everything that was begun
    assert len(world.core.requests) == 1
    assert len(world.fd.calls_to("POST", "/interactions/{interaction_id}/{interaction_token}/callback")) == 1


async def test_two_processes_that_hear_the_same_answer_once(world: World) -> None:
    other = world.fresh()
    await other.start()
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    await other.stop()
    await world.restart()
    assert "Noted" in shown.text
    assert not shown.deleted
    assert len(world.core.requests) == 1


async def test_something_handled_before_leaves_no_promise_of_an_answer(world: World) -> None:
    world.core.answers["help"] = Show(Card("Hello"))
    used = await world.ann.slash("mentor help", wait=False)
    world.core.handled.add(str(used.id))
    await world.fd.wait_until(
        lambda: used.original is not None and used.original.deleted, what="nothing shown"
    )
    assert world.core.requests == []


@pytest.mark.parametrize("applied", [True, False], ids=["after it was done", "before it was done"])
async def test_an_acknowledgement_whose_answer_was_lost_is_given_again(world: World, applied: bool) -> None:
    world.fd.add_fault(path="/callback", drop=True, apply=applied)
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    assert "Noted" in shown.text
    assert len(world.core.requests) == 1


async def test_a_form_whose_answer_was_lost_is_open_all_the_same(world: World) -> None:
    world.core.forms.add("offer")
    world.core.answers["offer"] = Ask(SKILL_FORM)
    world.fd.add_fault(path="/callback", drop=True, apply=True)
    opened = await world.ann.slash("mentor offer")
    assert opened.response_type == 9
    assert opened.original is None


async def test_an_answer_lost_on_its_way_is_shown_all_the_same(world: World) -> None:
    world.fd.add_fault(path="/messages/@original", drop=True)
    shown = await world.ann.settled(await world.ann.slash("mentor help"))
    assert "Noted" in shown.text


async def test_words_in_private_are_answered_in_private(world: World) -> None:
    world.core.answers["said"] = Show(Card("Noted for yourself only"))
    await world.ann.dm("We looked at *generators*")
    seen = await world.ann.wait_for(lambda seen: "Noted for yourself" in seen.text)
    assert seen.where == "dm"
    [request] = world.core.requests
    assert (request.action, request.text, request.channel) == ("said", "We looked at *generators*", "")


async def test_words_in_private_answered_while_the_connection_breaks_are_answered_once(world: World) -> None:
    world.fd.add_fault(method="POST", path=r"/channels/\d+/messages$", drop=True, apply=True)
    await world.ann.dm("hello")
    await world.ann.wait_for(lambda seen: "Noted" in seen.text)
    await world.fd.wait_until(lambda: world.fd.deduplicated, what="the second post made one with the first")
    assert len(world.ann.inbox()) == 1


async def test_stopping_finishes_what_was_begun_and_turns_the_rest_away(world: World) -> None:
    world.core.gate.clear()
    begun = await world.ann.slash("mentor help")
    stopping = asyncio.create_task(world.adapter.stop())
    await asyncio.sleep(0)
    late = await world.ben.slash("mentor help")
    assert "just restarting" in late.text
    world.core.gate.set()
    await stopping
    assert "Noted" in begun.text
    assert not world.adapter.connected


async def test_an_answer_lost_several_times_is_shown_in_the_end(world: World) -> None:
    world.fd.add_fault(path=r"/messages/@original$", method="PATCH", drop=True, times=3)
    used = await world.ann.slash("mentor help")
    assert "Noted" in (await world.ann.settled(used)).text
