"""Which skills come near others in one community: what its organisers say, the shipped tables, and its own use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import product

from bot import matching
from bot.model.ids import CommunityId
from bot.model.vocabulary import RuleKind
from bot.ports import Work
from bot.skills import key_of
from bot.skills.relations import Use, covers, relate
from bot.vocabularies import words_of

AT_MOST = 0.5
NOT_SAID_TO_COVER = 0.7
LEAST = 0.3
"""Weaker relations than this are not offered as a substitute, unless an organiser says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """What one community knows of its skills: covers that organisers declared, by keys, and what its use teaches."""

    said: Mapping[tuple[str, str], float]
    use: Use

    def strength(self, wanted: str, offered: str) -> float:
        """Return how well an offer meets a want of another skill: above 0 and at most a half, or 0 for not at all.

        An organiser's word stands; without one the better counts of what the tables say that the offered skill
        covers and, for less, how related the two are here.
        """
        said = self.said.get((key_of(offered), key_of(wanted)))
        if said is not None:
            return round(AT_MOST * said, 3)
        found = max(covers(offered, wanted), NOT_SAID_TO_COVER * relate(offered, wanted, self.use))
        return round(AT_MOST * found, 3) if found >= LEAST else 0.0


async def nearness(work: Work, community: CommunityId) -> Nearness:
    """Return what a community knows of its skills; reads everybody's offers and wants there."""
    words = await words_of(work, community)
    rules = (rule for rule in words.rules if rule.kind is RuleKind.COVERS)
    return Nearness(
        said={
            (key_of(words.settled(rule.typed)), key_of(words.settled(rule.name))): rule.strength
            for rule in rules
        },
        use=Use.of(await work.skills.together(community)),
    )


async def with_related(problem: matching.Problem, known: Nearness) -> matching.Problem:
    """Return the round with the offers that come near its wants, for those who said that close is fine.

    Compares every such want with every offered skill, about 100,000 a second, beside the event loop.
    """
    wants = {want.skill for person in problem.people for want in person.wants if want.close}
    offers = {offer.skill for person in problem.people for offer in person.offers}
    return replace(problem, related=await asyncio.to_thread(_related, wants, offers, known))


def _related(
    wants: Iterable[str], offers: Iterable[str], known: Nearness
) -> tuple[tuple[str, str, float], ...]:
    pairs = ((wanted, offered) for wanted, offered in product(sorted(wants), sorted(offers)))
    found = (
        (wanted, offered, known.strength(wanted, offered)) for wanted, offered in pairs if wanted != offered
    )
    return tuple(one for one in found if one[2] > 0)
