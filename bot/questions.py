"""Questions about doubtful words: they wait until they are answered, taken back, or a week old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from bot.errors import InvalidInput, NotFound
from bot.holdings import Entry, Held, Verb, verb_of
from bot.model.ids import CommunityId, DraftId, MemberId
from bot.ports import Store, Work
from bot.skills import key_of, suggest
from bot.skills.spelling import clean
from bot.vocabularies import words_of

QUESTIONS = "skill_questions"
KEPT_FOR = timedelta(days=7)
LEAVE_OUT, KEEP_AS_TYPED, FOUND_FROM = 8, 9, 10
MOST_FOUND = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A word that could mean several skills; `draft` and `index` name it in a button."""

    draft: DraftId
    index: int
    typed: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: which question, and which choice: its place, LEAVE_OUT, KEEP_AS_TYPED, or FOUND_FROM + n."""

    draft: DraftId
    index: int
    choice: int


async def ask(
    work: Work, member: MemberId, verb: Verb, asks: Sequence[Held], now: datetime
) -> DraftId | None:
    """Keep questions; one about a word that is asked about again takes the older one's place."""
    if not asks:
        return None
    again = {key_of(str(one["text"])) for one in asks}
    for draft in await work.drafts.of(member, QUESTIONS, now):
        if draft.data["verb"] == verb:
            left = {
                n: one
                for n, one in _asks(draft.data["asks"]).items()
                if key_of(str(one["text"])) not in again
            }
            await _keep(work, draft.id, verb, left)
    data = {"verb": verb, "asks": {str(n): one for n, one in enumerate(asks)}}
    return await work.drafts.keep(member, QUESTIONS, data, now + KEPT_FOR)


async def waiting(work: Work, member: MemberId, verb: Verb, now: datetime) -> list[Question]:
    """Return a member's open questions, oldest first."""
    return [
        Question(
            draft=draft.id,
            index=int(n),
            typed=str(one["text"]),
            choices=tuple(cast(list[str], one["choices"])),
        )
        for draft in await work.drafts.of(member, QUESTIONS, now)
        if draft.data["verb"] == verb
        for n, one in sorted(_asks(draft.data["asks"]).items())
    ]


async def answered(work: Work, member: MemberId, answer: Answer) -> tuple[Verb, Held, Entry | None]:
    """Take a question off the list; return what it was, and the skill chosen (None = leave it out).

    Raises:
        NotFound: it was answered already, or is not this member's.
    """
    verb, asks, one = await _find(work, member, answer.draft, answer.index)
    del asks[str(answer.index)]
    await _keep(work, answer.draft, verb, asks)
    if answer.choice == LEAVE_OUT:
        return verb, one, None
    name = _chosen(one, answer.choice)
    level, goal, close = cast(int, one["level"]), str(one["goal"]), bool(one.get("close"))
    entry = Entry(name=name, typed=str(one["text"]), level=level, goal=goal, close=close)
    return verb, one, entry


async def reopen(work: Work, member: MemberId, verb: Verb, asks: Sequence[Held], now: datetime) -> None:
    """Put questions back that were answered; a newer one about the same word wins."""
    open_now = {key_of(one.typed) for one in await waiting(work, member, verb, now)}
    await ask(work, member, verb, [one for one in asks if key_of(str(one["text"])) not in open_now], now)


async def drop(work: Work, member: MemberId, draft: DraftId) -> None:
    """Forget the questions of one line; gone already is fine."""
    try:
        await work.drafts.get(draft, member, QUESTIONS)
    except NotFound:
        return
    await work.drafts.drop(draft)


async def search(
    store: Store, who: tuple[MemberId, CommunityId], place: tuple[DraftId, int], text: str
) -> tuple[Question, tuple[str, ...]]:
    """Return a question and the skills that a search found for it, which can be answered from now on.

    Raises:
        NotFound: it was answered already, or is not this member's.
        InvalidInput: nothing was typed.
    """
    typed = clean(text)
    if not key_of(typed):
        raise InvalidInput({"name": "words.missing"})
    async with store.write() as work:
        verb, asks, one = await _find(work, who[0], *place)
        words = await words_of(work, who[1])
        names = [words.settled(name) for name in suggest(typed[:100], words.vocabulary, MOST_FOUND)]
        found = list(dict.fromkeys(names))
        asks[str(place[1])] = {**one, "found": found}
        await _keep(work, place[0], verb, asks)
    choices = tuple(cast(list[str], one["choices"]))
    question = Question(draft=place[0], index=place[1], typed=str(one["text"]), choices=choices)
    return question, tuple(found)


async def question(store: Store, member: MemberId, draft: DraftId, index: int) -> Question:
    """Return one open question; NotFound when it was answered already, or is not this member's."""
    async with store.read() as work:
        _, _, one = await _find(work, member, draft, index)
    choices = tuple(cast(list[str], one["choices"]))
    return Question(draft=draft, index=index, typed=str(one["text"]), choices=choices)


async def _find(
    work: Work, member: MemberId, draft: DraftId, index: int
) -> tuple[Verb, dict[str, Held], Held]:
    kept = (await work.drafts.get(draft, member, QUESTIONS)).data
    asks = _asks(kept["asks"])
    if str(index) not in asks:
        raise NotFound("draft.gone")
    return verb_of(kept["verb"]), asks, asks[str(index)]


async def _keep(work: Work, draft: DraftId, verb: Verb, asks: dict[str, Held]) -> None:
    if asks:
        await work.drafts.change(draft, {"verb": verb, "asks": asks})
    else:
        await work.drafts.drop(draft)


def _chosen(one: Held, choice: int) -> str:
    if choice == KEEP_AS_TYPED:
        return str(one["text"])
    names = cast(list[str], one["found"] if choice >= FOUND_FROM and "found" in one else one["choices"])
    place = choice - FOUND_FROM if choice >= FOUND_FROM else choice
    if not 0 <= place < len(names):
        raise NotFound("draft.gone")
    return names[place]


def _asks(stored: object) -> dict[str, Held]:
    return dict(cast(dict[str, Held], stored))
