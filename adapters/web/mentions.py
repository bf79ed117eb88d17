"""People named in typed text: `@maya` or `@Maya Okafor`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.web.world import Persona, World


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody typed: the text without the mentions, and who was mentioned, each once."""

    text: str
    people: tuple[Persona, ...] = ()


def read(typed: str, world: World) -> Words:
    """Return the words of a typed text; a name nobody here has stays text."""
    known = {
        name.casefold(): person for person in world.personas for name in (person.external_id, person.name)
    }
    # Otherwise "@Ana Lima" would be read as "@Ana" followed by a word.
    longest_first = sorted(known, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    found = dict.fromkeys(known[name.casefold()] for name in pattern.findall(typed))
    return Words(" ".join(pattern.sub(" ", typed).split()), tuple(found))
