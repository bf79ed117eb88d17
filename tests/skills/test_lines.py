"""Reading a typed line: separators, levels, goals, negation, markup, limits."""

from __future__ import annotations

import pytest

from bot.skills import How, Problem, Reading, Verb, Vocabulary, read_line


def read(verb: Verb, text: str) -> Reading:
    return read_line(verb, text, Vocabulary.of())


def names(reading: Reading) -> list[str]:
    return [found.name for found in reading.found]


def levels(reading: Reading) -> dict[str, int | None]:
    return {found.name: found.level for found in reading.found}


def goals(reading: Reading) -> dict[str, str]:
    return {found.name: found.goal for found in reading.found}


def test_the_line_of_the_promise_becomes_what_is_meant() -> None:
    reading = read("offer", "k8s, js & how to give talks (expert)")
    assert levels(reading) == {"Kubernetes": None, "JavaScript": None, "Public speaking": 4}
    assert reading.asks == ()


def test_a_want_carries_its_goal() -> None:
    assert goals(read("want", "golang: ship my first CLI")) == {"Go": "ship my first CLI"}


@pytest.mark.parametrize(
    "text",
    [
        "python, rust, go",
        "python; rust; go",
        "python\nrust\ngo",
        "• python\n• rust\n• go",
        "1. python 2. rust 3. go",
        "python | rust | go",
        "python / rust / go",
        "python/rust/go",
        "python + rust + go",
        "python and rust and go",
        "python, rust, and go",
        "python rust go",
        "python\u3001rust\u3001go",
        "python\uff0crust\uff0cgo",
        "🐍 python 🦀 rust 🐹 go",
        "python - rust - go",
        "`python`, *rust* & ~go~",
    ],
)
def test_every_separator_people_use_splits_a_list(text: str) -> None:
    assert sorted(names(read("offer", text))) == ["Go", "Python", "Rust"]


def test_and_splits_only_where_both_halves_stand_alone() -> None:
    assert names(read("offer", "research and development, salt and pepper, guitar and singing")) == [
        "Research and development",
        "salt and pepper",
        "Guitar",
        "Singing",
    ]


def test_names_that_contain_a_separator_stay_whole() -> None:
    assert names(read("offer", "ci/cd, tcp/ip, a/b testing, r&d, c++")) == [
        "CI/CD",
        "TCP/IP",
        "A/B testing",
        "Research and development",
        "C++",
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("python (expert)", 4),
        ("expert in python", 4),
        ("python: advanced", 3),
        ("python - intermediate", 2),
        ("beginner python", 1),
        ("strong in python", 3),
        ("5 years of python", 3),
        ("python (10+ yrs)", 4),
        ("python for 2 years", 2),
        ("python 3/4", 3),
        ("python (2)", 2),
        ("level 4 python", 4),
        ("python ★★★★★", 4),
        ("learning python myself", 1),
        ("python, still learning it", 1),
        ("python, expert", 4),
        ("python", None),
    ],
)
def test_a_level_in_words_or_numbers_is_understood_in_an_offer(text: str, level: int | None) -> None:
    assert levels(read("offer", text)) == {"Python": level}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("german (new)", 0),
        ("german from scratch", 0),
        ("never tried german", 0),
        ("no experience in german", 0),
        ("german (beginner)", 0),
        ("german (A2)", 1),
        ("german B1", 2),
        ("german, I have C1", 3),
        ("german (expert)", 3),
        ("learn german", None),
    ],
)
def test_a_level_of_a_want_says_where_one_stands_now(text: str, level: int | None) -> None:
    assert levels(read("want", text)) == {"German": level}


def test_a_level_before_a_list_holds_for_all_joined_by_and() -> None:
    assert levels(read("offer", "expert in excel and powerpoint")) == {
        "Microsoft Excel": 4,
        "Microsoft PowerPoint": 4,
    }


def test_each_part_of_a_list_keeps_its_own_level() -> None:
    assert levels(read("offer", "React (advanced), Vue (beginner) and Angular (intermediate)")) == {
        "React": 3,
        "Vue.js": 1,
        "Angular": 2,
    }


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("rust so I can write embedded code", "write embedded code"),
        ("rust in order to contribute to servo", "contribute to servo"),
        ("rust to speed up my scripts", "speed up my scripts"),
        ("rust - build a game, then publish it", "build a game, then publish it"),
        ("rust because I like it", "I like it"),
        ("rust (beginner): read the book", "read the book"),
    ],
)
def test_a_goal_is_found_in_many_words(text: str, goal: str) -> None:
    assert goals(read("want", text)) == {"Rust": goal}


def test_a_goal_ends_where_the_next_skill_begins() -> None:
    reading = read("want", "german for my move to Berlin, chess, ML: understand papers")
    assert goals(reading) == {
        "German": "my move to Berlin",
        "Chess": "",
        "Machine learning": "understand papers",
    }


@pytest.mark.parametrize(
    ("text", "kept", "denied"),
    [
        ("python but not java", ["Python"], ["java"]),
        ("not java, but kotlin", ["Kotlin"], ["not java"]),
        ("python (not django)", ["Python"], ["not django"]),
        ("neither java nor php, only python", ["Python"], ["neither java nor php"]),
        ("anything but php, python", ["Python"], ["anything but php"]),
        ("python, no java or php", ["Python"], ["no java or php"]),
        ("I don't know java, python", ["Python"], ["I don't know java"]),
        ("python, java is not my thing", ["Python"], ["java is not my thing"]),
        ("I want to learn rust, python", ["Python"], ["I want to learn rust"]),
        ("I am not good at sql but good at python", ["Python"], ["good at sql"]),
    ],
)
def test_what_is_denied_is_never_taken_and_never_lost(text: str, kept: list[str], denied: list[str]) -> None:
    reading = read("offer", text)
    assert names(reading) == kept
    assert list(reading.left_out) == denied


@pytest.mark.parametrize(
    ("text", "level", "goal"),
    [
        ("chess. I'm a total beginner", 0, ""),
        ("chess; goal: beat my uncle", None, "beat my uncle"),
        ("chess, level A1, to beat my uncle", 1, "beat my uncle"),
        ("chess (none)", 0, ""),
    ],
)
def test_a_level_or_goal_of_its_own_belongs_to_the_skill_before(
    text: str, level: int | None, goal: str
) -> None:
    [found] = read("want", text).found
    assert (found.name, found.level, found.goal) == ("Chess", level, goal)


def test_words_of_a_sentence_are_never_taken_for_acronyms() -> None:
    assert names(read("offer", "I am good at chess, I do not do it")) == ["Chess"]


def test_small_talk_around_a_skill_is_ignored() -> None:
    reading = read(
        "offer", "Hi! I'd be happy to help with resumes and interviews, also a bit of German please"
    )
    assert names(reading) == ["Résumé writing", "Interviewing", "German"]


def test_chat_markup_is_read_as_its_text() -> None:
    reading = read(
        "offer", "<https://python.org|python>, R&amp;D, <@U123> :guitar: *guitar*, &lt;b&gt;sql&lt;/b&gt;"
    )
    assert names(reading) == ["Python", "Research and development", "Guitar", "SQL"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deutsch, español, 日本語", ["German", "Spanish", "Japanese"]),
        ("русский (родной), шахматы и йога", ["Russian", "Chess", "Yoga"]),
        ("Klavier und Gesang", ["Piano", "Singing"]),
        ("cuisine française, photographie et yoga", ["French cooking", "Photography", "Yoga"]),
        ("guitarra, cocina y fotografía", ["Guitar", "Cooking", "Photography"]),
        ("编程\uff0c英语\uff0c书法", ["Programming", "English", "Calligraphy"]),
        ("العربية، الطبخ", ["Arabic", "Cooking"]),
        ("\uff30\uff39\uff34\uff28\uff2f\uff2e\uff0c \uff27\uff2f", ["Python", "Go"]),
    ],
)
def test_other_languages_and_scripts_are_understood(text: str, expected: list[str]) -> None:
    assert names(read("offer", text)) == expected


def test_unknown_names_become_new_skills_as_typed() -> None:
    [found] = read("offer", "  Underwater\u202e   basket\u0007 weaving ").found
    assert (found.name, found.how) == ("Underwater basket weaving", How.NEW)


def test_a_long_unknown_name_is_cut_to_sixty_characters() -> None:
    [found] = read("offer", "zygomorphic " * 20).found
    assert len(found.name) <= 60
    assert found.name.endswith("…")


def test_the_same_skill_in_several_spellings_counts_once_and_gathers_what_was_said() -> None:
    [found] = read("want", "py, python (A2), Python 3: automate my work").found
    assert (found.name, found.level, found.goal) == ("Python", 1, "automate my work")


def test_an_ambiguous_word_is_asked_with_its_senses() -> None:
    reading = read("offer", "cv (expert)")
    [ask] = reading.asks
    assert (ask.text, ask.level, ask.choices) == ("cv", 4, ("Computer vision", "Résumé writing"))
    assert reading.found == ()


def test_at_most_three_questions_are_asked_and_the_rest_is_kept_as_typed() -> None:
    reading = read("offer", "cv, pm, cs, bass, crypto, python")
    assert [ask.text for ask in reading.asks] == ["cv", "pm", "cs"]
    assert [(found.name, found.how) for found in reading.found] == [
        ("bass", How.KEPT),
        ("crypto", How.KEPT),
        ("Python", How.EXACT),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.EMPTY),
        (" \n\t ", Problem.EMPTY),
        ("x" * 5_000, Problem.TOO_LONG),
        (", ".join(f"knack{number}" for number in range(60)), Problem.TOO_MANY),
        ("?!, ...", Problem.NOTHING_READABLE),
        ("\u202e\u200f", Problem.NOTHING_READABLE),
        ("no php please", Problem.NOTHING_READABLE),
    ],
)
def test_an_unusable_line_has_one_clear_problem_and_nothing_else(text: str, problem: Problem) -> None:
    reading = read("offer", text)
    assert (reading.problem, reading.found, reading.asks) == (problem, (), ())


def test_fifty_skills_in_one_line_are_all_read() -> None:
    assert len(read("offer", ", ".join(f"knack{number}" for number in range(50))).found) == 50


def test_the_order_of_a_list_does_not_change_what_its_parts_mean() -> None:
    parts = ["k8s", "talks", "pyhton", "underwater basket weaving", "German (B2)"]
    assert set(read("offer", ", ".join(parts)).found) == set(read("offer", ", ".join(reversed(parts))).found)
