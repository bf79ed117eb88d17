"""Problems and results as text: what is read, what is refused and where, and the contract of the output."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from bot.matching import GraphProblem, Offered, Problem, Wanted, solve
from bot.matching.files import FileError, pair_text, read_problem, verify_text, write_result
from bot.matching.verify import Verdict
from tests.matching.worlds import small_round

ANA: dict[str, Any] = {
    "id": "ana",
    "offers": [{"skill": "rust", "level": 3}],
    "wants": [{"skill": "talks", "level": 0, "priority": 1}],
    "hours": [[1, 1080, 1200]],
    "languages": ["en"],
    "capacity": 1,
    "waited": 2,
    "circles": True,
}
BEN = ANA | {
    "id": "ben",
    "offers": [{"skill": "talks", "level": 2}],
    "wants": [{"skill": "rust", "level": 1, "priority": 1}],
    "waited": 0,
}
CSV = """id,offers,wants,hours,languages,capacity,waited,circles
ana,rust:3; talks:2,go:0; chess:1,Mon 18:00-20:00; tue 9:30-24:00,en; fr,2,1,no
ben,go,rust,,en,,,
"""


def people(*everybody: dict[str, Any], **rules: Any) -> str:
    return json.dumps({"people": everybody or (ANA, BEN), **rules})


def skill(**more: Any) -> dict[str, Any]:
    return {"skill": "x", **more}


def test_the_people_form_gives_exactly_the_agreed_shape() -> None:
    answer = json.loads(pair_text(people(options={"max_circle": 3, "one_way": False, "time_limit_s": 60})))
    assert answer["partnerships"] == [
        {
            "members": ["ana", "ben"],
            "kind": "pair",
            "lessons": [
                {"teacher": "ana", "learner": "ben", "skill": "rust", "via": "rust", "score": 57},
                {"teacher": "ben", "learner": "ana", "skill": "talks", "via": "talks", "score": 57},
            ],
            "reason": "ana teaches ben rust; ben teaches ana talks; "
            "you share Tue 18:00-20:00 UTC; ana waited 2 rounds.",
            "points": 2520,
            "terms": [
                {"why": "people who teach and learn (2)", "points": 2000},
                {"why": "rounds waited", "points": 400},
                {"why": "good in both directions", "points": 6},
                {"why": "wishes met", "points": 80},
                {"why": "far ahead (2)", "points": 10},
                {"why": "shared hours", "points": 4},
                {"why": "never partners before", "points": 20},
            ],
        }
    ]
    assert answer["unplaced"] == []
    assert set(answer) == {"partnerships", "unplaced", "certificate", "blocking", "seconds"}
    assert answer["blocking"] == []
    assert answer["certificate"]["placed"] == answer["certificate"]["bound"] == 2
    assert answer["certificate"]["optimal"] is True
    assert answer["certificate"]["objective"] == answer["certificate"]["bounds"] == [2, 2520]


def test_the_graph_form_uses_node_numbers_as_ids() -> None:
    text = json.dumps({"nodes": 4, "arcs": [[0, 1, 5], [1, 2, 1], [2, 0, 1], [1, 0, 1]]})
    answer = json.loads(pair_text(text))
    assert [match["members"] for match in answer["partnerships"]] == [["0", "1", "2"]]
    assert [left["id"] for left in answer["unplaced"]] == ["3"]
    assert answer["certificate"]["placed"] == answer["certificate"]["bound"] == 3


def test_the_graph_form_can_ask_for_weight() -> None:
    arcs = [[0, 1, 5.25], [1, 0, 1], [1, 2, 1], [2, 0, 1], [2, 3, 2], [3, 2, 2]]
    text = json.dumps({"nodes": 4, "arcs": arcs, "options": {"objective": "weight", "max_circle": 2}})
    proof = json.loads(pair_text(text))["certificate"]
    assert (proof["objective"], proof["bounds"], proof["optimal"]) == ([10.25], [10.25], True)


def test_weights_are_added_up_as_they_are_written() -> None:
    arcs = [[0, 1, 1234567.891], [1, 0, 0.000001], [2, 0, 1234567.89], [0, 2, 0.0009]]
    text = json.dumps({"nodes": 3, "arcs": arcs, "options": {"objective": "weight"}})
    assert json.loads(pair_text(text))["certificate"]["objective"] == [1234567.891001]


@pytest.mark.parametrize(
    ("weight", "told"),
    [
        (0.1234567, "from 0 to 1 weighs 0.1234567; round it to 6 decimals"),
        (1e13 + 0.5, "cannot be added up exactly"),
    ],
)
def test_weights_that_cannot_be_added_up_exactly_are_refused(weight: float, told: str) -> None:
    graph = {"nodes": 2, "arcs": [[0, 1, weight], [1, 0, 1e15]]}
    with pytest.raises(FileError, match=told):
        pair_text(json.dumps(graph | {"options": {"objective": "weight"}}))
    assert json.loads(pair_text(json.dumps(graph)))["certificate"]["placed"] == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty"),
        ("{", "line 1, column 2: not valid JSON"),
        ("[]", "the document: an object is needed, found a list"),
        ('{"folks": []}', 'the document: unknown key "folks"'),
        ('{"avoid": []}', 'the key "people" is missing'),
        ('{"people": [], "people": []}', 'The key "people" appears twice'),
        (people(ANA, ANA), r"people\[1\]: the id 'ana' appears twice"),
        (people(ANA | {"id": ""}), r"people\[0\].id: a text is needed"),
        (people(ANA | {"id": 7}), r"people\[0\].id: a text is needed, found 7"),
        (people(ANA | {"ofers": []}), r'people\[0\]: unknown key "ofers"'),
        (people(ANA | {"offers": [{"skill": "x"}]}), r'people\[0\].offers\[0\]: the key "level" is missing'),
        (people(ANA | {"offers": [skill(level=5)]}), r"level: a number from 1 to 4 is needed, found 5"),
        (people(ANA | {"offers": [skill(level=True)]}), r"level: a whole number is needed, found True"),
        (people(ANA | {"wants": [skill(level=4, priority=1)]}), "a number from 0 to 3 is needed"),
        (people(ANA | {"wants": [skill(level=0, priority=0)]}), "a number of 1 or more is needed"),
        (people(ANA | {"offers": ANA["offers"] * 2}), r"offers\[1\]: the skill 'rust' appears twice"),
        (people(ANA | {"hours": [[7, 0, 60]]}), r"hours\[0\]\[0\]: a number from 0 to 6"),
        (people(ANA | {"hours": [[0, 60]]}), r"hours\[0\]: a window \[weekday, start minute, end minute\]"),
        (people(ANA | {"hours": [[0, 1200, 60]]}), "a window must end after it starts"),
        (people(ANA | {"hours": [[0, 0, 1441]]}), "a number from 1 to 1440"),
        (people(ANA | {"languages": "en"}), "languages: a list is needed, found 'en'"),
        (people(ANA | {"capacity": -1}), "capacity: a number from 0 to 50"),
        (people(ANA | {"waited": 1.5}), "waited: a whole number is needed"),
        (people(ANA | {"circles": "yes"}), "circles: true or false is needed"),
        (people(avoid=[["ana", "zoe"]]), r"avoid\[0\]\[1\]: 'zoe' is not among the people"),
        (people(avoid=[["ana", "ana"]]), r"avoid\[0\]: two different people are needed"),
        (people(lock=[["ana"]]), r"lock\[0\]: a pair \[id, id\] is needed"),
        (people(veto=[["zoe", "ana"]]), r"veto\[0\]\[0\]: 'zoe' is not among the people"),
        (people(met=[["ana", "ben"]]), r"met\[0\]: a meeting \[id, id, weeks ago\] is needed"),
        (people(met=[["ana", "ben", -1]]), r"met\[0\]\[2\]: a number of 0 or more is needed"),
        (people(met=[["ana", "zoe", 1]]), r"met\[0\]\[1\]: 'zoe' is not among the people"),
        (
            people(ANA | {"wants": [{"skill": "talks", "close": "yes"}]}),
            r"wants\[0\].close: true or false is needed",
        ),
        (people(related=[["a", "b", 2]]), r"related\[0\]\[2\]: a strength above 0 and at most 1"),
        (people(options={"max_circle": 5}), "options.max_circle: a number from 2 to 4"),
        (people(options={"speed": 5}), 'options: unknown key "speed"'),
        (people(options={"objective": "people"}), 'options: unknown key "objective"'),
        (people(options={"one_way": 1}), "options.one_way: true or false is needed, found 1"),
        (people(options={"time_limit_s": -1}), "options.time_limit_s: a number of 0 or more"),
        (people(ANA, BEN, BEN | {"id": "c"}, lock=[["ana", "c"], ["ana", "ben"]]), "cannot all be kept"),
        ('{"nodes": 2, "arcs": [[0, 2, 1]]}', r"arcs\[0\]\[1\]: a number from 0 to 1 is needed, found 2"),
        ('{"nodes": 2, "arcs": [[0, 1, "x"]]}', r"arcs\[0\]\[2\]: a number is needed"),
        ('{"nodes": 2, "arcs": [[0]]}', r"arcs\[0\]: an arc \[from, to, weight\] is needed"),
        ('{"nodes": 2, "arcs": {}}', "arcs: a list of arcs is needed, found an object"),
        ('{"nodes": -1, "arcs": []}', "nodes: a number of 0 or more is needed"),
        ('{"nodes": 2, "arcs": [], "options": {"objective": "luck"}}', "objective: one of people, weight"),
        ("name\nana", 'line 1: unknown column "name"'),
        ("offers\nrust", 'line 1: the column "id" is missing'),
        ("id,id\na,b", 'line 1: the column "id" appears twice'),
        ("id,offers\nana", "line 2: 2 cells are needed, found 1"),
        ("id,offers\nana,rust:9", "line 2, column offers: a number from 1 to 4 is needed, found 9"),
        ("id,offers\nana,rust:x", "line 2, column offers: skill:level is needed, found 'rust:x'"),
        ("id,offers\nana,rust;rust", "line 2, column offers: the skill 'rust' appears twice"),
        ("id,hours\nana,Monday", "line 2, column hours: hours like Mon 18:00-20:00 are needed"),
        ("id,hours\nana,Mon 20:00-18:00", "hours must end after they start"),
        ("id,capacity\nana,two", "line 2, column capacity: a whole number is needed, found 'two'"),
        ("id,circles\nana,perhaps", "line 2, column circles: yes or no is needed"),
        ("id\nana\nana", "line 3, column id: the id 'ana' appears twice"),
        ('id\n"ana', "not valid CSV"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_one_sentence_that_names_the_place(text: str, told: str) -> None:
    with pytest.raises(FileError, match=told) as error:
        pair_text(text)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(FileError, match="nested too deeply"):
        read_problem("[" * 100_000)


def test_csv_rows_become_people() -> None:
    problem = read_problem("\ufeff" + CSV)
    assert isinstance(problem, Problem)
    ana, ben = problem.people
    assert ana.offers == (Offered("rust", 3), Offered("talks", 2))
    assert ana.wants == (Wanted("go", 0, 1), Wanted("chess", 1, 2))
    assert ana.hours == ((0, 1080, 1200), (1, 570, 1440))
    assert (ana.languages, ana.capacity, ana.waited, ana.circles) == (frozenset({"en", "fr"}), 2, 1, False)
    assert (ben.offers, ben.hours, ben.capacity, ben.circles) == ((Offered("go", 2),), (), 1, True)


def test_missing_keys_have_their_usual_values() -> None:
    problem = read_problem('{"people": [{"id": "ana"}]}')
    assert isinstance(problem, Problem)
    assert (problem.people[0].capacity, problem.people[0].circles, problem.options.max_circle) == (1, True, 3)


def test_a_graph_may_name_a_lesson_twice_or_to_oneself() -> None:
    problem = read_problem('{"nodes": 2, "arcs": [[0, 0, 9], [0, 1], [1, 0, 2], [1, 0, 3]]}')
    assert isinstance(problem, GraphProblem)
    assert len(problem.arcs) == 4
    assert (
        json.loads(pair_text('{"nodes": 2, "arcs": [[0, 0, 9], [0, 1], [1, 0, 2]]}'))["certificate"]["placed"]
        == 2
    )


def test_the_table_names_everybody_and_ends_with_the_certificate() -> None:
    told = pair_text(people(ANA, BEN, ANA | {"id": "cy"}), "table")
    assert "ana teaches ben rust" in told or "cy teaches ben rust" in told
    assert "2 of 3 people placed both ways; no other valid arrangement places more." in told
    assert "No partner was free" in told


def test_csv_out_has_a_row_per_lesson_and_disarms_formulas() -> None:
    rows = list(
        csv.DictReader(io.StringIO(pair_text(people(ANA | {"id": "=cmd()"}, BEN, BEN | {"id": "@x"}), "csv")))
    )
    assert [row["kind"] for row in rows] == ["pair", "pair", "unplaced"]
    assert rows[0]["teacher"] == "'=cmd()"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="no format 'xml'"):
        pair_text(people(), "xml")


def test_a_fresh_result_passes_its_check() -> None:
    for seed in range(60):
        problem = small_round(seed)
        if not problem.lock:
            assert verify_text(write_result(solve(problem), "json"), as_text(problem)) == Verdict(())


def as_text(problem: Problem) -> str:
    """The problem in the people form."""
    return json.dumps(
        {
            "people": [
                {
                    "id": one.id,
                    "offers": [{"skill": offer.skill, "level": offer.level} for offer in one.offers],
                    "wants": [
                        {"skill": w.skill, "level": w.level, "priority": w.priority, "close": w.close}
                        for w in one.wants
                    ],
                    "hours": one.hours,
                    "languages": sorted(one.languages),
                    "capacity": one.capacity,
                    "waited": one.waited,
                    "circles": one.circles,
                }
                for one in problem.people
            ],
            "avoid": problem.avoid,
            "met": problem.met,
            "lock": problem.lock,
            "veto": problem.veto,
            "related": problem.related,
            "options": {key: getattr(problem.options, key) for key in problem.options.__slots__},
        }
    )


def test_the_people_form_carries_a_whole_problem() -> None:
    for seed in range(40):
        problem = small_round(seed)
        assert read_problem(as_text(problem)) == problem
