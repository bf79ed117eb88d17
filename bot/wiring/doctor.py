"""`bothways doctor`: looks at everything a live bot needs, without starting it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import adapters
from bot.config import ConfigError, Settings, load
from bot.errors import Unavailable
from bot.health import Finding
from bot.ports import LetterState
from bot.wiring import keeping
from bot.wiring.clocks import WallClock
from storage.database import StorageError, open_store
from storage.migrate import Schema, state

OLDEST_SENSIBLE_YEAR = 2026
BACKUPS = Path("backups")  # where `bothways backup` puts copies unless told otherwise


async def examine(config: Path) -> list[Finding]:
    """Return everything found, the good and the bad, in the order in which to mend it."""
    findings = [_python(), _rooms(), _clock(), _zones()]
    try:
        settings = load(config)
    except ConfigError as error:
        fix = "Mend the file and run `bothways doctor` again."
        return [*findings, *(_bad("config", line, fix) for line in str(error).splitlines())]
    findings.append(Finding(ok=True, code="config", says=f"{config.name} is read"))
    findings.append(await _database(settings.database.url))
    findings += await _promises(settings)
    return findings + [finding async for finding in _platforms(settings)]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(ok=True, code="python", says=f"Python {version}")


def _rooms() -> Finding:
    """`adapters` is a package name that others use, too: another one first on the path would break everything."""
    ours = Path(str(adapters.__file__)).parent.parent == Path(__file__).parent.parent.parent
    if not ours:
        return _bad(
            "packages",
            "another package called `adapters` is in the way",
            "Install Bothways in an environment of its own.",
        )
    return Finding(ok=True, code="packages", says="all rooms are ours")


def _clock() -> Finding:
    now = WallClock().now()
    if now.year < OLDEST_SENSIBLE_YEAR:
        return _bad("clock", f"the clock says {now:%Y-%m-%d}", "Set the machine's clock, for example by NTP.")
    return Finding(ok=True, code="clock", says=f"{now:%Y-%m-%d %H:%M} UTC")


def _zones() -> Finding:
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return _bad("zones", "there is no time zone data", "Install the package tzdata.")
    return Finding(ok=True, code="zones", says="time zone data is there")


async def _database(url: str) -> Finding:
    try:
        found = await asyncio.to_thread(state, url)
        if found is Schema.NEWER:
            return _bad("database", "it was used by a newer Bothways", "Run that version, or restore a copy.")
        if found is Schema.OLD:
            return _bad("database", "its tables are older than this version", "Run `bothways db upgrade`.")
        if found is Schema.NONE:
            return Finding(ok=True, code="database", says="empty; its tables are made at the first start")
        store = await open_store(url)
        async with store.read() as work:
            counts = await work.outbox.counts()
        await store.close()
    except (StorageError, Unavailable, OSError) as error:
        return _bad(
            "database", str(error), "Check database.url, and that the folder or server can be reached."
        )
    known, dead = sum(counts.by_state.values()), counts.by_state.get(LetterState.DEAD, 0)
    if dead:
        fix = "Run `bothways letters list`, then `letters requeue` or `letters drop`."
        return _bad("letters", f"{dead} letters could not be delivered", fix)
    return Finding(ok=True, code="database", says=f"reachable; {known} letters known")


async def _promises(settings: Settings) -> list[Finding]:
    """Look at what was promised: an audit log that nobody changed, and no backup that is kept too long."""
    findings: list[Finding] = []
    old = keeping.expired(BACKUPS, WallClock().now().date())
    if old:
        fix = f"Delete {', '.join(str(one) for one in old)}."
        findings.append(_bad("backups", "there are backups past the date that members were told", fix))
    try:
        if await asyncio.to_thread(state, settings.database.url) is not Schema.CURRENT:
            return findings
        store = await open_store(settings.database.url)
        async with store.read() as work:
            broken = await work.audit.broken()
        await store.close()
    except (StorageError, Unavailable, OSError):
        return findings  # told already
    if broken:
        says = f"entries were changed or taken out, the first near number {broken[0]}"
        fix = "Compare the table `audit` with a backup, and ask who could write to it."
        return [*findings, _bad("audit", says, fix)]
    return [*findings, Finding(ok=True, code="audit", says="the log of what organisers did is whole")]


async def _platforms(settings: Settings) -> AsyncIterator[Finding]:
    if settings.slack is None and settings.discord is None:
        yield _bad("platforms", "no platform is configured", "Add a `slack` or a `discord` section.")
    if settings.slack is not None:
        from adapters.slack import doctor as slack_doctor

        for finding in await slack_doctor.check(settings.slack):
            yield finding
    if settings.discord is not None:
        from adapters.discord import doctor as discord_doctor

        for finding in await discord_doctor.check(settings.discord):
            yield finding


def _bad(code: str, says: str, fix: str) -> Finding:
    return Finding(ok=False, code=code, says=says, fix=fix)
