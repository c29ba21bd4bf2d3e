"""If you took it again: how often each role would be the nearest."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.stats import norm

from model.axes import AXES
from model.matching import fitted_model
from model.scoring import score
from model.stability import DRAWS, stability
from model.stability import shares as shares_around
from tests.model.small import FOUR, two_roles
from tests.questions.sheets import KEY, sheets

MODEL = fitted_model()

ELSEWHERE = """
import json
from model.matching import fitted_model
from model.scoring import score
from model.stability import stability
from questions.bank import current_bank
key, model = current_bank().key, fitted_model()
answers = {item: 1 + number * 7 % 6 for number, item in enumerate(key.ids)}
print(json.dumps(stability(score(key.sheet(answers), key, model.measurement), model).tolist()))
"""


def shares(answers, key=KEY, model=MODEL):
    return stability(score(key.sheet(answers), key, model.measurement), model)


@settings(max_examples=50)
@given(sheets())
def test_the_shares_sum_to_one(answers):
    assert shares(answers).sum() == pytest.approx(1, abs=1e-12)
    assert (shares(answers) >= 0).all()


def test_the_shares_are_the_same_in_every_process():
    answers = {item: 1 + number * 7 % 6 for number, item in enumerate(KEY.ids)}
    done = subprocess.run(
        (sys.executable, "-c", ELSEWHERE), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == shares(answers).tolist()


AT_5 = {"i0": 4, "i1": 4, "i2": 4, "i3": 4}  # agrees with both keys: .5
AT_6 = {"i0": 4, "i1": 3, "i2": 4, "i3": 3}  # a point above the middle each time: .6


def test_half_way_between_two_roles_each_has_half_because_the_draws_are_mirrored():
    model = two_roles(team=0.5 + 1e-9)
    assert shares(AT_5, FOUR, model).tolist() == [0.5, 0.5]


def test_where_two_roles_lie_at_one_place_the_first_has_every_draw():
    two = two_roles()
    far = two.centroids[:1] - [0.5, 0, 0, 0, 0, 0, 0]
    three = replace(
        two,
        roles=("here", "there", "far"),
        families=("f",) * 3,
        centroids=np.vstack([two.centroids, far]),
        weights=np.full(7, 1000.0),
    )
    values, errors = np.full(7, 0.5), np.full(7, 0.01)
    assert shares_around(values, errors, three).tolist() == [1, 0, 0]


@pytest.mark.parametrize("there", [0.6, 0.7, 0.8, 0.9, 1.0])
def test_the_share_of_a_role_is_the_normal_one_past_the_boundary(there):
    """P(x + √2·SEM·z beyond the middle of the two roles), SEM of four items .16 √(.7/1.9)."""
    sem = 0.16 * np.sqrt(0.7 / 1.9)
    beyond = norm.sf(((0.5 + there) / 2 - 0.6) / (np.sqrt(2) * sem))
    of_here, of_there = shares(AT_6, FOUR, two_roles(team=there))
    assert of_there == pytest.approx(beyond, abs=0.03)
    assert of_here + of_there == pytest.approx(1)


def test_the_share_of_a_role_by_hand():
    """SEM .16 √(.7/1.9) = .0971, times √2 .1373; the boundary is .7, so z = .1/.1373 = .728.

    One error instead of two would leave .152 beyond it.
    """
    assert shares(AT_6, FOUR, two_roles(team=0.9))[1] == pytest.approx(0.2333, abs=0.003)


def test_an_axis_without_a_value_widens_what_may_happen():
    """On `team` the roles are told apart; whoever skips it may hold either of them."""
    model = two_roles(team=1.0)
    known = shares({"i0": 3, "i1": 4, "i2": 3, "i3": 4}, FOUR, model)
    unknown = shares(dict.fromkeys(FOUR.ids), FOUR, model)
    assert known[0] > 0.99
    assert unknown.tolist() == pytest.approx([0.5, 0.5], abs=0.03)


@pytest.mark.parametrize("role", ["chief_technology_officer", "product_marketing_manager"])
def test_skipping_an_axis_makes_no_clear_role_noticeably_clearer(role):
    at = MODEL.roles.index(role)
    value = dict(zip(AXES, MODEL.centroids[at], strict=True))
    answers = {
        item.id: round(1 + 5 * (value[item.axis] if item.keying == "+" else 1 - value[item.axis]))
        for item in KEY.items
    }
    whole = shares(answers)[at]
    for axis in AXES:
        skipped = {item.id: None for item in KEY.items if item.axis == axis}
        assert shares({**answers, **skipped})[at] <= whole + 0.01


def test_a_share_is_a_whole_number_of_draws():
    counts = shares(dict.fromkeys(KEY.ids, 3)) * DRAWS
    np.testing.assert_allclose(counts, counts.round(), atol=1e-9)
