"""What people's answers say: figures that are right, and reasons where there are none."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.axes import AXES
from model.inputs.faults import Faults
from model.matching import FittedModel, fitted_model
from model.research.axis_findings import Figure, examine_axes, examine_poles, measurement_from
from model.research.calibration import PeopleTable, learn
from model.research.exemplars import ENOUGH_A_ROLE, examine_jobs, examine_residuals
from model.research.fitting import ASSUMED, artefact, candidate, fit_exemplars
from model.research.item_findings import examine_items
from model.research.reliability import alpha, omega, sem
from model.research.scale_findings import examine_facets, examine_scales
from model.research.simulation import simulate_people, simulate_sitting
from model.roles import role_book
from model.scoring import keyed_points, score_axes
from questions.bank import current_bank

KEY, MODEL = current_bank().key, fitted_model()
SHORT = KEY.short > 0
STRATEGY = KEY.membership[:, AXES.index("strategy")] > 0


def table_of(points, roles=None):
    nothing = (None,) * len(points)
    return PeopleTable(points, np.ones(points.shape, bool), roles or nothing, nothing, nothing)


def simulated(each, seed):
    """People of every role, and the table of what they answer."""
    people = simulate_people(MODEL.centroids, each, seed)
    points = simulate_sitting(people, KEY, seed + 1)
    return people, table_of(points, tuple(MODEL.roles[i] for i in people.role))


PEOPLE = 25 * len(MODEL.roles)


@pytest.fixture(scope="module")
def points():
    """25 people a role; every other one took the short length only."""
    points = simulate_sitting(simulate_people(MODEL.centroids, 25, 3), KEY, 4)
    points[::2, ~SHORT] = np.nan
    return points


def of_axis(points, axis):
    """The keyed answers that a row of the report is about."""
    return keyed_points(points, KEY)[:, (KEY.membership[:, AXES.index(axis)] > 0) & SHORT]


def test_the_axes_are_told_by_the_first_items_alone(points):
    found = [(f.axis, f.items, f.people, f.complete) for f in examine_axes(points, KEY)]
    assert found == [(axis, 4, PEOPLE, PEOPLE) for axis in AXES]
    only_first = np.where(SHORT, points, np.nan)
    assert examine_axes(only_first, KEY) == examine_axes(points, KEY)


def test_mean_and_deviation_are_those_of_the_scale_scores(points):
    scores = score_axes(np.where(SHORT, points, np.nan), SHORT, KEY)
    found = examine_axes(points, KEY)
    assert [f.mean.value for f in found] == pytest.approx(scores.mean(axis=0).tolist())
    assert [f.deviation.value for f in found] == pytest.approx(scores.std(axis=0, ddof=1).tolist())


def test_the_points_of_both_scales_are_counted_apart(points):
    drawn_to, practised = examine_scales(points, KEY)
    for found, sign in ((drawn_to, 1), (practised, -1)):
        cells = points[:, KEY.facet == sign]
        given = cells[~np.isnan(cells)]
        assert (found.people, found.answers) == (PEOPLE, len(given))
        assert found.shares == pytest.approx([(given == p).mean() for p in range(1, 7)])
        assert found.mean == pytest.approx(given.mean())
        assert found.deviation == pytest.approx(given.std(ddof=1))


def test_a_scale_that_nobody_answered_has_no_mean(points):
    part_one = np.where(KEY.facet > 0, points, np.nan)
    _, practised = examine_scales(part_one, KEY)
    assert (practised.people, practised.answers, practised.mean) == (0, 0, None)
    assert all(found.people == 0 for found in examine_facets(part_one, KEY))


def test_facets_of_simulated_people_go_together_and_a_shift_is_seen(points):
    for found in examine_facets(points, KEY):
        assert found.correlation.value > 0.5
        assert abs(found.gap) < 0.05
    lifted = np.where(KEY.facet > 0, points + KEY.sign * 0.5, points)  # a tenth of the scale
    for before, after in zip(examine_facets(points, KEY), examine_facets(lifted, KEY), strict=True):
        assert after.gap - before.gap == pytest.approx(0.1)


def test_the_job_that_was_said_is_compared_with_the_nearest_roles():
    values = MODEL.centroids[[0, 1, 12, 12]]
    held = [MODEL.roles[0], MODEL.roles[0], "delivery_project_manager", "chief_product_officer"]
    found = examine_jobs(values, held, MODEL)
    assert (found.people, found.nearest, found.family) == (4, 0.5, 0.75)
    assert examine_jobs(values[:0], [], MODEL).nearest is None


def test_what_axes_share_within_a_role_is_found_again():
    """A common part of deviation .1 on every axis gives τ² = .01."""
    random = np.random.RandomState(3)
    held = [role for role in MODEL.roles for _ in range(300)]
    centres = np.repeat(MODEL.centroids, 300, axis=0)
    own = centres + random.normal(0, 0.15, centres.shape)
    assert examine_residuals(own, held).tau_squared == pytest.approx(0, abs=0.0005)
    shared = own + random.normal(0, 0.1, (len(held), 1))
    assert examine_residuals(shared, held).tau_squared == pytest.approx(0.01, abs=0.001)
    assert examine_residuals(own[:1], held[:1]).tau_squared is None


def test_reliability_is_that_of_model_reliability(points):
    for found in examine_axes(points, KEY):
        answers = of_axis(points, found.axis)
        assert found.alpha == Figure(alpha(answers))
        assert found.omega == Figure(omega(answers))
        assert found.standard_error == Figure(sem(answers))


def test_deviation_and_inter_item_correlation_are_those_of_numpy(points):
    for found in examine_axes(points, KEY):
        answers = of_axis(points, found.axis)
        r = np.corrcoef(answers, rowvar=False)[np.triu_indices(found.items, 1)]
        assert found.deviation.value == pytest.approx(answers.mean(axis=1).std(ddof=1))
        assert found.inter_item.value == pytest.approx(r.mean())


def test_a_figure_that_cannot_be_had_says_why(points):
    alike = points.copy()
    alike[:, STRATEGY & SHORT] = 3
    found = examine_axes(alike, KEY)[0]
    assert found.alpha.value is None
    assert "everybody who answered gave the same" in found.alpha.why


def test_singular_correlations_leave_alpha(points):
    twins = points.copy()
    first, second = np.flatnonzero(STRATEGY & SHORT)[:2]
    twins[:, second] = (
        7 - twins[:, first] if KEY.sign[first] != KEY.sign[second] else twins[:, first]
    )
    found = examine_axes(twins, KEY)[0]
    assert "singular" in found.omega.why
    assert found.alpha.value > 0.5


def test_the_poles_of_simulated_people_are_one_axis(points):
    found = examine_poles(points, KEY)
    assert (found.people, found.says) == (PEOPLE, "one axis")
    plus, minus = (points[:, STRATEGY & SHORT & (KEY.sign == s)] for s in (1, -1))
    means = np.nanmean(plus, axis=1), np.nanmean(minus, axis=1)
    assert found.correlation.value == pytest.approx(np.corrcoef(*means)[0, 1])


def test_poles_that_do_not_oppose_each_other_are_two_things(points):
    mixed = points.copy()
    end = STRATEGY & (KEY.sign < 0)
    mixed[:, end] = np.roll(mixed[:, end], 177, axis=0)
    assert examine_poles(mixed, KEY).says == "two things more than one axis"


def test_poles_that_do_not_vary_are_not_told():
    found = examine_poles(np.full((5, len(KEY.ids)), 3.0), KEY)
    assert found.says == "cannot be told"
    assert found.correlation.why


def findings(points, **changed):
    """What is said of items after their answers were changed."""
    points, asked = points.copy(), np.ones(points.shape, bool)
    asked[::2, ~SHORT] = False
    for item, change in changed.items():
        place = KEY.ids.index(item)
        points[:, place] = change(points[:, place])
    return {found.item: found for found in examine_items(points, asked, KEY)}


ITEM = KEY.ids[0]
CHANGES = {
    "runs against its axis": lambda answers: 7 - answers,
    "hardly goes with its axis": lambda answers: np.where(
        np.arange(PEOPLE) % 6 == 0, answers, np.random.RandomState(1).permutation(answers)
    ),
    "hardly any variance": lambda answers: np.where(np.arange(PEOPLE) < 20, 4.0, 3.0),
    "floor": lambda answers: np.where(answers < 5, 1.0, answers),
    "ceiling": lambda answers: np.where(answers > 1, 6.0, answers),
    "skipped by 25%": lambda answers: np.where(np.arange(PEOPLE) % 4 == 0, np.nan, answers),
    "the answers do not vary": lambda answers: np.full(PEOPLE, 3.0),
    "fewer than two people answered": lambda answers: np.full(PEOPLE, np.nan),
}


def test_items_that_do_well_have_no_faults(points):
    assert [found.item for found in findings(points).values() if found.faults] == []


@pytest.mark.parametrize("fault", CHANGES)
def test_an_item_with_a_fault_is_told(points, fault):
    found = findings(points, **{ITEM: CHANGES[fault]})[ITEM]
    assert any(fault in said for said in found.faults)


def test_an_item_that_nobody_was_asked_has_no_fault(points):
    short = np.tile(SHORT, (len(points), 1))
    only_short = np.where(SHORT, points, np.nan)
    assert all(not f.faults for f in examine_items(only_short, short, KEY))


@settings(max_examples=8)
@given(st.integers(0, 2**31))
def test_the_people_who_hold_the_roles_give_the_generators_values_back(seed):
    people, table = simulated(each=25, seed=seed)
    learned = learn(table, KEY, MODEL, fit_exemplars)
    value, error = (
        np.array([[getattr(v, name) for v in found.values] for found in learned.roles])
        for name in ("value", "standard_error")
    )
    true = np.array([people.values[people.role == i].mean(axis=0) for i in range(len(MODEL.roles))])
    # The scale has ends: whatever lies near one comes out nearer the middle.
    assert (np.abs(value - MODEL.centroids) / error).mean() < 2
    inside = (true > 0.2) & (true < 0.8)
    assert (np.abs(value - MODEL.centroids) / error)[inside].mean() < 1.4
    assert {found.people for found in learned.roles} == {25}


def test_a_role_by_its_people_is_their_mean_and_its_error_the_pooled_one():
    values = np.arange(42.0).reshape(6, 7) ** 1.5 / 300
    found = fit_exemplars(values, ["cto", "cio", "cto", "cio", "cto", "vp"])
    assert (found.roles, found.people) == (("cio", "cto"), (2, 3))
    cto, cio = values[[0, 2, 4]], values[[1, 3]]
    assert found.values == pytest.approx(np.array([cio.mean(axis=0), cto.mean(axis=0)]))
    pooled = np.sqrt((2 * cto.var(axis=0, ddof=1) + cio.var(axis=0, ddof=1)) / 3)
    assert found.deviation == pytest.approx(pooled)


@pytest.mark.parametrize(
    ("values", "roles", "said"),
    [
        (np.zeros((0, 7)), [], "fewer than two roles"),
        (np.random.RandomState(1).rand(4, 7), ["cto"] * 4, "fewer than two roles"),
        (np.random.RandomState(1).rand(2, 7), ["cto", "cio"], "fewer than two roles"),
        (np.full((4, 7), 0.5), ["cto", "cto", "cio", "cio"], "the same value on strategy"),
    ],
)
def test_too_few_people_give_no_values(values, roles, said):
    with pytest.raises(Faults, match=said):
        fit_exemplars(values, roles)


def test_only_clear_differences_are_marked():
    _, table = simulated(each=25, seed=5)
    learned = learn(table, KEY, MODEL, fit_exemplars)
    for found in learned.roles:
        for value in found.values:
            differs = abs(value.value - value.today) > 1.96 * value.standard_error
            assert value.differs == differs
            assert (
                value.today
                == MODEL.centroids[MODEL.roles.index(found.role), AXES.index(value.axis)]
            )


def test_measurement_comes_from_people_only_where_there_are_enough(points):
    found = measurement_from(examine_axes(points, KEY))
    assert found.standard_error(np.array([4.0]))[0] == pytest.approx(0.108, abs=0.01)
    assert measurement_from(examine_axes(points[:199], KEY)) is None


def test_a_candidate_without_anything_new_is_todays_model():
    assert candidate(role_book(), {}) == artefact(role_book())


def test_a_candidate_replaces_what_it_was_given_and_nothing_else():
    given = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    found = FittedModel.from_dict(candidate(role_book(), {"product_owner": given}, ASSUMED))
    owner = MODEL.roles.index("product_owner")
    assert found.centroids[owner].tolist() == given
    others = np.arange(len(MODEL.roles)) != owner
    assert (found.centroids[others] == MODEL.centroids[others]).all()
    assert (found.weights == MODEL.weights).all()


def test_only_roles_with_enough_people_reach_the_candidate():
    people, table = simulated(each=ENOUGH_A_ROLE, seed=9)
    fewer = np.flatnonzero(people.role > 0)[:-1].tolist()
    kept = PeopleTable(
        table.points[fewer],
        table.asked[fewer],
        tuple(table.roles[i] for i in fewer),
        tuple(table.fits[i] for i in fewer),
        tuple(table.ranks[i] for i in fewer),
    )
    learned = learn(kept, KEY, MODEL, fit_exemplars)
    assert list(learned.values) == list(MODEL.roles[1:-1])
    assert (learned.roles[0].people, learned.roles[0].values) == (0, ())


CELLS = st.sampled_from([np.nan, 1.0, 3.0, 4.0, 6.0])


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, min_size=56, max_size=56), min_size=2, max_size=6), st.data())
def test_however_few_people_nothing_is_nan(rows, data):
    names = st.sampled_from([None, "other", *MODEL.roles[:3]])
    roles = tuple(data.draw(names) for _ in rows)
    learned = learn(table_of(np.array(rows), roles), KEY, MODEL, fit_exemplars)
    json.dumps(learned.to_dict(), allow_nan=False)
