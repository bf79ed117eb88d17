"""Warm introductions: offered, asked on both sides without names, and made when both want it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model.ids import IntroductionId, MemberId, PartnershipId
from bot.screens import words
from bot.texts import Texts
from bot.ui import Button, Card, Form, Mention, PersonField, Tone


def form(t: Texts, partnership: PartnershipId | None) -> Form:
    """Ask whom the member's partner should meet."""
    hint = t.text("Both are asked first, without names.")
    field = PersonField("person", t.text("Who should your partner meet?"), hint)
    action = "introduce.save" if partnership is None else f"introduce.save:{partnership}"
    return Form(action, t.text("An introduction"), t.text("Ask both"), (field,))


def offered(t: Texts) -> Card:
    """Confirm that both are asked; what they answer stays with them."""
    lines = (
        t.line("I ask both in private, without names. They meet only if both say yes."),
        t.line("A no is told to nobody, not even to you."),
    )
    return Card(t.text("A good idea"), lines, rows=((Button(t.text("My log"), "log"),),))


def asked(t: Texts, number: IntroductionId, giver: MemberId, skills: Sequence[str]) -> Card:
    """Ask somebody whether they want to meet a person whom they only know by what that person teaches."""
    who = (
        t.line(
            "{member} knows somebody you should meet, who teaches {skills}.",
            member=Mention(giver),
            skills=words.bold_list(t, skills),
        )
        if skills
        else t.line("{member} knows somebody you should meet.", member=Mention(giver))
    )
    rule = t.line("I tell your names to each other only if both of you say yes. A no stays here.")
    row = (
        Button(t.text("Yes, please"), f"introduce.yes:{number}", Tone.MAIN),
        Button(t.text("Not now"), f"introduce.no:{number}"),
    )
    return Card(t.text("May I introduce you?"), (who, rule), rows=(row,))


def answered(t: Texts, *, yes: bool, agreed: bool) -> Card:
    """Confirm an answer to an offer."""
    if agreed:
        line = t.line("You both said yes. You find the name in my next message.")
    elif yes:
        line = t.line("Noted. If the other one says yes too, I write to both of you.")
    else:
        line = t.line("That is fine. Nobody is told.")
    return Card(t.text("Thank you"), (line,))


def introduced(t: Texts, giver: MemberId, other: MemberId, starter: MemberId) -> Card:
    """Introduce two people who both said yes."""
    names = {"giver": Mention(giver), "other": Mention(other)}
    line = t.line("{giver} introduces you: meet {other}. Both of you said yes.", **names)
    after = t.line("{starter}, would you write first?", starter=Mention(starter))
    return Card(t.text("A warm introduction"), (line, after))
