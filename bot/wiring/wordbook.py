"""What operators do with a community's own words: out into a file, and back in."""

from __future__ import annotations

from pathlib import Path

from bot import wordfiles
from bot.config import Settings
from bot.errors import Conflict, InvalidInput
from bot.model.community import Platform
from bot.model.ids import CommunityId, MemberId
from bot.ports import Store
from bot.screens import problems
from bot.texts import texts
from bot.ui import plain
from bot.wiring.clocks import WallClock
from bot.wordlists import MOST_CHARACTERS
from storage.database import open_store

OPERATOR = MemberId(0)
"""Who the audit says it was: nobody of the community."""


class CannotCopyWords(Exception):
    """It cannot be done; the text is one clear sentence for the operator."""


async def exported(settings: Settings, platform: Platform, community: str) -> list[str]:
    """Return what a community decided about words as YAML files, to be imported in this order.

    Raises:
        CannotCopyWords: no such community.
    """
    store = await open_store(settings.database.url)
    try:
        return await wordfiles.exported(store, await _named(store, platform, community), MOST_CHARACTERS)
    finally:
        await store.close()


async def load(settings: Settings, platform: Platform, community: str, file: Path) -> tuple[int, int]:
    """Add a file's words to a community's, as one change; return its number, and how many people's skills followed.

    The bot may run meanwhile; it reads with the new words from the next message on.

    Raises:
        CannotCopyWords: the file cannot be read, there is no such community, or something in it is wrong; then
            nothing was changed.
    """
    text = _read(file)
    store = await open_store(settings.database.url)
    try:
        actor = (OPERATOR, await _named(store, platform, community))
        done = await wordfiles.load(store, actor, text, WallClock().now())
        return done.change.id, done.people
    except (Conflict, InvalidInput) as error:
        said = " ".join(plain(line) for line in problems.card(texts("en"), error).lines)
        raise CannotCopyWords(f"{file}: {said}") from error
    finally:
        await store.close()


async def _named(store: Store, platform: Platform, external_id: str) -> CommunityId:
    async with store.read() as work:
        found = await work.communities.find(platform, external_id)
    if found is None:
        raise CannotCopyWords(
            f"No {platform} community has the id {external_id!r} here. It is the workspace's id (T…) or the server's."
        )
    return found.id


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CannotCopyWords(f"{file} is not UTF-8 text. Save it as UTF-8 and try again.") from error
    except OSError as error:
        raise CannotCopyWords(f"{file} cannot be read: {error.strerror}.") from error
