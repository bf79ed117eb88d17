"""What a sender is handed, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.community import Platform
from bot.model.ids import MemberId, PartnershipId
from bot.ports import Handle, Letter, LetterKind, Store, ToChannel, ToSpace
from bot.ui import (
    Bold,
    Button,
    Card,
    Code,
    Fact,
    Image,
    Link,
    Mention,
    Option,
    Select,
    Tone,
    When,
)
from storage.repositories.envelopes import thread_title
from tests.storage.worlds import LEASE, NOW, note, pair, settle, started_round

ANA, BEN = Handle(external_id="U1", name="Ana Lee"), Handle(external_id="U2", name="Ben Okafor")


async def test_a_private_letter_has_its_reader_and_the_people_it_mentions(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.people.put(replace(world.ana, zone="Asia/Kolkata", language="fr"))
        card = Card("Hello", ((Mention(world.ben.id), " and ", Mention(MemberId(404))),))
        await work.outbox.post([replace(note("hello:1", world.ana), card=card)])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
    envelope = claimed.envelope
    assert (envelope.letter, envelope.key, envelope.card) == (claimed.id, "hello:1", card)
    assert (envelope.platform, envelope.community, envelope.channel) == (Platform.SLACK, "T1", None)
    assert (envelope.people, envelope.names) == ((ANA,), {world.ben.id: BEN})
    assert (envelope.zone, envelope.language, envelope.title) == ("Asia/Kolkata", "fr", "")


async def test_a_letter_to_a_space_has_the_partners_still_there_and_a_title(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, "Ana Lee", "Ben Okafor", "Cy", zone="Europe/Paris")
        ana, ben, cy = world.members
        programme = world.programme
        await work.communities.change_settings(programme.id, replace(programme.settings, language="fr"))
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        await work.people.put(replace(cy, left_at=NOW, zone="Asia/Tokyo"))
        await work.outbox.post([replace(note("hello:1", ana), to=ToSpace(one.id))])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
    envelope = claimed.envelope
    assert envelope.people == (ANA, BEN)
    assert envelope.title == f"Ana, Ben & Cy · {one.id}"
    assert (envelope.channel, envelope.place, envelope.language) == ("C1", None, "fr")
    assert envelope.zone == "Europe/Paris"
    assert ben.zone == "Europe/Paris"


async def test_a_space_whose_partners_live_in_different_zones_reads_utc(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work, zone="Europe/Paris")
        await work.people.put(replace(world.ben, zone="Asia/Tokyo"))
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        await work.outbox.post([replace(note("hello:1", world.ana), to=ToSpace(one.id))])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
    assert claimed.envelope.zone == "UTC"


async def test_a_letter_to_a_channel_has_the_channel_as_its_place(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        await work.outbox.post([replace(note("hello:1", world.ana), to=ToChannel(world.programme.id))])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
    envelope = claimed.envelope
    assert (envelope.channel, envelope.place, envelope.people) == ("C1", "C1", ())
    assert claimed.facts.member is None


async def test_every_kind_of_span_and_part_survives_the_store(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        card = Card(
            "Everything “at once” 🎉",
            lines=(
                (
                    "plain & <b>",
                    Bold("bold"),
                    Code("/mentor help"),
                    Link("here", "https://example.org/x?y=1&z=2"),
                ),
                (Mention(world.ana.id), When(NOW), When(NOW + timedelta(days=1), "date")),
                (),
            ),
            facts=(Fact("You learn", ("Rust", Mention(world.ben.id))),),
            rows=(
                (
                    Button("Yes", "checkin.met:42", Tone.MAIN),
                    Button("No", "checkin.not_yet:42.7", Tone.DANGER),
                ),
            ),
            select=Select("checkin.rate:42", "How useful?", (Option("5", "Very"), Option("1", "Not at all"))),
            image=Image("https://example.org/a.png", "a picture"),
        )
        await work.outbox.post([replace(note("hello:1", world.ana), card=card)])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
    assert claimed.letter.card == card
    assert [type(span) for span in claimed.letter.card.lines[0]] == [str, Bold, Code, Link]


async def test_everything_of_a_letter_comes_back(store: Store) -> None:
    async with store.write() as work:
        world = await settle(work)
        [one] = await work.partnerships.add([pair(world, await started_round(work, world))])
        letter = Letter(
            key="checkin:1:2:2026-11-05",
            to=ToSpace(one.id),
            kind=LetterKind.CHECKIN,
            card=Card("Did you meet?"),
            not_before=NOW,
            stale_after=NOW + timedelta(days=3),
            partnership=one.id,
            even_if_away=True,
        )
        await work.outbox.post([letter])
        [claimed] = await work.outbox.claim(NOW, "me", LEASE, 1)
    assert claimed.letter == letter


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["Ana Lee", "Ben"], "Ana & Ben · 7"),
        (["Ana", "Ben", "Cy Twombly"], "Ana, Ben & Cy · 7"),
        (["Ana"], "Ana · 7"),
        (["  ", "Ben"], "? & Ben · 7"),
        (["A" * 200, "B" * 200, "C" * 200], f"{'A' * 24}, {'B' * 24} & {'C' * 24} · 7"),
    ],
)
def test_the_title_of_a_space_is_made_of_first_names_and_its_number(names: list[str], title: str) -> None:
    assert thread_title(names, PartnershipId(7)) == title
    assert len(title) <= 100
