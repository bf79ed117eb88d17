"""The article's two stories and a circle, played on whatever face they are given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.demo.neighbours import neighbour
from tests.journeys.faces import Face

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
LEARNERS = ("ana", "ben", "sara", "ravi", "ines", "kofi", "mei")
CAST = tuple(neighbour(handle) for handle in (*LEARNERS, "olga"))
FIRST_CHECKIN = THURSDAY + timedelta(minutes=25)


async def everybody_is_introduced(face: Face) -> None:
    """From nothing to a published round: set up, join, offer, want, say yes, preview, publish."""
    await face.types("olga", "/mentor-admin setup")
    await face.fills("olga", {"weeks": "4"})
    await face.sees("olga", "Mentorship runs here now")
    for handle in LEARNERS:
        await face.types(handle, f"/mentor offer {neighbour(handle).offers}")
        await face.presses(handle, "I agree")
        await face.sees(handle, "You teach")
        await face.types(handle, f"/mentor want {neighbour(handle).wants}")
        await face.sees(handle, "You want to learn")
    await face.types("olga", "/mentor-admin round open")
    for handle in LEARNERS:
        await face.presses(handle, "I'm in")
        await face.sees(handle, "You are in")
    await face.types("olga", "/mentor-admin round preview")
    await face.sees("olga", "7 of 7 placed")
    await face.types("olga", "/mentor-admin round publish")
    await face.presses("olga", "Publish")
    await face.sees("olga", "Published")
    for handle in LEARNERS:
        await face.sees(handle, "you are partners until")


def introductions(face: Face, handle: str) -> list[str]:
    """Return the introductions a person got."""
    return [text for text in face.sent_to(handle) if "you are partners until" in text]
