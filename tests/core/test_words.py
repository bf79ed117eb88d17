"""A community's own words: members teach them by choosing, organisers decide, and everything can be taken back."""

from __future__ import annotations

import pytest

from bot.router.request import Ask, Reject, Show
from bot.ui import TextField
from tests.core.test_skills import taught, wanted
from tests.core.worlds import ELSEWHERE, Club, action, labels, sentence


@pytest.fixture
async def four(club: Club) -> Club:
    """A club that Ana, Ben, Cy and Dee joined."""
    for handle in ("ana", "ben", "cy", "dee"):
        await club.joins(handle)
    return club


async def refused(club: Club, command: str, key: str, **blanks: str | int) -> None:
    """Expect an organiser's command to be refused with one sentence, and nothing changed."""
    before = club.everything()
    answer = await club.asks("olga", f"/mentor-admin skills {command}")
    assert sentence(key, **blanks) in str(answer)
    assert club.everything() == before


# A line, its questions, and the way back ---------------------------------------------------------------------


async def test_what_was_left_out_of_a_line_is_told(four: Club) -> None:
    card = await four.types("ana", "/mentor offer python, not Java")
    assert "I left out not Java" in four.words(card)


async def test_a_question_stays_open_when_a_new_line_is_typed_and_is_in_the_form(four: Club) -> None:
    await four.types("ana", "/mentor offer security (expert)")
    card = await four.types("ana", "/mentor offer python")
    assert "1 earlier question is still open: /mentor offer" in four.words(card)
    form = await four.opens("ana", "/mentor offer")
    assert [one.name for one in form.fields] == ["skills", "level", "doubt_a"]
    await four.fills("ana", skills="", doubt_a="1")
    assert await taught(four, "ana") == {"Physical security": 4, "Python": 2}
    form = await four.opens("ana", "/mentor offer")
    assert [one.name for one in form.fields] == ["skills", "level"]


async def test_a_question_can_be_left_out_in_the_form(four: Club) -> None:
    await four.types("ana", "/mentor offer security")
    await four.opens("ana", "/mentor offer")
    card = await four.fills("ana", skills="", doubt_a="8")
    assert card.title == "Left out"
    assert await taught(four, "ana") == {}


async def test_an_older_card_still_works_after_another_question_was_answered(four: Club) -> None:
    card = await four.types("ana", "/mentor offer security, analytics")
    first, second = action(card, "Cybersecurity"), action(card, "Data analysis")
    await four.does("ana", first)
    await four.does("ana", second)
    assert set(await taught(four, "ana")) == {"Cybersecurity", "Data analysis"}


async def test_asking_again_about_the_same_word_takes_the_older_question_away(four: Club) -> None:
    await four.types("ana", "/mentor offer security")
    await four.types("ana", "/mentor offer security (expert)")
    form = await four.opens("ana", "/mentor offer")
    assert [one.name for one in form.fields] == ["skills", "level", "doubt_a"]


async def test_a_skill_is_searched_for_and_chosen(four: Club) -> None:
    await four.types("ana", "/mentor offer security (expert)")
    await four.opens("ana", "Search")
    card = await four.fills("ana", name="kubernets")
    assert card.select is not None
    chosen = next(one.value for one in card.select.options if one.label == "Kubernetes")
    await four.chooses("ana", chosen)
    assert await taught(four, "ana") == {"Kubernetes": 4}


async def test_undo_of_an_answer_opens_its_question_again(four: Club) -> None:
    await four.types("ana", "/mentor offer security (expert)")
    before = four.everything()
    await four.presses("ana", "Application security")
    card = await four.presses("ana", "Undo")
    assert "What do you mean by security?" in four.words(card)
    assert four.everything() == before
    await four.presses("ana", "Cybersecurity")
    assert await taught(four, "ana") == {"Cybersecurity": 4}


async def test_undo_of_a_line_takes_its_questions_back_too(four: Club) -> None:
    await four.types("ana", "/mentor offer python, security")
    await four.presses("ana", "Undo")
    form = await four.opens("ana", "/mentor offer")
    assert len(form.fields) == 2


async def test_undo_changes_nothing_when_the_skill_was_changed_since(four: Club) -> None:
    undo = action(await four.types("ana", "/mentor offer python"), "Undo")
    await four.types("ana", "/mentor offer python (expert)")
    answer = await four.does("ana", undo)
    assert sentence("skills.changed", skill="Python") in str(answer)
    assert await taught(four, "ana") == {"Python": 4}


async def test_edit_shows_the_line_again_and_puts_the_new_one_in_its_place(four: Club) -> None:
    await four.types("ana", "/mentor want guitar")
    await four.types("ana", "/mentor want golang (basics): ship my first CLI, security")
    form = await four.opens("ana", "Edit")
    field = form.fields[0]
    assert isinstance(field, TextField)
    assert field.value == "golang (basics): ship my first CLI, security"
    await four.fills("ana", skills="rust: ship my first CLI")
    assert await wanted(four, "ana") == {"Guitar": (0, "", 1), "Rust": (0, "ship my first CLI", 2)}
    again = await four.opens("ana", "/mentor want")
    assert [one.name for one in again.fields] == ["skills", "level", "goal", "close"]


async def test_an_edited_line_that_cannot_be_read_leaves_the_old_one(four: Club) -> None:
    await four.types("ana", "/mentor offer python")
    await four.opens("ana", "Edit")
    before = four.everything()
    assert await four.misfills("ana", skills=",,") == {"skills": sentence("skills.unreadable")}
    assert four.everything() == before
    await four.opens("ana", "Try again")
    await four.fills("ana", skills="rust")
    assert await taught(four, "ana") == {"Rust": 2}


async def test_a_want_takes_only_the_levels_of_a_want(four: Club) -> None:
    answer = await four.does("ana", "want.save", values={"skills": ("python",), "level": ("4",)})
    assert isinstance(answer, Reject)
    assert answer.errors == {"level": sentence("choice.unknown")}


# Votes -------------------------------------------------------------------------------------------------------


async def test_what_one_chose_holds_for_that_one_alone(four: Club) -> None:
    await four.types("ana", "/mentor offer security")
    await four.presses("ana", "Cybersecurity")
    await four.types("ana", "/mentor want security")
    assert set(await wanted(four, "ana")) == {"Cybersecurity"}
    card = await four.types("ben", "/mentor offer security")
    assert "What do you mean by security?" in four.words(card)


async def test_what_two_chose_holds_for_everybody_here_and_nobody_elsewhere(four: Club) -> None:
    for handle in ("ana", "ben"):
        await four.types(handle, "/mentor offer security")
        await four.presses(handle, "Cybersecurity")
    card = await four.types("cy", "/mentor offer security")
    assert "You teach Cybersecurity: working knowledge (from security)" in four.words(card)
    await four.enter("eve", community=ELSEWHERE)
    await four.joins("eve")
    card = await four.types("eve", "/mentor offer security")
    assert "What do you mean by security?" in four.words(card)


async def test_two_who_disagree_teach_nothing(four: Club) -> None:
    for handle, choice in (("ana", "Cybersecurity"), ("ben", "Keep as typed"), ("cy", "Cybersecurity")):
        await four.types(handle, "/mentor offer security")
        await four.presses(handle, choice)
    card = await four.types("dee", "/mentor offer security")
    assert "What do you mean by security?" in four.words(card)


async def test_undo_is_a_vote_against_what_two_taught(four: Club) -> None:
    for handle in ("ana", "ben"):
        await four.types(handle, "/mentor offer security")
        await four.presses(handle, "Cybersecurity")
    await four.types("cy", "/mentor offer security")
    await four.presses("cy", "Undo")
    card = await four.types("dee", "/mentor offer security")
    assert "What do you mean by security?" in four.words(card)


async def test_an_organiser_takes_back_what_two_taught_and_a_third_does_not_bring_it_back(four: Club) -> None:
    for handle in ("ana", "ben"):
        await four.types(handle, "/mentor offer security")
        await four.presses(handle, "Cybersecurity")
    said = four.words(await four.types("olga", "/mentor-admin skills changes"))
    assert "Two members said that security means Cybersecurity." in said
    await four.types("olga", "/mentor-admin skills undo")
    await four.types("cy", "/mentor offer security")
    await four.presses("cy", "Cybersecurity")
    card = await four.types("dee", "/mentor offer security")
    assert "What do you mean by security?" in four.words(card)


# Merging and its reversal ------------------------------------------------------------------------------------


@pytest.fixture
async def baked(four: Club) -> Club:
    """That club with bread in it: Ana and Ben teach sourdough, Ben and Cy cooking, Dee wants both."""
    await four.types("ana", "/mentor offer zorbing (expert)")
    await four.types("ben", "/mentor offer zorbing (one step ahead), cooking (strong)")
    await four.types("cy", "/mentor offer cooking")
    await four.types("dee", "/mentor want cooking: feed my friends")
    await four.types("dee", "/mentor want zorbing (basics): roll downhill")
    return four


async def test_everybody_follows_a_merge(baked: Club) -> None:
    card = await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    assert "3 people's offers and wants moved along." in baked.words(card)
    assert await taught(baked, "ana") == {"Cooking": 4}
    assert await taught(baked, "ben") == {"Cooking": 3}
    assert await wanted(baked, "dee") == {"Cooking": (1, "feed my friends", 1)}
    await baked.types("cy", "/mentor want zorbing")
    assert set(await wanted(baked, "cy")) == {"Cooking"}


@pytest.mark.parametrize("way", ["button", "undo", "number", "split"])
async def test_a_merge_is_taken_back_exactly(baked: Club, way: str) -> None:
    before = {name: baked.rows(name) for name in ("offer", "want", "skill_rule")}
    await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    if way == "button":
        await baked.presses("olga", "Undo")
    else:
        typed = {"undo": "undo", "number": "undo #1", "split": "split zorbing from Cooking"}[way]
        await baked.types("olga", f"/mentor-admin skills {typed}")
    assert {name: baked.rows(name) for name in before} == before


async def test_who_changed_their_skill_since_keeps_what_they_said_last(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    await baked.types("ana", "/mentor offer cooking (one step ahead)")
    await baked.types("ben", "/mentor offer cooking (expert)")
    await baked.types("olga", "/mentor-admin skills undo")
    assert await taught(baked, "ana") == {"zorbing": 1}
    assert await taught(baked, "ben") == {"zorbing": 1, "Cooking": 4}


async def test_a_merge_under_a_later_one_is_taken_back_after_it(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    await baked.types("olga", "/mentor-admin skills merge Cooking into Baking")
    assert await taught(baked, "ana") == {"Baking": 4}
    await refused(baked, "undo 1", "words.later", n=2)
    await baked.types("olga", "/mentor-admin skills undo 2")
    await baked.types("olga", "/mentor-admin skills undo 1")
    assert await taught(baked, "ana") == {"zorbing": 4}


async def test_a_second_click_on_undo_is_harmless(baked: Club) -> None:
    card = await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    await baked.does("olga", action(card, "Undo"))
    before = baked.everything()
    answer = await baked.does("olga", action(card, "Undo"))
    assert sentence("words.undone") in str(answer)
    assert baked.everything() == before


async def test_a_members_undo_of_a_merged_skill_changes_nothing_and_works_after_the_reversal(
    baked: Club,
) -> None:
    undo = action(await baked.types("cy", "/mentor offer zorbing (expert)"), "Undo")
    await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    before = baked.everything()
    await baked.does("cy", undo)
    assert baked.everything() == before
    await baked.types("olga", "/mentor-admin skills undo")
    await baked.does("cy", undo)
    assert await taught(baked, "cy") == {"Cooking": 2}


async def test_every_decision_is_in_the_audit(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    await baked.types("olga", "/mentor-admin skills undo")
    acts = [row["action"] for row in baked.rows("audit") if str(row["action"]).startswith("skills.")]
    assert acts == ["skills.merge", "skills.undo"]


# The other decisions -----------------------------------------------------------------------------------------


async def test_a_renamed_skill_is_found_under_both_names(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills rename zorbing to Ball rolling")
    await baked.types("cy", "/mentor offer zorbing")
    await baked.types("dee", "/mentor offer ball rolling")
    assert await taught(baked, "ana") == {"Ball rolling": 4}
    assert "Ball rolling" in await taught(baked, "cy")
    assert "Ball rolling" in await taught(baked, "dee")
    await baked.types("olga", "/mentor-admin skills undo")
    assert await taught(baked, "ana") == {"zorbing": 4}


async def test_a_skill_is_written_otherwise_and_back(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills rename zorbing to Zorbing")
    assert await taught(baked, "ana") == {"Zorbing": 4}
    await baked.types("olga", "/mentor-admin skills undo")
    assert await taught(baked, "ana") == {"zorbing": 4}


async def test_renaming_onto_another_skill_offers_to_make_them_one(baked: Club) -> None:
    before = baked.everything()
    card = await baked.types("olga", "/mentor-admin skills rename zorbing to cooking")
    assert labels(card) == ["Make them one", "Choose another name"]
    assert baked.everything() == before
    await baked.presses("olga", "Make them one")
    assert await taught(baked, "ana") == {"Cooking": 4}


async def test_a_shipped_meaning_can_be_split_off_and_forbidden(four: Club) -> None:
    await four.types("olga", "/mentor-admin skills split js from JavaScript")
    await four.types("ana", "/mentor offer js")
    assert await taught(four, "ana") == {"js": 2}
    await four.types("olga", "/mentor-admin skills forbid k8s, Kubernetes")
    await four.types("ana", "/mentor offer k8s")
    assert "Kubernetes" not in await taught(four, "ana")
    await four.types("olga", "/mentor-admin skills allow Kubernetes, k8s")
    await four.types("ben", "/mentor offer kube, k8s")
    assert "Kubernetes" in await taught(four, "ben")


async def test_an_added_skill_has_its_other_words(four: Club) -> None:
    await four.types("olga", "/mentor-admin skills add Hydra: our cluster, the beast")
    await four.types("ana", "/mentor offer the beast (expert)")
    assert await taught(four, "ana") == {"Hydra": 4}


async def test_new_skills_wait_by_use_and_are_decided_with_one_click(baked: Club) -> None:
    await baked.types("ana", "/mentor offer quidditch")
    card = await baked.types("olga", "/mentor-admin skills queue")
    said = baked.words(card)
    assert "3 people typed zorbing: a skill of its own?" in said
    assert said.index("zorbing") < said.index("quidditch")
    card = await baked.presses("olga", "Yes: zorbing")
    card = await baked.types("olga", "/mentor-admin skills queue")
    await baked.presses("olga", "Yes: quidditch")
    assert "No new skills wait" in baked.words(await baked.types("olga", "/mentor-admin skills queue"))
    await baked.types("olga", "/mentor-admin skills undo")
    assert "a skill of its own?" in baked.words(await baked.types("olga", "/mentor-admin skills queue"))


@pytest.mark.parametrize(
    ("command", "key", "blanks"),
    [
        ("merge zorbing into zorbing", "words.same", {}),
        ("merge blorple into Cooking", "words.unknown", {"word": "blorple"}),
        ("merge zorbing into " + "x" * 100, "words.long", {"most": 60}),
        ("merge zorbing", "words.pair_into", {}),
        ("merge js into JavaScript", "words.already", {"word": "js", "name": "JavaScript"}),
        ("split zorbing from Cooking", "words.apart", {"word": "zorbing", "name": "Cooking"}),
        ("rename zorbing to zorbing", "words.same", {}),
        ("allow zorbing, Cooking", "words.not_forbidden", {"first": "zorbing", "second": "Cooking"}),
        ("covers zorbing covers zorbing", "words.same", {}),
        ("covers zorbing covers Cooking 7", "words.strength", {}),
        ("covers zorbing covers Cooking 0", "words.covered", {"first": "zorbing", "second": "Cooking"}),
        ("add Python", "words.known", {"word": "Python"}),
        ("undo seven", "words.number", {}),
        ("undo 7", "words.no_change", {}),
        ("undo " + "9" * 5000, "words.number", {}),
        ("undo", "words.nothing_to_undo", {}),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
async def test_what_cannot_be_done_gets_one_sentence_and_changes_nothing(
    baked: Club, command: str, key: str, blanks: dict[str, str | int]
) -> None:
    await refused(baked, command, key, **blanks)


@pytest.mark.parametrize("verb", ["merge", "split", "rename", "forbid", "allow", "add", "covers"])
async def test_five_thousand_characters_are_refused(baked: Club, verb: str) -> None:
    before = baked.everything()
    answer = await baked.asks("olga", f"/mentor-admin skills {verb} {'x' * 5000}")
    assert isinstance(answer, Show)
    assert answer.card.title == "Not quite yet"
    assert baked.everything() == before


async def test_covers_do_not_go_in_a_circle(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills covers zorbing covers Cooking 0.5")
    await baked.types("olga", "/mentor-admin skills covers Cooking covers Baking")
    await refused(baked, "covers Baking covers zorbing", "words.circle", first="Baking", second="zorbing")


async def test_what_is_never_the_same_cannot_be_merged_before_that_is_taken_back(baked: Club) -> None:
    await baked.types("olga", "/mentor-admin skills forbid zorbing, Cooking")
    await refused(baked, "merge zorbing into Cooking", "words.never", first="zorbing", second="Cooking")
    await baked.types("olga", "/mentor-admin skills undo")
    await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    assert await taught(baked, "ana") == {"Cooking": 4}


async def test_only_organisers_decide_and_only_about_their_own_community(baked: Club) -> None:
    card = await baked.types("olga", "/mentor-admin skills merge zorbing into Cooking")
    undo = action(card, "Undo")
    assert sentence("organiser.only") in str(await baked.does("ana", undo))
    await baked.enter("otto", organiser=True, community=ELSEWHERE)
    assert sentence("words.no_change") in str(await baked.does("otto", undo))
    assert await taught(baked, "ana") == {"Cooking": 4}


async def test_a_form_asks_for_the_two_skills_when_none_were_typed(baked: Club) -> None:
    await baked.opens("olga", "/mentor-admin skills merge")
    errors = await baked.misfills("olga", first="zorbing", second="blorple")
    assert errors == {"second": sentence("words.unknown", word="blorple")}
    await baked.opens("olga", "Try again")
    await baked.fills("olga", first="zorbing", second="cooking")
    assert await taught(baked, "ana") == {"Cooking": 4}


# Files -------------------------------------------------------------------------------------------------------


async def exported(club: Club, handle: str = "olga") -> str:
    """Return an organiser's words as YAML."""
    answer = await club.asks(handle, "/mentor-admin skills export")
    assert isinstance(answer, Ask)
    field = answer.form.fields[0]
    assert isinstance(field, TextField)
    return field.value


async def test_words_go_out_as_yaml_and_come_back_the_same_elsewhere(baked: Club) -> None:
    for command in (
        "merge zorbing into Cooking",
        "add Hydra: the beast",
        "forbid Java, JavaScript",
        "covers Hydra covers Cooking 0.4",
    ):
        await baked.types("olga", f"/mentor-admin skills {command}")
    out = await exported(baked)
    await baked.enter("otto", organiser=True, community=ELSEWHERE)
    await baked.opens("otto", "/mentor-admin skills import")
    await baked.fills("otto", yaml=out)
    assert await exported(baked, "otto") == out


async def test_many_words_go_out_in_parts_that_come_back_in_order(baked: Club) -> None:
    names = ", ".join(f"ball number {n} of a very large collection" for n in range(8))
    for n in range(12):
        await baked.types("olga", f"/mentor-admin skills add Ball {n}: {names.replace('ball', f'ball{n}')}")
    card = await baked.types("olga", "/mentor-admin skills export")
    await baked.enter("otto", organiser=True, community=ELSEWHERE)
    for label in labels(card):
        form = await baked.opens("olga", label)
        assert isinstance(form.fields[0], TextField)
        await baked.opens("otto", "/mentor-admin skills import")
        await baked.fills("otto", yaml=form.fields[0].value)
    rules = [(row["key"], row["name"]) for row in baked.rows("skill_rule")]
    assert len(labels(card)) == 2
    assert len(rules) == 2 * len(set(rules)) == 2 * 12 * 9


async def test_an_import_moves_people_and_is_taken_back_as_one(baked: Club) -> None:
    before = {name: baked.rows(name) for name in ("offer", "want", "skill_rule")}
    await baked.opens("olga", "/mentor-admin skills import")
    card = await baked.fills("olga", yaml="skills:\n  - name: Cooking\n    also: [zorbing, brewing up]\n")
    assert "3 people's offers and wants moved along." in baked.words(card)
    await baked.presses("olga", "Undo")
    assert {name: baked.rows(name) for name in before} == before


async def test_the_same_file_twice_changes_nothing(baked: Club) -> None:
    yaml = "skills:\n  - name: Cooking\n    also: [zorbing]\n"
    await baked.opens("olga", "/mentor-admin skills import")
    await baked.fills("olga", yaml=yaml)
    before = baked.everything()
    await baked.opens("olga", "/mentor-admin skills import")
    assert sentence("words.nothing_new") in str(await baked.sends("olga", yaml=yaml))
    assert baked.everything() == before


@pytest.mark.parametrize(
    ("yaml", "key", "blanks"),
    [
        ("skills:\n  - &a [x]\n  - *a", "yaml.alias", {"line": 2}),
        ("skills: [\n", "yaml.broken", {"line": 1}),
        ("skills: {a: b}", "yaml.list", {"line": 1}),
        ("- a\n- b", "yaml.mapping", {"line": 1, "keys": "skills, never_same"}),
        ("skils:\n  - a", "yaml.key", {"line": 1, "word": "skils", "keys": "skills, never_same"}),
        ("skills:\n  - also: [x]", "yaml.nameless", {"line": 2}),
        ("skills:\n  - name: " + "x" * 61, "yaml.name", {"line": 2, "most": 60}),
        ("skills:\n  - name: [a]", "yaml.name", {"line": 2, "most": 60}),
        ("skills:\n  - name: A\n    covers: {B: .nan}", "yaml.covers", {"line": 3}),
        ("skills:\n  - name: A\n    covers: {B: much}", "yaml.covers", {"line": 3}),
        ("skills:\n  - name: A\n    covers: {Blorple: 0.5}", "yaml.unknown", {"line": 3, "word": "Blorple"}),
        ("skills:\n  - name: A\n    name: B", "yaml.twice", {"line": 3, "word": "name"}),
        ("skills:\n  - name: A\n  - name: B\n    also: [a]", "yaml.repeated", {"line": 4, "word": "a", "other": 2}),
        ("never_same:\n  - [Java, java]", "yaml.pair", {"line": 2}),
        ("never_same:\n  - Java", "yaml.list", {"line": 2}),
        ("skills:\n  - name: !!python/object:os.system A", "yaml.tag", {"line": 2}),
        ("skills: []\n---\nskills: []", "yaml.shape", {"line": 2}),
        ("[" * 500, "yaml.shape", {"line": 1}),
        ("# nothing", "yaml.nothing", {}),
        ("skills: [\x00]", "yaml.signs", {}),
        (
            "never_same: [[zorbing, Cooking]]\nskills: [{name: Cooking, also: [zorbing]}]",
            "yaml.refused",
            {"line": 1, "word": "zorbing"},
        ),
    ],
    ids=lambda value: repr(value[:30]) if isinstance(value, str) else "",
)  # fmt: skip
async def test_a_file_with_a_mistake_is_refused_with_its_line_and_changes_nothing(
    baked: Club, yaml: str, key: str, blanks: dict[str, str | int]
) -> None:
    await baked.opens("olga", "/mentor-admin skills import")
    before = baked.everything()
    assert await baked.misfills("olga", yaml=yaml) == {"yaml": sentence(key, **blanks)}
    assert baked.everything() == before
