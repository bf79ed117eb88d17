"""Calendar files (RFC 5545, 5546) and links that fill in a new entry of an online calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

from bot.ui import Event, File, Invitation

GOOGLE = "https://calendar.google.com/calendar/render"
OUTLOOK = "https://outlook.office.com/calendar/action/compose"
# What Exchange writes for people whose mail address is not known (MS-OXCICAL 2.1.3.1.1.20.2): nobody gets mail.
NO_MAIL = "invalid:nomail"
ROOM = 60


def written(attached: File | Invitation) -> File:
    """Return what a card carries as a file; an invitation as iCalendar in UTC, so that it needs no zone data.

    Method REQUEST puts its events in and, with a higher sequence under the same UID, changes them; CANCEL takes
    them out. Grows with the events.
    """
    if isinstance(attached, File):
        return attached
    method = "CANCEL" if attached.cancelled else "REQUEST"
    content = _calendar(attached, method)
    return File.of(attached.name, f"text/calendar; charset=utf-8; method={method}", content, attached.alt)


def google(event: Event) -> str:
    """Return the address at which Google Calendar offers the event; people and long texts are left out."""
    dates = "/".join(f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}" for at in (event.start, event.end))
    return f"{GOOGLE}?{urlencode({'action': 'TEMPLATE', 'text': event.title[:ROOM], 'dates': dates})}"


def outlook(event: Event) -> str:
    """Return the address at which Outlook on the web offers the event; as `google`."""
    values = {
        "rru": "addevent",
        "subject": event.title[:ROOM],
        "startdt": _iso(event.start),
        "enddt": _iso(event.end),
    }
    return f"{OUTLOOK}?{urlencode(values)}"


def _calendar(invitation: Invitation, method: str) -> bytes:
    # A fifth of a second that only those pay who carry files.
    from icalendar import Calendar, vCalAddress  # noqa: PLC0415
    from icalendar import Event as Entry  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Bothways//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in invitation.events:
        entry = Entry()
        for name, value in _entry(event, invitation).items():
            entry.add(name, value)
        for name, role in (("Bothways", "organizer"), *((one, "attendee") for one in event.people)):
            address = vCalAddress(NO_MAIL)
            address.params["CN"] = _clean(name)
            entry.add(role, address)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _entry(event: Event, invitation: Invitation) -> Mapping[str, str | int | datetime]:
    return {
        "uid": event.uid,
        "dtstamp": event.changed_at.astimezone(UTC),
        "dtstart": event.start.astimezone(UTC),
        "dtend": event.end.astimezone(UTC),
        "sequence": event.sequence,
        "status": "CANCELLED" if invitation.cancelled else "CONFIRMED",
        "summary": _clean(event.title),
        "description": _clean(event.text),
    }


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _clean(text: str) -> str:
    """Return text without control characters, which could turn a calendar's line around."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)
