"""Skills: what people type becomes what they mean, and never something else.

Pure: no clock, no network, no other room of the house; reads only the vocabulary files shipped beside it,
when first
needed. `docs/skills.md` explains the steps.
"""

from bot.skills.completion import complete
from bot.skills.lines import read_line
from bot.skills.relations import relate
from bot.skills.resolving import resolve
from bot.skills.spelling import key_of
from bot.skills.suggesting import suggest
from bot.skills.values import Ask, Decision, Found, How, Problem, Reading, Verb
from bot.skills.vocabulary import Vocabulary

__all__ = [
    "Ask",
    "Decision",
    "Found",
    "How",
    "Problem",
    "Reading",
    "Verb",
    "Vocabulary",
    "complete",
    "key_of",
    "read_line",
    "relate",
    "resolve",
    "suggest",
]
