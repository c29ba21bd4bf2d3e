"""Why this role and not that one: numbers that add up exactly."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.axes import AXES
from model.explanation import explain
from model.matching import fitted_model, squared_distances
from model.scoring import score
from tests.model.small import FOUR, two_roles
from tests.questions.sheets import KEY, sheets

MODEL = fitted_model()
roles = st.sampled_from(MODEL.roles)
AXIS_OF = {item.id: item.axis for item in KEY.items}


def explained(answers, role, rival, key=KEY, model=MODEL):
    sheet = key.sheet(answers)
    scores = score(sheet, key, model.measurement)
    return explain(sheet, scores, key, model, role, rival), scores


@given(sheets(), roles, roles)
def test_both_breakdowns_sum_to_the_margin_which_is_the_difference_of_distances(
    answers, role, rival
):
    why, scores = explained(answers, role, rival)
    squared = squared_distances(scores.values.array[np.newaxis], MODEL)[0]
    margin = squared[MODEL.roles.index(rival)] - squared[MODEL.roles.index(role)]
    assert why.margin == pytest.approx(margin, abs=1e-9)
    assert sum(why.by_axis.values()) == pytest.approx(margin, abs=1e-9)
    assert sum(why.by_answer.values()) == pytest.approx(margin, abs=1e-9)


@given(sheets(), roles, roles)
def test_the_answers_of_an_axis_sum_to_its_contribution(answers, role, rival):
    why, scores = explained(answers, role, rival)
    assert tuple(why.by_axis) == tuple(axis for axis in AXES if scores.values[axis] is not None)
    for axis, contribution in why.by_axis.items():
        part = sum(why.by_answer[item] for item in why.by_answer if AXIS_OF[item] == axis)
        assert part == pytest.approx(contribution, abs=1e-9)


@given(sheets(), roles, roles)
def test_only_answers_that_count_take_part(answers, role, rival):
    why, scores = explained(answers, role, rival)
    counted = {
        item
        for item, point in answers.items()
        if point is not None and scores.values[AXIS_OF[item]] is not None
    }
    assert set(why.by_answer) == counted


@given(sheets(), roles, roles)
def test_the_other_way_round_every_number_turns_its_sign(answers, role, rival):
    there, _ = explained(answers, role, rival)
    back, _ = explained(answers, rival, role)
    assert back.margin == pytest.approx(-there.margin, abs=1e-9)
    assert [back.by_answer[i] for i in there.by_answer] == pytest.approx(
        [-part for part in there.by_answer.values()], abs=1e-9
    )


def test_a_margin_is_as_reckoned_by_hand():
    """Team .5 here, .9 there, weight 10, keyed points .8, 1, .2, .4, so the value is .6.

    10 (.9 − .6)² − 10 (.5 − .6)² = .9 − .1 = .8 in favour of here. An answer's part is
    2 · 10 (.5 − .9)/4 · (y − .7) = −2 (y − .7).
    """
    answers = {"i0": 5, "i1": 1, "i2": 2, "i3": 4}
    why, _ = explained(answers, "here", "there", FOUR, two_roles(team=0.9))
    assert why.margin == pytest.approx(0.8)
    assert why.by_axis == {"team": pytest.approx(0.8)}
    parts = {item: round(part, 9) for item, part in why.by_answer.items()}
    assert parts == {"i0": -0.2, "i1": -0.6, "i2": 1.0, "i3": 0.6}


def test_a_role_against_itself_has_no_margin():
    why, _ = explained(dict.fromkeys(KEY.ids, 5), "vp_product", "vp_product")
    assert why.margin == 0
    assert set(why.by_answer.values()) == {0}
