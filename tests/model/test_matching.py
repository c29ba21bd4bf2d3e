"""Axis values in, roles by distance out."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from model.axes import AXES, AxisValues
from model.inputs.faults import Faults
from model.matching import (
    FittedModel,
    fit_score,
    fitted_model,
    order,
    rank_nearest,
    squared_distances,
)
from model.rules import RULES, TODAY, Limits
from model.scoring import Measurement
from tests.model.small import two_roles

MODEL = fitted_model()
values = st.lists(st.floats(0, 1), min_size=7, max_size=7).map(np.array)


def artefact():
    return {
        "axes": list(AXES),
        "roles": list(MODEL.roles),
        "families": list(MODEL.families),
        "centroids": MODEL.centroids.tolist(),
        "weights": MODEL.weights.tolist(),
        "spread": MODEL.spread.tolist(),
        "inter_item_correlation": 0.3,
        "deviation": 0.16,
        "chi_squared_99": MODEL.chi_squared_99.tolist(),
        **{f"f_{100 * q:.0f}": table.tolist() for q, table in MODEL.f_quantiles.items()},
        "limits": {"one": 0.7, "listed": 0.8, "axes": 5, "headline_axes": 3},
        "rules": msgspec.to_builtins(RULES),
    }


@pytest.mark.parametrize("role", MODEL.roles)
def test_a_person_at_a_roles_values_has_that_role_nearest(role):
    at = MODEL.roles.index(role)
    squared = squared_distances(MODEL.centroids[at : at + 1], MODEL)[0]
    assert order(squared)[0] == at
    assert squared[at] == 0
    assert sorted(squared)[1] > 0.1  # no two roles share a place


@pytest.mark.parametrize("axis", AXES)
def test_a_person_at_a_roles_values_has_it_nearest_without_one_axis_too(axis):
    people = MODEL.centroids.copy()
    people[:, AXES.index(axis)] = np.nan
    squared = squared_distances(people, MODEL)
    assert [order(row)[0] for row in squared] == list(range(len(MODEL.roles)))


def test_the_squared_distance_is_as_reckoned_by_hand():
    """10 (.9 − .5)² + 20 (.1 − .5)² = 1.6 + 3.2, and 10 (.9 − .8)² + 3.2 = 3.3."""
    model = two_roles(weights=(10, 20, 1, 1, 1, 1, 1), strategy=0.8)
    person = AxisValues.of({"strategy": 0.9, "technical": 0.1})
    squared = squared_distances(person.array[np.newaxis], model)[0]
    assert squared.tolist() == pytest.approx([4.8, 3.3])


@given(values, st.sets(st.integers(0, 6)))
def test_an_axis_without_a_value_is_dropped_from_every_distance(person, dropped):
    gone = person.copy()
    gone[list(dropped)] = np.nan
    by_axis = MODEL.weights * (person - MODEL.centroids) ** 2
    kept = [axis for axis in range(7) if axis not in dropped]
    expected = by_axis[:, kept].sum(axis=1)
    assert squared_distances(gone[np.newaxis], MODEL)[0] == pytest.approx(expected)


@given(values)
def test_the_linear_form_differs_from_the_distance_by_the_same_for_all_roles(person):
    linear = person @ MODEL.slopes + MODEL.constants
    rest = squared_distances(person[np.newaxis], MODEL)[0] - linear
    assert rest == pytest.approx(np.full(len(MODEL.roles), rest[0]), abs=1e-9)


def nearest_one_by_one(people, model):
    """By the distances themselves and the order of the roles, a person at a time."""
    squared = squared_distances(people, model)
    none = np.isnan(people).all(axis=1)
    return [-1 if gone else order(row)[0] for gone, row in zip(none, squared, strict=True)]


def test_people_by_the_thousand_are_ranked_as_one_by_one():
    random = RandomState(1)
    people = random.rand(20_000, 7)  # more than are ranked at once
    people[10_000:] = people[10_000:].round(1)  # as answers are: many lie near a border
    missing = random.rand(20_000, 7) < random.choice([0, 0.1, 0.9], (20_000, 1))
    people[missing] = np.nan
    assert np.isnan(people).all(axis=1).any()
    assert rank_nearest(people, MODEL).tolist() == nearest_one_by_one(people, MODEL)


@pytest.mark.parametrize("beyond", [0, 1e-12, 1e-8, 1e-5])
def test_people_between_two_roles_are_ranked_by_the_tie_rule(beyond):
    """Half way between two roles the linear form is left with rounding alone."""
    a, b = MODEL.centroids[:, np.newaxis], MODEL.centroids
    for side in (-beyond, beyond):
        people = ((a + b) / 2 + side * (a - b)).reshape(-1, 7)
        assert rank_nearest(people, MODEL).tolist() == nearest_one_by_one(people, MODEL)


def test_two_roles_alike_are_told_apart_by_their_order_only():
    model = two_roles(team=0.5)
    assert rank_nearest(np.array([[0.1] * 7, [0.9] * 7, [np.nan] * 7]), model).tolist() == [
        0,
        0,
        -1,
    ]


def test_nobody_is_ranked_as_nobody():
    nobody = rank_nearest(np.empty((0, 7)), MODEL)
    assert (nobody.tolist(), nobody.dtype) == ([], np.int64)


def test_ties_go_by_the_order_of_the_roles():
    assert order(np.array([2.0, 1.0, 1.0, 0.5])) == [3, 1, 2, 0]
    assert order(np.array([1.0 + 1e-12, 1.0])) == [0, 1]
    assert order(np.array([1.0 + 4e-10, 1.0])) == [0, 1]  # the same to the 9th decimal
    assert order(np.array([1.0 + 4e-9, 1.0])) == [1, 0]


def test_fit_falls_with_distance_and_is_100_at_the_role_itself():
    """100 exp(−d²/2J): d² = 3.5 on seven axes is 100 e^(−1/4) = 77.88."""
    assert fit_score(0, 7) == 100
    assert fit_score(3.5, 7) == pytest.approx(77.88, abs=0.005)
    assert fit_score(5, 5) == fit_score(7, 7)
    assert 0 <= fit_score(1e6, 7) < 1e-6


def test_weights_are_what_the_spread_and_the_short_lengths_error_make_them():
    """1/s², s² = spread² + .16² · .7/1.9."""
    error = 0.16**2 * 0.7 / 1.9
    assert MODEL.weights == pytest.approx(1 / (MODEL.spread**2 + error), abs=1e-3)


def test_the_model_knows_a_roles_family():
    assert MODEL.family("chief_technology_officer") == "technology_leadership"


def test_a_person_of_unknown_role_lies_at_the_mean_of_the_roles_and_spreads_as_they_do():
    """Two roles at .5 and .9: mean .7, variance .2² among them and .2² about each."""
    model, team = two_roles(team=0.9), AXES.index("team")
    assert model.mean[team] == pytest.approx(0.7)
    assert model.deviation[team] == pytest.approx(np.sqrt(0.08))
    assert model.deviation[team - 1] == pytest.approx(0.2)


def test_what_all_people_share_cannot_be_changed():
    for array in (MODEL.constants, MODEL.slopes, MODEL.mean, MODEL.deviation, MODEL.centroids):
        assert not array.flags.writeable


# Corrupt artefacts


def test_the_artefact_reads_back_as_the_model():
    read = FittedModel.from_dict({**artefact(), "limits": {"one": 0.6, "listed": 0.9}})
    assert (read.roles, read.families) == (MODEL.roles, MODEL.families)
    for name in ("centroids", "weights", "spread", "chi_squared_99"):
        assert np.array_equal(getattr(read, name), getattr(MODEL, name)), name
    assert read.f_quantiles.keys() == MODEL.f_quantiles.keys() == {0.5, 0.95, 0.99}
    for quantile, table in read.f_quantiles.items():
        assert np.array_equal(table, MODEL.f_quantiles[quantile])
    assert read.measurement == Measurement(0.3, 0.16, "by_number")
    assert read.rules == MODEL.rules == RULES
    assert read.limits == Limits(0.6, 0.9, 5, 3)


def test_this_version_ships_with_the_limits_that_the_method_states():
    """docs/method.md: .70, .80, five of seven axes and three of four headline ones."""
    assert MODEL.limits == TODAY == Limits(0.70, 0.80, 5, 3)


DAMAGE = {
    "axes missing": {"axes": ["strategy"]},
    "axes in another order": {"axes": list(AXES[::-1])},
    "a role too few": {"roles": list(MODEL.roles[1:])},
    "no families": {"families": []},
    "six weights": {"weights": [1.0] * 6},
    "eight spreads": {"spread": [1.0] * 8},
    "narrow centroids": {"centroids": [[0.5] * 6] * len(MODEL.roles)},
    "a centroid too few": {"centroids": [[0.5] * 7] * (len(MODEL.roles) - 1)},
    "one quantile of chi squared": {"chi_squared_99": [1.0]},
    "five rows of F": {"f_95": [[1.0] * 60] * 5},
    "ragged rows of F": {"f_95": [[1.0] * 60] * 5 + [[1.0] * 59]},
    "a quantile that a rule looks up is not there": {"f_50": None},
    "a rule that nobody knows": {
        "rules": {**msgspec.to_builtins(RULES), "standard_error": "by_ear"}
    },
    "words for numbers": {"deviation": "large"},
    "something more": {"stray": 1},
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_artefact_is_refused_with_place_and_remedy(damage):
    with pytest.raises(Faults, match=r"^model/fitted\.json: .*python -m model\.research\.fitting"):
        FittedModel.from_dict({**artefact(), **DAMAGE[damage]})
