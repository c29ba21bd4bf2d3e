"""What would change it: nothing smaller does, and what is said to be enough is."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model.assessment import assess
from model.axes import AXES, AxisValues
from model.explanation import explain
from model.flips import find_flips, flip_answers, flip_axis
from model.matching import fitted_model, order, squared_distances
from model.scoring import POINTS, Scores, score
from tests.model.small import FOUR, key_of, two_roles
from tests.questions.sheets import KEY, points, sheets

MODEL = fitted_model()
BEYOND = 1e-6  # of an axis: just on the other side
axes = st.sampled_from(AXES)
values = st.lists(st.floats(0, 1), min_size=7, max_size=7)


def scores_at(values):
    """Scores with these values; nothing else of them matters to a flip of an axis."""
    seven, array = np.full(7, 4.0), AxisValues(np.array(values, dtype=float))
    return Scores(array, array, array, array, seven, seven, seven)


def nearest(values, model=MODEL):
    return model.roles[order(squared_distances(np.array([values], dtype=float), model)[0])[0]]


def at(values, axis, value):
    return [value if name == axis else old for name, old in zip(AXES, values, strict=True)]


def flipped(values, axis, model=MODEL):
    return flip_axis(scores_at(values), model, nearest(values, model), axis)


def answered(answers, key=KEY, model=MODEL):
    sheet = key.sheet(answers)
    return sheet, score(sheet, key, model.measurement)


def first_two(scores, model=MODEL):
    squared = squared_distances(scores.values.array[np.newaxis], model)[0]
    return [model.roles[index] for index in order(squared)[:2]]


def fewest(answers, role, rival, key=KEY, model=MODEL):
    return flip_answers(*answered(answers, key, model), key, model, role, rival).answers


def margin(answers, role, rival, key=KEY, model=MODEL):
    return explain(*answered(answers, key, model), key, model, role, rival).margin


def with_changes(answers, changes):
    return answers | {change.item: change.instead for change in changes}


def test_halfway_between_two_roles_by_hand():
    # a = .5 and r = .9 on team, w = 10; at x = .6 g = 2·10·(.5−.9)(.6−.7) = .8, Δ = .1
    model = two_roles(team=0.9)
    flip = flipped(at([0.5] * 7, "team", 0.6), "team", model)
    assert (flip.axis, flip.role) == ("team", "there")
    assert flip.change == pytest.approx(0.1)
    assert flip.value == pytest.approx(0.7)


def test_an_axis_on_which_the_roles_do_not_differ_flips_nothing():
    assert flipped([0.5] * 7, "scope", two_roles(team=0.9)) is None


@given(values, axes)
def test_just_beyond_a_flip_its_role_is_nearest_and_just_before_it_is_not(values, axis):
    flip = flipped(values, axis)
    assume(flip is not None and BEYOND < flip.value < 1 - BEYOND and abs(flip.change) > BEYOND)
    step = np.copysign(BEYOND, flip.change)
    assert nearest(at(values, axis, flip.value - step)) == nearest(values)
    beyond = squared_distances(np.array([at(values, axis, flip.value + step)]), MODEL)[0]
    role, today = (MODEL.roles.index(name) for name in (flip.role, nearest(values)))
    assert beyond[role] < beyond[today]
    assert beyond[role] <= beyond.min() + 1e-4  # a third role may cross at the same place


@given(values, axes)
def test_no_smaller_change_on_the_axis_makes_any_role_nearest(values, axis):
    today, flip = nearest(values), flipped(values, axis)
    here = values[AXES.index(axis)]
    reach = 1.0 if flip is None else abs(flip.change) - BEYOND
    grid = [x for x in np.linspace(0, 1, 401) if abs(x - here) <= reach]
    assert {nearest(at(values, axis, x)) for x in grid} <= {today}


@given(values)
def test_the_smallest_flip_is_the_smallest_over_all_axes_and_rivals(values):
    today = nearest(values)
    every = [flipped(values, axis) for axis in AXES]
    sheet = KEY.sheet(dict.fromkeys(KEY.ids, 4))
    found = find_flips(sheet, scores_at(values), KEY, MODEL, today, MODEL.roles[0])
    assert list(found.by_axis.values()) == every
    sizes = [abs(flip.change) for flip in every if flip]
    assert (abs(found.smallest.change) if found.smallest else None) == min(sizes, default=None)


def test_the_nearest_boundary_is_often_not_that_of_the_next_role():
    random = np.random.RandomState(5)
    people = MODEL.centroids.repeat(10, axis=0)
    people = people + random.normal(0, 0.15, people.shape)
    others = 0
    for person in people.clip(0, 1):
        scores = scores_at(person)
        flips = [flip_axis(scores, MODEL, first_two(scores)[0], axis) for axis in AXES]
        smallest = min((f for f in flips if f), key=lambda f: abs(f.change))
        others += smallest.role != first_two(scores)[1]
    assert others >= 0.1 * len(people)


def test_where_the_scale_ends_first_there_is_none():
    model = two_roles(team=0.9, market=0.0)  # far off on market: team alone is not enough
    assert flipped(at([0.5] * 7, "market", 0.9), "team", model) is None
    assert flipped(at([0.5] * 7, "market", 0.9), "market", model) is not None


def test_a_boundary_at_the_very_end_of_the_scale_is_out_of_reach():
    # the two tie at 1.0, and nothing lies beyond
    model = two_roles(team=0.9, market=0.75)
    values = at([0.5] * 7, "market", 0.145)
    flip = flipped(at(values, "market", 0.145), "team", model)
    assert flip is None or flip.value < 1


def test_an_axis_without_a_value_takes_no_part():
    short = [item for item in KEY.items if item.short]
    answers = {item.id: None if item.axis == "scope" else 4 for item in short}
    sheet, scores = answered(answers)
    role, rival = first_two(scores)
    found = find_flips(sheet, scores, KEY, MODEL, role, rival)
    assert set(found.by_axis) == set(AXES) - {"scope"}
    axis_of = {item.id: item.axis for item in KEY.items}
    assert all(axis_of[change.item] != "scope" for change in found.answers.answers or ())


def test_a_tie_flips_without_any_change():
    model = two_roles(team=0.9)
    flip = flipped(at([0.5] * 7, "team", 0.7), "team", model)
    assert flip.change == pytest.approx(0, abs=1e-9)


@given(sheets())
def test_after_the_changed_answers_the_rival_is_nearer_and_one_less_is_not_enough(answers):
    _, scores = answered(answers)
    assume(scores.values.present.any())
    role, rival = first_two(scores)
    changes = fewest(answers, role, rival)
    assume(changes)
    assert margin(with_changes(answers, changes), role, rival) < 0
    for left_out in range(len(changes)):
        kept = changes[:left_out] + changes[left_out + 1 :]
        assert margin(with_changes(answers, kept), role, rival) >= -1e-9


@given(sheets())
def test_changes_are_of_given_answers_to_other_points_of_the_scale(answers):
    _, scores = answered(answers)
    assume(scores.values.present.any())
    for rival in MODEL.roles[:3]:
        for change in fewest(answers, first_two(scores)[0], rival) or ():
            assert answers[change.item] == change.given != change.instead
            assert 1 <= change.instead <= POINTS


SIX = key_of(
    ("team", "drawn_to", "+"),
    ("team", "drawn_to", "-"),
    ("team", "practised", "+"),
    ("scope", "drawn_to", "-"),
    ("scope", "practised", "+"),
    ("market", "practised", "-"),
)


def fewest_by_trying(answers, model, key):
    """The least number of answers that, put anywhere, bring `there` nearer; None if none do."""
    for number in range(len(answers) + 1):
        for items in combinations(answers, number):
            for instead in product((1, POINTS), repeat=number):
                changed = answers | dict(zip(items, instead, strict=True))
                if margin(changed, "here", "there", key, model) < -1e-9:
                    return number
    return None


@given(
    st.lists(points, min_size=6, max_size=6),
    st.tuples(*[st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])] * 3),
)
def test_no_fewer_answers_are_enough(given_points, there):
    model = two_roles(**dict(zip(("team", "scope", "market"), there, strict=True)))
    answers = dict(zip(SIX.ids, given_points, strict=True))
    assume(margin(answers, "here", "there", SIX, model) >= 0)
    changes = fewest(answers, "here", "there", SIX, model)
    tried = fewest_by_trying(answers, model, SIX)
    assert (None if changes is None else len(changes)) == tried


def test_a_rival_that_no_answers_can_reach():
    model = two_roles(team=0.5, market=0.9)  # they differ on market only, which nobody asked
    assert fewest(dict.fromkeys(FOUR.ids, 3), "here", "there", FOUR, model) is None


def test_the_last_answer_moves_no_further_than_needed():
    # at .65, and the boundary is at .69: four answers must gain .16 together, one point is .20
    model = two_roles(team=0.88)
    answers = {"i0": 5, "i1": 3, "i2": 4, "i3": 3}
    (change,) = fewest(answers, "here", "there", FOUR, model)
    assert abs(change.instead - change.given) == 1


@given(sheets())
def test_the_assessment_carries_them_but_not_under_none(answers):
    found = assess(answers, KEY, MODEL)
    assert (found.flips is None) == (found.verdict.kind == "none")
    said = found.to_dict()["flips"]
    if said:
        assert said["answers"]["role"] == found.roles[0].role
        assert said["answers"]["rival"] == found.roles[1].role
        assert set(said["by_axis"]) == {
            a["axis"] for a in found.to_dict()["axes"] if a["value"] is not None
        }
