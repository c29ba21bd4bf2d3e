"""What would change the result, and what was noticed, on the page and in plain values."""

import re

import numpy as np
import pytest

from model.axes import AXES
from model.matching import order, squared_distances
from model.research.simulation import simulate_people, simulate_sitting
from model.scoring import ScoringKey
from model.words import model_words
from questions.instrument import current_instrument
from quiz.report import report
from quiz.report.wording import inside_sentence
from tests.quiz.take.test_result import CASES, NAMED, UNNAMED, sit

INSTRUMENT = current_instrument()
MODEL = INSTRUMENT.model
WORDS = model_words("en")
CHANGE, LEANINGS = "What would change it", "Which answers lean to which role"
NOTICED = "Something we noticed"
AXIS_FLIP = re.compile(r"“(.+)” stood at (\d+) instead of (\d+), and all else .*, (.+) would be n")

ON_AXIS = re.compile(r"(.+) at (\d+); you are at (\d+)")


def name(role):
    return inside_sentence(WORDS.roles[role].name)


def page(answers, rival=None, **changed):
    return report(
        {**INSTRUMENT.assessment_json(answers), **changed}, answers, INSTRUMENT, "en", rival
    )


def clear_results():
    """Simulated people whose result is clear, with their pages."""
    key = ScoringKey(INSTRUMENT.bank.items_of("short"))
    points = simulate_sitting(simulate_people(MODEL.centroids, 10, 7), key, 8)
    for row in points.astype(int).tolist():
        answers = dict(zip(key.ids, row, strict=True))
        if INSTRUMENT.assess(answers).verdict.kind == "clear":
            yield answers, page(answers)


def told_flips(change):
    """Every flip that is printed: axis, the place it takes, today's place, the role."""
    found = AXIS_FLIP.search(change.smallest)
    assert found, change.smallest
    yield found.groups()
    for axis in change.by_axis:
        if found := ON_AXIS.fullmatch(axis.says):
            role, instead, place = found.groups()
            yield axis.name, instead, place, role


def test_what_the_page_prints_of_a_flip_is_true_at_the_printed_place():
    seen = 0
    for answers, said in clear_results():
        scores = INSTRUMENT.assess(answers).scores.values.array
        for axis_name, instead, place, role in told_flips(said.flips.change):
            axis = next(i for i, a in enumerate(AXES) if WORDS.axes[a].name == axis_name)
            assert abs(100 * scores[axis] - int(place)) <= 0.5 + 1e-9
            moved = scores.copy()
            moved[axis] = int(instead) / 100
            first = order(squared_distances(moved[np.newaxis], MODEL)[0])[0]
            assert name(MODEL.roles[first]) == role != name(said.shown[0].id)
            seen += 1
    assert seen > 100


def test_a_clear_result_says_its_smallest_flip_and_the_fewest_answers(alice):
    text = sit(alice, CASES["clear"]).at("result").text
    assert CHANGE in text
    assert LEANINGS not in text
    assert AXIS_FLIP.search(text)
    assert "given differently, would bring" in text


def test_the_fewest_answers_are_told_against_the_rival_that_was_chosen(alice):
    sit(alice, CASES["clear"])
    matches = INSTRUMENT.assessment_json(CASES["clear"])["roles"]
    for match in matches[1:]:
        text = alice.at(f"result?rival={match['role']}").text
        said = f"{name(match['role'])} nearer than {name(matches[0]['role'])}"
        assert f"would bring {said}" in text


@pytest.mark.parametrize("case", ["between", "shortlist"])
def test_without_a_clear_role_the_page_says_which_answers_lean_where_and_flips_none(alice, case):
    text = sit(alice, CASES[case]).at("result").text
    assert LEANINGS in text
    assert CHANGE not in text
    assert "would be nearest. No smaller" not in text
    assert "given differently" not in text


@pytest.mark.parametrize("case", ["between", "shortlist"])
def test_leanings_count_every_answer_once(case):
    for leaning in page(CASES[case]).flips.leanings:
        total, *parts = (int(number) for number in re.findall(r"\d+", leaning.says))
        assert sum(parts) == total == len(CASES[case])


def test_leanings_name_every_other_shown_role_and_not_the_strongest_answers_twice():
    said = page(CASES["shortlist"])
    first, *others = said.shown
    leanings = said.flips.leanings
    for other, leaning in zip(others, leanings, strict=False):
        assert name(first.id) in leaning.says
        assert name(other.id) in leaning.says
    assert leanings[0].most == []  # the comparison above has them
    assert all(leaning.most for leaning in leanings[1:])


@pytest.mark.parametrize("case", UNNAMED)
def test_under_none_nothing_is_said_of_any_change(alice, case):
    assert page(CASES[case]).flips is None
    shown = sit(alice, CASES[case]).at("result")
    assert "flips" not in shown.ids
    assert CHANGE not in shown.text


def test_where_the_scale_ends_first_it_is_called_impossible():
    flips = INSTRUMENT.assessment_json(CASES["clear"])["flips"]
    nowhere = {**flips, "by_axis": dict.fromkeys(flips["by_axis"]), "smallest": None}
    change = page(CASES["clear"], flips=nowhere).flips.change
    assert "on each of them the scale ends first" in change.smallest
    assert {axis.says for axis in change.by_axis} == {"impossible, the scale ends first"}
    none = {**flips, "answers": {**flips["answers"], "answers": None}}
    change = page(CASES["clear"], flips=none).flips.change
    assert change.answers.says.startswith("No change of these answers would bring")
    assert change.answers.answers == []


def test_the_notice_comes_when_two_signs_fire_and_the_result_stays(alice):
    shown = sit(alice, CASES["no_pattern"]).at("result")
    assert NOTICED in shown.text
    assert "All 28 answers are the same." in shown.text
    assert "look at your answers again" in shown.text
    assert any(link.endswith("/review") for link in shown.links)


@pytest.mark.parametrize("case", [*NAMED, "incomplete", "unlike_any_role"])
def test_without_two_signs_there_is_no_notice(alice, case):
    found = INSTRUMENT.assess(CASES[case]).careless_responding
    shown = sit(alice, CASES[case]).at("result")
    assert (NOTICED in shown.text) == found.notice
    assert case not in NAMED or not found.notice


def test_a_notice_takes_nothing_away():
    found = INSTRUMENT.assessment_json(CASES["clear"])["careless_responding"]
    with_notice = {**found, "notice": True, "flags": ["irv", "even_odd"]}
    plain, noticed = (page(CASES["clear"]), page(CASES["clear"], careless_responding=with_notice))
    assert noticed.noticed
    assert plain.noticed is None
    assert plain == noticed._replace(noticed=None)


@pytest.mark.parametrize("days", [0, 20])
def test_the_time_that_was_taken_makes_no_notice(alice, clock, days):
    clock.pass_days(days)
    assert NOTICED not in sit(alice, CASES["clear"]).at("result").text


def test_the_notice_says_each_sign_in_plain_words():
    found = INSTRUMENT.assessment_json(CASES["clear"])["careless_responding"]
    signs = {"longstring": 9, "notice": True, "flags": ["longstring", "irv", "even_odd"]}
    said = page(CASES["clear"], careless_responding=found | signs).noticed
    assert said == (
        "9 answers in a row are the same. Your answers lie close to one another. "
        "Answers on one subject often point different ways."
    )
    for word in ("careless", "fast", "quick", "honest", "serious", "attention", "wrong"):
        assert word not in said.lower()
