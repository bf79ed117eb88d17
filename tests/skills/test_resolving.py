"""What a single text means: each step, the guards, and the properties that hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.skills import How, Vocabulary, key_of, read_line, resolve, suggest
from bot.skills.shipped import group_index, groups, senses

SHIPPED = Vocabulary.of()


@pytest.mark.parametrize(
    ("text", "name", "how"),
    [
        ("python", "Python", How.EXACT),
        ("PUBLIC-SPEAKING", "Public speaking", How.EXACT),
        ("k8s", "Kubernetes", How.ALIAS),
        ("Русский", "Russian", How.ALIAS),
        ("design system", "Design systems", How.ALIAS),
        ("modelling of data", None, How.STEM),
        ("organisational developments", "Organizational development", How.VARIANT),
        ("php 8.3", "PHP", How.VARIANT),
        ("python3", "Python", How.ALIAS),
        ("give feedback", "Giving feedback", How.VARIANT),
        ("people mgmt", "People management", How.VARIANT),
        ("the basics of kotlin", "Kotlin", How.FILLER),
        ("elixir development", "Elixir", How.FILLER),
        ("speaking German", "German", How.FILLER),
        ("pyhton", "Python", How.SPELLING),
        ("machine lerning", "Machine learning", How.SPELLING),
        ("kuberntes", "Kubernetes", How.SPELLING),
        ("cv", None, How.SENSES),
        ("postgres tuning", None, How.PART),
        ("underwater basket weaving", None, How.NEW),
    ],
)
def test_each_step_names_its_reason(text: str, name: str | None, how: How) -> None:
    decision = resolve(text, SHIPPED)
    assert (decision.name, decision.how) == (name, how)


@pytest.mark.parametrize("text", ["C", "C++", "C#", "F#", "R", "Go", ".NET", "D", "V", "J"])
def test_short_names_are_found_exactly(text: str) -> None:
    assert resolve(text, SHIPPED).name == text


@pytest.mark.parametrize("text", ["C+", "C/", "GO2", "Rr", "Gi", "Gp", "NTE"])
def test_short_names_are_never_guessed(text: str) -> None:
    assert resolve(text, SHIPPED).name in {None, text.strip("/")}


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("java", "JavaScript"),
        ("sass", "Software as a service"),
        ("meditation", "Mediation"),
        ("baking", "Banking"),
        ("cartography", "Cryptography"),
        ("signing", "Singing"),
        ("scala", "scale"),
        ("darts", "Dart"),
        ("terraforming", "Terraform"),
        ("poetry", "Pottery"),
        ("next.js", "NestJS"),
        ("driving", "Diving"),
        ("copyright", "Copywriting"),
        ("navigation", "Negotiation"),
        ("polishing", "Polish"),
    ],
)
def test_a_real_word_is_never_corrected_into_another_skill(typed: str, known: str) -> None:
    assert resolve(typed, Vocabulary.only([known])).name is None
    assert resolve(known, Vocabulary.only([typed])).name is None


@pytest.mark.parametrize("text", ["scalaz", "javaw", "mysqli", "aspx", "koans", "pythonista club"])
def test_relatives_of_a_name_are_not_the_name(text: str) -> None:
    assert not resolve(text, Vocabulary.only(["Scala", "Java", "MySQL", "asmx", "Koa", "Python"])).decided


def test_an_override_beats_the_shipped_tables() -> None:
    vocabulary = Vocabulary.of(["Kubernetes at work"], {"k8s": "Kubernetes at work"})
    decision = resolve("K8S", vocabulary)
    assert (decision.name, decision.how) == ("Kubernetes at work", How.OVERRIDE)


def test_a_pair_declared_never_the_same_beats_an_override_and_an_alias() -> None:
    vocabulary = Vocabulary.of((), {"k8s": "Kubernetes"}, never=[("k8s", "Kubernetes")])
    assert resolve("k8s", vocabulary).name is None


def test_a_communitys_own_name_is_found_and_its_spelling_wins() -> None:
    vocabulary = Vocabulary.of(["Glimmer Forge", "PYTHON"])
    assert [resolve(text, vocabulary).name for text in ("glimmer-forge", "glimer forge", "py")] == [
        "Glimmer Forge",
        "Glimmer Forge",
        "PYTHON",
    ]


def test_equal_arguments_give_the_same_vocabulary() -> None:
    assert Vocabulary.of(["A knack"], {"k": "A knack"}) is Vocabulary.of(["A knack"], {"k": "A knack"})


def test_in_a_closed_vocabulary_an_alias_leads_to_the_name_that_is_there() -> None:
    assert resolve("golang", Vocabulary.only(["go", "rust"])).name == "go"
    assert resolve("python3", Vocabulary.only(["python-3.x", "python"])).name == "python-3.x"
    assert resolve("swift 5", Vocabulary.only(["swift", "swift3"])).name is None


def test_suggestions_lead_with_the_senses_of_an_ambiguous_word() -> None:
    assert suggest("security", Vocabulary.only(["physical security", "cybersecurity", "sewing"]), 2) == [
        "cybersecurity",
        "physical security",
    ]


def test_no_name_of_the_shipped_vocabulary_is_merged_with_another() -> None:
    merged = {name: found for name in SHIPPED.names if (found := resolve(name, SHIPPED).name) != name}
    assert merged == {}


def test_every_shipped_alias_leads_to_its_own_group_or_is_asked() -> None:
    wrong = {}
    for group in groups():
        for alias in group.aliases:
            decision = resolve(alias, SHIPPED)
            name = decision.name
            if decision.decided and name is not None and group_index()[key_of(name)] is not group:
                wrong[alias] = name
    parents = {alias for group in groups() if group.parent for alias in group.aliases}
    assert {alias: name for alias, name in wrong.items() if alias not in parents} == {}


def test_every_sense_and_every_parent_is_a_shipped_name() -> None:
    known = group_index()
    unknown = [name for names in senses().values() for name in names if key_of(name) not in known]
    unknown += [group.parent for group in groups() if group.parent and key_of(group.parent) not in known]
    assert [name for name in unknown if name not in {"Gardening in spring"}] == []


def test_no_spelling_belongs_to_two_groups() -> None:
    owners: dict[str, set[str]] = {}
    for group in groups():
        for spelling in group.spellings:
            owners.setdefault(key_of(spelling), set()).add(group.name)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_resolved_without_failing_and_a_decision_is_final(text: str) -> None:
    decision = resolve(text, SHIPPED)
    if decision.name is not None:
        assert resolve(decision.name, SHIPPED).name == decision.name


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert key_of(key_of(text)) == key_of(text)


@given(
    st.sampled_from(["offer", "want"]),
    st.text(alphabet="pythongruskql,;:()-&/ .'\n5*<>🎸\u202e", max_size=200),
)
@settings(max_examples=200, deadline=None)
def test_any_line_is_read_without_failing_and_its_names_are_clean(verb: str, text: str) -> None:
    reading = read_line("offer" if verb == "offer" else "want", text, SHIPPED)
    assert len(reading.asks) <= 3
    assert all(0 < len(found.name) <= 60 and found.name.isprintable() for found in reading.found)
