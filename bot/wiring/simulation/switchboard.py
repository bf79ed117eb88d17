"""Between people and the bot: whatever they do reaches a process that is up, perhaps twice, perhaps not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Protocol

from bot.errors import Unavailable
from bot.model.ids import CommunityId, MemberId
from bot.router.core import Core
from bot.router.request import Answer, Request, Show, no_organiser
from bot.ui import Values
from bot.wiring.simulation.chat import Person
from bot.wiring.simulation.faults import Faults
from bot.wiring.simulation.machine import outside
from bot.wiring.simulation.process import Lost, Process

PATIENCE = 5
TRIES_AGAIN = 600.0
FORGET = "forget.confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a person did and what came of it: `took` in seconds, `calm` unless the database failed meanwhile."""

    person: Person
    action: str
    answer: Answer | None
    took: float
    calm: bool
    repeated: bool = False


class Board(Protocol):
    """What the switchboard needs of the world."""

    faults: Faults
    met: dict[MemberId, Person]

    def seconds(self) -> float:
        """Return the true time."""
        ...

    def up(self) -> Process | None:
        """Return a process that is running, if there is one."""
        ...

    def done(self, deed: Deed) -> None:
        """Hear what somebody did."""
        ...


class Switchboard:
    """Carries what people do to the bot and its answers back."""

    def __init__(self, board: Board) -> None:
        """Connect people with this world's processes."""
        self._board = board
        self._later: set[asyncio.Task[None]] = set()
        self._events = 0

    async def ask(
        self, person: Person, action: str, text: str = "", values: Values | None = None
    ) -> Answer | None:
        """Return what the person gets to see; None when the bot is not there, or stays down while they try."""
        for attempt in range(PATIENCE):
            if attempt:
                await asyncio.sleep(TRIES_AGAIN * attempt)
            if person.gone or person.erased is not None or not person.home.installed:
                return None
            process = self._board.up()
            if process is None:
                continue
            person.deeds += 1
            try:
                return await self._once(process, person, action, text, values or {})
            except Lost:
                continue
        return None

    async def _once(
        self, process: Process, person: Person, action: str, text: str, values: Values
    ) -> Answer | None:
        begun, struck = self._board.seconds(), self._board.faults.struck
        request = await self._request(process, person, action, text, values)
        answer = await process.do(lambda core: core.answer(request))
        if action == FORGET and isinstance(answer, Show) and self._board.faults.struck == struck:
            person.erased = self._board.seconds()
        self._board.done(
            Deed(
                person=person,
                action=action,
                answer=answer,
                took=self._board.seconds() - begun,
                calm=self._board.faults.struck == struck,
            )
        )
        if self._board.faults.happens(self._board.faults.rates.deaf):
            again = outside(self._again(request, person))
            self._later.add(again)
            again.add_done_callback(self._later.discard)
        return answer

    async def _request(
        self, process: Process, person: Person, action: str, text: str, values: Values
    ) -> Request:
        if person.ids is None:
            person.ids = await process.do(lambda core: _meet(core, person))
            self._board.met[person.ids[1]] = person
        community, member = person.ids
        self._events += 1
        return Request(
            member=member,
            community=community,
            action=action,
            text=text,
            values=values,
            channel=person.home.channel,
            channel_name="mentorship",
            organises=_organiser if person.organiser else no_organiser,
            key=f"event {self._events}",
        )

    async def _again(self, request: Request, person: Person) -> None:
        """Deliver the same event once more, a while later: out of order with what the person did since."""
        await asyncio.sleep(self._board.faults.between(1.0, 90.0))
        process, struck = self._board.up(), self._board.faults.struck
        if process is None:
            return
        try:
            # As an adapter does: it asks who that is whenever something arrives, also long after they were erased.
            _, member = await process.do(lambda core: _meet(core, person))
            answer = await process.do(lambda core: core.answer(replace(request, member=member)))
        except (Lost, Unavailable):
            return
        calm = self._board.faults.struck == struck
        self._board.done(
            Deed(person=person, action=request.action, answer=answer, took=0.0, calm=calm, repeated=True)
        )


async def _meet(core: Core, person: Person) -> tuple[CommunityId, MemberId]:
    return await core.meet(
        platform=person.home.platform,
        community=person.home.external_id,
        community_name=person.home.name,
        language="en",
        user=person.handle,
        name=person.name,
        zone=person.zone,
    )


async def _organiser() -> bool:
    return True
