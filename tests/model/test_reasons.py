"""Why these roles: what sets them apart from those next to them, and where the person differs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from model.assessment import judge
from model.axes import AXES
from model.matching import fitted_model
from model.reasons import Reason, find_reasons, speaking
from model.research.simulation import simulate_people, simulate_sitting
from model.rules import ReasonRule
from model.scoring import keyed_points
from tests.model.small import two_roles
from tests.questions.sheets import KEY

MODEL = fitted_model()
RULE = MODEL.rules.reasons
values = st.lists(st.floats(0, 1), min_size=7, max_size=7).map(np.array)


def g_as_written(x, shown, model):
    """Σ_r q_r w_j [(x_j − c_rj)² − (x_j − c_aj)²], term by term."""
    others = [r for r in range(len(model.roles)) if r not in shown]
    squares = {r: float((model.weights * (x - model.centroids[r]) ** 2).sum()) for r in others}
    q = {r: np.exp(-(squares[r] - min(squares.values())) / 2) for r in others}
    total = sum(q.values())
    a = model.centroids[shown[0]]
    return sum(
        q[r] / total * model.weights * ((x - model.centroids[r]) ** 2 - (x - a) ** 2)
        for r in others
    )


@given(values, st.integers(1, 4))
def test_what_speaks_is_the_sum_over_the_neighbours_as_it_is_written(x, length):
    squares = (MODEL.weights * (x - MODEL.centroids) ** 2).sum(axis=1)
    shown = np.argsort(squares, kind="stable")[:length].tolist()
    np.testing.assert_allclose(speaking(x, shown, MODEL), g_as_written(x, shown, MODEL), atol=1e-9)


def test_against_one_other_role_it_is_the_margin_by_axis():
    """w [(x − c_r)² − (x − c_a)²] = 10 [(.8 − .9)² − (.8 − .5)²] = −.8."""
    model = two_roles(team=0.9)
    x = np.full(7, 0.5)
    x[AXES.index("team")] = 0.8
    assert speaking(x, [0], model)[AXES.index("team")] == pytest.approx(-0.8)
    assert speaking(x, [1], model)[AXES.index("team")] == pytest.approx(0.8)


def test_where_every_role_is_shown_nothing_speaks():
    assert speaking(np.full(7, 0.5), [0, 1], two_roles(team=0.9)).tolist() == [0] * 7


def sheets_of_people():
    """Simulated people of every role, who skip a statement now and then."""
    points = simulate_sitting(simulate_people(MODEL.centroids, 6, seed=7), KEY, seed=8)
    points[RandomState(9).rand(*points.shape) < 0.05] = np.nan
    for number, row in enumerate(points):
        asked = np.ones_like(KEY.short) if number % 2 else KEY.short
        answers = {
            item: None if np.isnan(point) else int(point)
            for item, point, one in zip(KEY.ids, row, asked, strict=True)
            if one
        }
        if judge(KEY.sheet(answers), KEY, MODEL).verdict.kind != "none":
            yield answers


PEOPLE = list(sheets_of_people())
people = st.sampled_from(PEOPLE)


def reasons_of(answers):
    sheet = KEY.sheet(answers)
    judged = judge(sheet, KEY, MODEL)
    found = find_reasons(sheet, judged.scores, KEY, MODEL, judged.verdict.shown, RULE)
    return sheet, judged, found


@given(people)
def test_what_is_named_speaks_most_where_it_is_unusual_and_matches(answers):
    _, judged, found = reasons_of(answers)
    x = judged.scores.values.array
    shown = [MODEL.roles.index(role) for role in judged.verdict.shown]
    a, s = MODEL.centroids[shown[0]], MODEL.weights**-0.5
    g = speaking(x, shown, MODEL)
    worth = g * (0.25 + np.abs(x - MODEL.centroids.mean(axis=0)) / MODEL.centroids.std(axis=0))
    may = [at for at in range(7) if g[at] > 1e-9 and abs(x[at] - a[at]) <= s[at]]
    expected = sorted(may, key=lambda at: -round(worth[at], 9))[:2]
    assert [r.axis for r in found if r.speaks == 1] == [AXES[at] for at in expected]


@given(people)
def test_where_the_person_differs_from_the_nearest_role_is_said_the_farthest_first(answers):
    _, judged, found = reasons_of(answers)
    x = judged.scores.values.array
    a = MODEL.centroids[MODEL.roles.index(judged.verdict.shown[0])]
    apart = np.abs(x - a) * np.sqrt(MODEL.weights)
    far = [at for at in range(7) if apart[at] > 1]
    expected = sorted(far, key=lambda at: -round(apart[at], 9))[:2]
    assert [r.axis for r in found if r.speaks == -1] == [AXES[at] for at in expected]


@given(people)
def test_each_reason_comes_with_the_answers_that_carry_most_of_it(answers):
    """An answer carries w Σ q (c_a − c_r)(2 y − c_a − c_r)/n, of which g is the sum."""
    sheet, judged, found = reasons_of(answers)
    x, keyed = judged.scores.values.array, keyed_points(sheet.points, KEY)
    shown = [MODEL.roles.index(role) for role in judged.verdict.shown]
    for reason in found:
        at = AXES.index(reason.axis)
        mine = [
            i for i in range(len(KEY.items)) if sheet.answered[i] and KEY.axes[i] == reason.axis
        ]
        if reason.speaks == 1:
            a = MODEL.centroids[shown[0], at]
            towards = 1 if a >= _rivals(x, shown)[at] else -1
        else:
            towards = 1 if x[at] > MODEL.centroids[shown[0], at] else -1
        order = sorted(mine, key=lambda i: -round(towards * keyed[i], 9))
        told = [KEY.ids.index(item) for item in reason.answers]
        assert [keyed[i] for i in told] == [keyed[i] for i in order[: len(told)]]
        assert 1 <= len(told) <= 2


def _rivals(x, shown):
    others = np.delete(np.arange(len(MODEL.roles)), shown)
    present = ~np.isnan(x)
    squares = (MODEL.weights * (x - MODEL.centroids[others]) ** 2)[:, present].sum(axis=1)
    q = np.exp(-(squares - squares.min()) / 2)
    return q @ MODEL.centroids[others] / q.sum()


def test_a_technical_product_manager_reads_about_technical_depth():
    at = MODEL.centroids[MODEL.roles.index("technical_product_manager")]
    value = dict(zip(AXES, at, strict=True))
    answers = {
        item.id: round(1 + 5 * (value[item.axis] if item.keying == "+" else 1 - value[item.axis]))
        for item in KEY.items
        if item.short
    }
    _, _, found = reasons_of(answers)
    assert found[0] == Reason(
        "technical", 1, ("fitting_parts_together", "compares_technologies")[::-1]
    )


def test_the_rule_is_the_designs():
    assert ReasonRule(named=2, against=2, answers=2, usual=0.25) == RULE
