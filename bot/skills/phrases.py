"""Words people put around a skill in a sentence: introductions, negations, goals, joiners."""

from __future__ import annotations

import re

_I = r"(?:i|we|ich|yo|je)"
_FOREIGN_LEAD = re.compile(
    r"^(?:(?:und |auch )?ich (?:kann|spreche|lehre|unterrichte|mache|spiele|biete|möchte|will|helfe (?:bei|mit))(?: gerne?)?|"
    r"je (?:parle|peux enseigner|fais|joue(?: du| de la| de)?|sais|veux|voudrais|propose|enseigne|connais)|j'enseigne|j'aime|"
    r"(?:yo )?(?:puedo|sé|hablo|enseño|toco|quiero|me gustaría|ofrezco|domino)|(?:eu )?(?:posso|falo|ensino|quero|gostaria de|toco)|"
    r"(?:io )?(?:posso|parlo|insegno|suono|vorrei|voglio|so)|я (?:знаю|могу|хочу|умею|преподаю|говорю)(?: по)?|могу научить|хочу|"
    r"(?:aprender|enseñar|apprendre|enseigner|imparare|insegnare|ensinar|lernen|leren|научиться|учить|изучать|выучить)"
    r"(?: (?:a|à|el|la|le|les|du|de la|des|il|lo|o|как))*)\s+",
    re.IGNORECASE,
)
_FOREIGN_TAIL = re.compile(r"\s+(?:lernen|unterrichten|beibringen|leren|öğrenmek)$|(?:を|が)?(?:学びたい|教えます|教えられます|できます|習いたい)$", re.IGNORECASE)
_LEAD = re.compile(
    rf"^(?:{_I} (?:can|could|also|would|will|might|may|do|have|really|mostly|mainly|currently|am able to)(?: also)?(?: please)?\s+)*"
    r"(?:(?:i(?:'m| am|'ve| have|'d|'ll| will|'d be)?|we)\s+)?"
    r"(?:(?:been |be )?(?:able|happy|glad|willing|keen|excited|available|eager|hoping|looking|trying|planning)(?: to| for)?\s+)?"
    r"(?:(?:to )?(?:teach|teaching|mentor|mentoring|coach|coaching|tutor|tutoring|help|helping|show|explain|share|offer|offering|guide|train|assist|support|learn|learning|"
    r"improve|improving|get better|getting better|get into|getting into|understand|know|study|studying|speak|love|like|enjoy|use|need|want|do|doing|been doing|practise|practice|master|explore|pick up|brush up(?: on)?|work on|dive into|start|started)"
    r"(?: (?:you|people|others|someone|somebody|anyone|folks|beginners|newcomers|kids|with|in|on|at|about|how to|more about|more|to|my|your|the|some help with|help with))*\s+)"
    r"(?=\S)",
    re.IGNORECASE,
)
_SMALL_LEAD = re.compile(
    r"^(?:and|also|plus|then|or|maybe|perhaps|especially|particularly|mostly|mainly|including|like|such as|e\.?g\.?|i\.?e\.?|things like|stuff like|"
    r"all kinds of|any kind of|something (?:about|with|like)|topics?:?|skills?:|finally|lastly|first(?:ly)?|second(?:ly)?|well|so|hmm+|uh+m?|um+|ok(?:ay)?|hi|hey|hello|please|"
    r"of course|definitely|probably|i guess|i think|my|our|your|both|the|a|an|in|at|with|about|on|to|for|teach|learn|both:?|but|y|und|et|e|auch|también|aussi|how about|lots of|a lot of|"
    r"(?:i've|i have|we've) been(?= \w+ing\b)|(?:i )?used to(?: play| do| be| teach| speak)?|still|only|just|how (?:do|can) i|(?:to |how to )?become(?: an?)?(?: better| good| great)?|(?:get )?better(?: at)?|i'm|i am|i|we|everything (?:about|around)|anything (?:about|around|related to)|more)[\s,:]+(?=\S)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,]+(?:please|pls|plz|too|also|as well|etc\.?|and so on|and more|and stuff|and things|thanks|thank you|thx|lol|haha|:\)|;\)|:-\)|xd|"
    r"i guess|i think|maybe|perhaps|obviously|of course|mostly|mainly|especially|in general|for now|these days|myself|by myself|on my own|speaker|stuff|things|and|or|&|professionally|at work|for work|as a hobby|for a living|for fun|"
    r"if (?:anyone|someone|anybody|you)(?:'s| is| are|'re)? ?(?:interested|wants?|needs?)?(?: it| to)?|to (?:anyone|others|people|beginners|newcomers)|since \d{4}|both)[.!?]*$",
    re.IGNORECASE,
)
_NEGATION = (
    r"(?:(?:but|just|please|and|though|although|definitely|absolutely|really) )*"
    r"(?:not(?: so much| really| at all| (?:interested|good|strong) (?:in|at)| into)?|no(?: more)?|never(?: again)?|nothing (?:about|with|in)|neither|nor|except(?: for)?|excluding|excl\.?|without|minus|"
    r"(?:i |we )?(?:do not|don't|dont|cannot|can't|cant|can not|won't|wont|will not|would not|wouldn't|didn't|haven't) ?(?:really |ever )?(?:want|teach|know|do|like|use|offer|need|care|ask|help|speak|touch|mean|learn|done|used)?"
    r"(?: (?:to (?:teach|learn|do|use|touch|talk about)|me about|about|for|with|any))*|(?:i )?(?:hate|dislike|avoid|skip)|anything (?:but|except)|everything (?:but|except)|other than|apart from|aside from|instead of|rather than|"
    r"nicht|kein|keine|keinen|pas de|pas|sin|ohne|nada de|niet|geen|inte|ikke|non|nie|не|без|кроме|nem|ei)"
)
_NEGATED = re.compile(rf"^{_NEGATION}(?:\s+|$)", re.IGNORECASE)
_TURN = re.compile(
    r"[\s,]*\b(?:but (?:not|no|without|definitely not|really not|never)|except(?: for)?|excluding|rather than|instead of|apart from|aside from|other than|not|aber (?:nicht|kein|keine|ohne)|mais pas(?: de)?|pero no|ma non|mas não|но не|кроме)\s+",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"[\s,]+(?:but(?: rather| only| just)?|sondern|sino|only|just|rather)\s+(?!not\b|no\b)", re.IGNORECASE
)
_DISMISSED = re.compile(
    r"\s+(?:is|are|was) (?:not|never|n't) .*$|\s+(?:isn't|aren't|ain't) .*$", re.IGNORECASE
)
_WISH = re.compile(
    r"^(?:(?:and|but|also|then|while|meanwhile)\s+)*(?:i(?:'d| would)? )?(?:really |also |just )?(?:would |'d )?(?:want|love|like|wish|hope|am looking|looking|need)(?:ing)? (?:to (?:learn|understand|get into|get better at|improve|study)|help with)\s+|"
    r"^(?:want|wants|learn|looking for|wanted|need)\s*:\s*|^(?:and |but )?(?:i )?want\s+",
    re.IGNORECASE,
)
_HAS = re.compile(r"^(?:but |and |though )?i (?:already |do |only )?(?:know|speak|have|use|understand)\s+", re.IGNORECASE)
_GIFT = re.compile(
    r"^(?:(?:and|but|also|then|while|in return|in exchange)[\s,]+)*(?:(?:i |we )?(?:can|could|will|would|may)(?: also)?(?: happily)?(?: be able to)? (?:teach|offer|help with|mentor|coach|give|show|share)|(?:i )?(?:teach|offer)|happy to (?:teach|offer|help with))\b(?: (?:people|others|you|someone))?:?\s+|^(?:offer|offering|teach)\s*:\s*",
    re.IGNORECASE,
)
GOAL = re.compile(
    r"\s*(?:,\s*)?\b(?:so that(?= (?!i\b|we\b))|so (?:that )?(?:i|we)(?: can| could| may|'m able to| am able to| understand| know)?|in order to|because(?: i(?: want to| need to|'d like to))?|"
    r"(?:with the|my) goal (?:is |of |to |being )*(?:to )?|goal:|aiming to|hoping to|since i (?:want|need) to|as i (?:want|need) to|um zu|para poder|pour pouvoir|чтобы|damit ich)\s+",
    re.IGNORECASE,
)
ARROW = re.compile(r"\s*(?:->|=>|-->)\s*|\s+(?:-{1,3}|\u2013|\u2014)\s+")
PURPOSE = re.compile(r"\s+(to|for)\s+", re.IGNORECASE)
JOINER = re.compile(
    r"(\s+(?:and also|and|&|\+|plus|as well as|along with|together with|or|und|oder|sowie|y|o|e|et|ou|en|och|og|i|и|или|und auch|\bn')\s+|(?<=\w\w)&(?=\w\w))",
    re.IGNORECASE,
)
LABELS = frozenset(
    (
        "skills", "skill", "topics", "topic", "languages", "language", "tech", "technologies", "technology", "tools", "tool",
        "stack", "frameworks", "subjects", "areas", "offers", "offer", "offering", "i offer", "i can offer", "teach",
        "i teach", "i can teach", "can teach", "teaching", "wants", "want", "i want", "i want to learn", "want to learn",
        "to learn", "learn", "learning", "mentor", "mentoring", "programming languages", "programming", "coding",
        "spoken languages", "human languages", "soft skills", "hard skills", "hobbies", "other", "others", "misc", "also",
        "interests", "expertise", "my skills", "my list", "here is my list", "here's my list", "list", "strengths",
        "specialties", "topics i can teach", "want more", "more", "fun", "fun stuff", "work", "non-tech", "technical",
    )
)  # fmt: skip
"""Words before a colon that head a list and are no skill themselves."""


NOISE = frozenset(
    ("whichever", "whatever", "anything", "any", "more", "etc", "things", "stuff", "others", "both", "and more", "thanks",
     "please", "hi", "hello", "everything", "and so on", "so on", "that's it", "nothing else", "something", "either", "n/a",
     "none", "nothing", "idk", "not sure", "and", "or", "i", "me", "lol", "teach", "learn", "offer", "want", "skills")
)  # fmt: skip
"""Words that alone name no skill."""

POINTERS = frozenset(("it", "that", "this", "them", "those", "one"))
"""Words that name no skill once something was taken off them ("also teach it"); "IT" alone is a skill."""


def strip_lead(text: str) -> str:
    """Return the text without its first introduction ("I can teach", "and also")."""
    for pattern in (_FOREIGN_LEAD, _LEAD, _SMALL_LEAD):
        shorter = pattern.sub("", text, count=1).strip()
        if shorter and shorter != text:
            return shorter
    return text


def strip_tail(text: str) -> str:
    """Return the text without closing words ("too", "etc", "please") and sentence marks."""
    for _ in range(4):
        shorter = _FOREIGN_TAIL.sub("", _TAIL.sub("", text)).strip().rstrip("!?").rstrip()
        shorter = (
            shorter[:-1].rstrip()
            if shorter.endswith(".") and not shorter.endswith("..")
            else shorter.rstrip(".")
        )
        if shorter == text or not shorter:
            break
        text = shorter
    return text


def is_negated(text: str) -> bool:
    """Return whether the text starts with words that deny it ("not", "anything but", "I don't do")."""
    return bool(_NEGATED.match(text) or _DISMISSED.search(text))


def is_wish(text: str) -> bool:
    """Return whether the text says that its writer wants to learn something."""
    return bool(_WISH.match(text))


def is_gift(text: str) -> bool:
    """Return whether the text says that its writer can teach or already has something."""
    return bool(_GIFT.match(text) or _HAS.match(text))


def turn(text: str) -> tuple[str, str, str]:
    """Return (kept, denied, kept again) of "X but not Y" and "not X but Y"; empty strings where nothing is said."""
    denial = _NEGATED.match(text)
    if denial:
        back = _BACK.search(text, denial.end())
        return ("", text[: back.start()], text[back.end() :]) if back else ("", text, "")
    match = _TURN.search(text)
    if not match or match.start() == 0:
        return text, "", ""
    return text[: match.start()], text[match.end() :], ""
