"""The tone of the German catalogue."""

from __future__ import annotations

import re

from tests.texts.catalogues import translated

FORMS = [form for forms in translated("de").values() for form in forms]
# "Sie" and "Ihnen" are formal, "ihr" and "euch" speak to several; the bot speaks to one person, as a friend.
NOT_DU = re.compile(r"\b(Sie|Ihnen|Ihre?[mnrs]?|ihr|euch|eue?re?[mnrs]?)\b")


def test_german_says_du() -> None:
    assert [form for form in FORMS if NOT_DU.search(form)] == []
    assert any(re.search(r"\bdu\b", form) for form in FORMS)


def test_german_has_its_own_quotation_marks() -> None:
    assert [form for form in FORMS if re.search('["”]', form) or form.count("„") != form.count("“")] == []
