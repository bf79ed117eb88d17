"""A community's words as a YAML file that people can read, edit and send back.

    skills:
      - name: Kubernetes
        also: [k8s, our cluster]
        covers: {Docker: 0.7}
    never_same:
      - [Java, JavaScript]

Everything else is refused with its line and what to do. Anchors and aliases are refused before anything is
composed, so that a file cannot grow in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import InvalidInput
from bot.skills import key_of
from bot.skills.spelling import clean
from bot.skills.values import MAX_NAME

MOST_CHARACTERS = 200_000
MOST_DEPTH = 6
SOME = 10
FIELD = "yaml"
TOP, ENTRY = ("skills", "never_same"), ("name", "also", "covers")
Marked = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One skill of a file: its name, what else means it, and what it covers how well; all with their lines."""

    name: str
    line: int
    also: tuple[Marked, ...] = ()
    covers: tuple[tuple[str, float, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordlist:
    """A whole file: skills, and pairs that are never the same."""

    skills: tuple[Listed, ...] = ()
    never: tuple[tuple[str, str, int], ...] = ()


def wrong(line: int, key: str, **blanks: str | int) -> InvalidInput:
    """Return the refusal of a file: which line, and why."""
    return InvalidInput({FIELD: key}, line=line, **blanks)


def read(text: str) -> Wordlist:
    """Return what a file says.

    Raises:
        InvalidInput: it is too long, no YAML, or says anything that is not known; the blank `line` tells where.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput({FIELD: "yaml.long"}, most=MOST_CHARACTERS)
    try:
        _check_events(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise wrong(mark.line + 1 if mark else 1, "yaml.broken") from None
    except yaml.YAMLError:
        raise wrong(1, "yaml.signs") from None
    if root is None:
        raise wrong(1, "yaml.nothing")
    found = dict(_entries(root, TOP))
    return _checked(
        Wordlist(
            skills=tuple(_listed(one) for one in _items(found.get("skills"))),
            never=tuple(_never(one) for one in _items(found.get("never_same"))),
        )
    )


def write(words: Wordlist) -> str:
    """Return the file that says this; `read` gives the same back."""
    skills = [
        {
            "name": one.name,
            **({"also": [word for word, _ in one.also]} if one.also else {}),
            **({"covers": {name: strength for name, strength, _ in one.covers}} if one.covers else {}),
        }
        for one in words.skills
    ]
    never = [[first, second] for first, second, _ in words.never]
    body = {**({"skills": skills} if skills else {}), **({"never_same": never} if never else {})}
    if not body:
        return "skills: []\n"
    return yaml.safe_dump(body, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)


def parts(words: Wordlist, most: int) -> list[str]:
    """Return files of at most `most` characters that say it all when they are read one after the other.

    Names come first, so that what later parts say about them is known by then.
    """
    whole = write(words)
    if len(whole) <= most:
        return [whole]
    found: list[Wordlist] = []
    for piece in _pieces(words):
        if found and (fuller := _together(found[-1], piece, most)):
            found[-1] = fuller
        else:
            found.append(piece)
    return [write(part) for part in found]


def _pieces(words: Wordlist) -> Iterator[Wordlist]:
    """Return a list word by word: small enough that each fits anywhere."""
    for one in words.skills:
        for start in range(0, len(one.also) or 1, SOME):
            yield Wordlist(skills=(replace(one, also=one.also[start : start + SOME], covers=()),))
    for one in words.skills:
        for start in range(0, len(one.covers), SOME):
            yield Wordlist(skills=(replace(one, also=(), covers=one.covers[start : start + SOME]),))
    for pair in words.never:
        yield Wordlist(never=(pair,))


def _together(one: Wordlist, other: Wordlist, most: int) -> Wordlist | None:
    """Return two lists as one file, unless it would be too long or name a skill twice."""
    both = Wordlist(skills=one.skills + other.skills, never=one.never + other.never)
    names = [skill.name for skill in both.skills]
    return both if len(set(names)) == len(names) and len(write(both)) <= most else None


def _check_events(text: str) -> None:
    """Refuse what could make a small file large, or hide things: anchors, aliases, tags, depth, several documents."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise wrong(line, "yaml.alias")
        if getattr(event, "tag", None):
            raise wrong(line, "yaml.tag")
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if documents > 1 or depth > MOST_DEPTH:
            raise wrong(line, "yaml.shape")


def _entries(node: Node, known: Sequence[str]) -> Iterator[tuple[str, Node]]:
    """Return the entries of a mapping with known keys, each once."""
    if not isinstance(node, MappingNode):
        raise wrong(_line(node), "yaml.mapping", keys=", ".join(known))
    seen: set[str] = set()
    for key, value in node.value:
        name = key.value if isinstance(key, ScalarNode) else ""
        if name not in known:
            raise wrong(_line(key), "yaml.key", word=str(name)[:40], keys=", ".join(known))
        if name in seen:
            raise wrong(_line(key), "yaml.twice", word=name)
        seen.add(name)
        yield name, value


def _items(node: Node | None) -> Iterator[Node]:
    if node is None or (isinstance(node, ScalarNode) and not node.value):
        return
    if not isinstance(node, SequenceNode):
        raise wrong(_line(node), "yaml.list")
    yield from node.value


def _listed(node: Node) -> Listed:
    if isinstance(node, ScalarNode):
        name, line = _name(node)
        return Listed(name=name, line=line)
    found = dict(_entries(node, ENTRY))
    if "name" not in found:
        raise wrong(_line(node), "yaml.nameless")
    name, line = _name(found["name"])
    also = tuple(_name(one) for one in _items(found.get("also")))
    return Listed(name=name, line=line, also=also, covers=tuple(_covers(found.get("covers"))))


def _covers(node: Node | None) -> Iterator[tuple[str, float, int]]:
    if node is None:
        return
    if not isinstance(node, MappingNode):
        raise wrong(_line(node), "yaml.covers")
    for key, value in node.value:
        name, line = _name(key)
        try:
            strength = float(value.value) if isinstance(value, ScalarNode) else 0.0
        except ValueError:
            raise wrong(line, "yaml.covers") from None
        if not 0 < strength <= 0.9:  # also false for .nan
            raise wrong(line, "yaml.covers")
        yield name, strength, line


def _never(node: Node) -> tuple[str, str, int]:
    names = [_name(one)[0] for one in _items(node)]
    if len(names) != 2:
        raise wrong(_line(node), "yaml.pair")
    return names[0], names[1], _line(node)


def _name(node: Node) -> Marked:
    name = clean(node.value) if isinstance(node, ScalarNode) else ""
    if not key_of(name) or len(name) > MAX_NAME:
        raise wrong(_line(node), "yaml.name", most=MAX_NAME)
    return name, _line(node)


def _line(node: Node) -> int:
    return node.start_mark.line + 1 if node.start_mark else 1


def _checked(words: Wordlist) -> Wordlist:
    """Refuse a file that contradicts itself: a word twice, or a pair of one word."""
    seen: dict[str, int] = {}
    for one in words.skills:
        for word, line in ((one.name, one.line), *one.also):
            if key_of(word) in seen:
                raise wrong(line, "yaml.repeated", word=word, other=seen[key_of(word)])
            seen[key_of(word)] = line
    for first, second, line in words.never:
        if key_of(first) == key_of(second):
            raise wrong(line, "yaml.pair")
    return words
