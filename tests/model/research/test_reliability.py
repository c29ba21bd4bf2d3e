"""Alpha, omega and item-rest correlations against R's psych; the rest by hand and by simulation.

Reference values: data/psych.csv, item_rest.csv and bfi.csv, made by data/references.R.
"""

from contextlib import suppress
from csv import DictReader
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from model.axes import AXES
from model.inputs.faults import Faults
from model.matching import fitted_model, squared_distances
from model.research.one_factor import minres
from model.research.reliability import (
    Named,
    alpha,
    alpha_of,
    classification_consistency,
    item_rest_correlations,
    omega,
    omega_of,
    pairwise_covariance,
    sem,
)
from model.research.simulation import simulate_people, simulate_sitting
from model.scoring import keyed_points, score_axes
from questions.bank import current_bank

DATA = Path(__file__).parents[1] / "data"
KEY = current_bank().key
SHORT = KEY.short.astype(bool)
MODEL = fitted_model()
NAN = float("nan")

# psych 2.2.9 on its data set bfi, to 6 decimals.
ALPHA = {"A": 0.703018, "C": 0.726735, "E": 0.761733, "N": 0.813963, "O": 0.600173}
OMEGA = {"A": 0.724664, "C": 0.733831, "E": 0.763184, "N": 0.817582, "O": 0.618462}


def rows(name, table):
    with (DATA / name).open() as file:
        return [row for row in DictReader(file) if row["table"] == table]


def bfi(table, kind):
    of_table = rows("bfi.csv", table)
    return np.array([[float(row[f"{kind}_{i}"]) for i in range(1, 6)] for row in of_table])


def psych(table):
    (row,) = rows("psych.csv", table)
    return {name: float(value) for name, value in row.items() if name != "table"}


@pytest.fixture(scope="module")
def responses():
    return np.genfromtxt(DATA / "responses.csv", delimiter=",", skip_header=1)


@pytest.fixture(scope="module")
def complete(responses):
    return responses[~np.isnan(responses).any(axis=1)]


def one_factor(loadings):
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1)
    return matrix


def simulated(seed, people=60, items=5):
    random = np.random.RandomState(seed)
    return random.normal(size=(people, 1)) + random.normal(size=(people, items))


seeds = st.integers(0, 2**31)


# Agreement with R


@pytest.mark.parametrize("scale", ALPHA)
def test_alpha_of_the_bfi_is_that_of_psych(scale):
    covariance = bfi(scale, "covariance")
    assert round(alpha_of(covariance), 6) == ALPHA[scale]
    assert alpha_of(covariance) == pytest.approx(psych(scale)["alpha"], abs=1e-12)


@pytest.mark.parametrize("scale", OMEGA)
def test_omega_of_the_bfi_is_that_of_psych(scale):
    correlation = bfi(scale, "correlation")
    assert round(omega_of(correlation), 6) == OMEGA[scale]
    assert omega_of(correlation) == pytest.approx(psych(scale)["omega"], abs=1e-6)


def test_alpha_with_missing_answers_is_that_of_psych(responses):
    assert np.isnan(responses).any()
    assert alpha(responses) == pytest.approx(psych("responses")["alpha"], abs=1e-12)


def test_omega_leaves_incomplete_rows_out_as_the_reference_does(responses, complete):
    assert omega(responses) == pytest.approx(psych("responses")["omega"], abs=1e-6)
    assert omega(responses) == omega(complete)


def test_item_rest_correlations_with_missing_answers_are_those_of_psych(responses):
    expected = [float(row["rest"]) for row in rows("item_rest.csv", "responses")]
    np.testing.assert_allclose(item_rest_correlations(responses), expected, atol=1e-12)


def test_the_standard_error_of_complete_rows_is_that_of_their_means(complete):
    figures = psych("responses")
    assert alpha(complete) == pytest.approx(figures["alpha_of_complete"], abs=1e-12)
    assert sem(complete) == pytest.approx(figures["sem_of_complete"], abs=1e-12)


# What must hold


@given(seeds)
def test_alpha_and_omega_do_not_depend_on_the_order_of_people_or_items(seed):
    table = simulated(seed)
    random = np.random.RandomState(seed)
    shuffled = random.permutation(table)[:, random.permutation(5)]
    assert alpha(shuffled) == pytest.approx(alpha(table))
    assert omega(shuffled) == pytest.approx(omega(table), abs=1e-8)


@given(seeds)
def test_another_unit_changes_the_standard_error_alone(seed):
    table = simulated(seed)
    assert alpha(7 - 3 * table) == pytest.approx(alpha(table))
    assert omega(7 - 3 * table) == pytest.approx(omega(table), abs=1e-8)
    assert sem(7 - 3 * table) == pytest.approx(3 * sem(table))


@given(seeds)
def test_item_rest_correlations_of_complete_rows_are_plain_correlations(seed):
    table = simulated(seed)
    plain = [np.corrcoef(table[:, i], np.delete(table, i, 1).sum(1))[0, 1] for i in range(5)]
    np.testing.assert_allclose(item_rest_correlations(table), plain, atol=1e-9)


@given(seeds)
def test_no_loadings_leave_less_than_those_of_minres(seed):
    correlation = np.corrcoef(simulated(seed), rowvar=False)

    def left(loadings):
        residual = correlation - np.outer(loadings, loadings)
        return (residual[np.triu_indices(5, 1)] ** 2).sum()

    ours = minres(correlation)
    found = minimize(left, np.full(5, 0.7), method="BFGS", options={"gtol": 1e-10})
    assert left(ours) <= left(found.x) + 1e-12


@given(st.lists(st.floats(0.3, 0.9), min_size=3, max_size=8))
def test_omega_of_one_exact_factor_is_its_share_of_the_sum(loadings):
    loadings = np.array(loadings)
    common = loadings.sum() ** 2
    own = (1 - loadings**2).sum()
    assert omega_of(one_factor(loadings)) == pytest.approx(common / (common + own), abs=1e-6)


def test_alpha_is_omega_where_all_items_load_alike():
    correlation = one_factor(np.full(6, 0.6))
    assert alpha_of(correlation) == pytest.approx(omega_of(correlation), abs=1e-9)


def test_missing_answers_are_left_out_pair_by_pair():
    table = np.array([[1, 2, 5], [2, 4, NAN], [3, 3, 1], [NAN, 5, 2], [5, 6, 4.0]])
    both = ~np.isnan(table[:, [0, 2]]).any(axis=1)
    by_hand = np.cov(table[both][:, [0, 2]], rowvar=False)[0, 1]
    assert pairwise_covariance(table)[0, 2] == pytest.approx(by_hand)


def test_a_known_reliability_gives_the_textbook_standard_error():
    # Means 1.5, 1.5, 3.5, 3.5 vary by 4/3; √(4/3 · (1 − .91)) = .3464
    table = [[1, 2], [2, 1], [3, 4], [4, 3]]
    assert sem(table, 0.91) == pytest.approx(np.sqrt(4 / 3 * 0.09))


@pytest.mark.parametrize(("length", "low", "high"), [("short", 0.74, 0.89), ("long", 0.78, 0.95)])
def test_the_generator_gives_the_reliability_it_was_made_for(length, low, high):
    people = simulate_people(MODEL.centroids, 500, seed=20260101)
    keyed = keyed_points(simulate_sitting(people, KEY, seed=20260102), KEY)
    used = SHORT if length == "short" else np.ones_like(SHORT)
    columns = [used & (KEY.membership[:, axis] > 0) for axis in range(len(AXES))]
    alphas = [alpha(keyed[:, chosen]) for chosen in columns]
    assert low - 0.01 <= min(alphas)
    assert max(alphas) <= high + 0.01


# Bad input


def faults_of(call):
    with pytest.raises(Faults) as refused:
        call()
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize("figure", [alpha, omega, sem, item_rest_correlations])
@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([], "this is an array of shape (0,)"),
        (np.empty((0, 4)), "there is nobody"),
        (np.empty((4, 0)), "too few items: 0"),
        ([[1, 2, 3]], "there is one person"),
        ([[1], [2], [3]], "too few items: 1"),
        ([[1, 2], [1]], "the rows are not equally long"),
        ([[1, 2, 3], [2, 2, 1], [4, 2, 5]], "item 2: everybody who answered gave the same"),
        ([[1, NAN, 3], [2, NAN, 1], [4, NAN, 5]], "item 2: nobody answered"),
        ([[1, NAN, 3], [2, 4, 1], [4, NAN, 5]], "item 2: one person answered"),
        ([[1, 2, 3], [2, "often", 1], [4, 2, 5]], "row 2, item 2: 'often' is not a finite"),
        ([[1, 2, 3], [2, 5, 1], [4, 2, -np.inf]], "row 3, item 3: '-inf' is not a finite"),
        (np.full((5, 4), NAN), "item 4: nobody answered"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_place(figure, table, said):
    assert any(said in fault for fault in faults_of(lambda: figure(table)))


def test_everything_wrong_with_a_table_is_said_at_once():
    table = [[1, 3, NAN, "x"], [np.inf, 3, NAN, 2], [2, 3, NAN, 4]]
    said = faults_of(lambda: alpha(table, ["maps", "calls", "plans", "teams"]))
    assert [fault.split(":")[0] for fault in said] == [
        "responses, row 1, teams",
        "responses, row 2, maps",
        "responses, calls",
        "responses, plans",
    ]


def test_pairs_that_nobody_answered_both_of_are_named():
    table = np.array([[1, 2, NAN], [2, 1, NAN], [3, NAN, 4], [4, NAN, 1.0]])
    assert faults_of(lambda: alpha(table, ["a", "b", "c"]))[0].startswith("b and c: fewer than two")


def test_singular_correlations_are_refused_with_the_items_that_repeat():
    table = simulated(1)
    table[:, 3] = 2 * table[:, 1] + 1
    said = faults_of(lambda: omega(table, list("abcde")))
    assert "singular: b, d follow from each other" in said[0]


def test_omega_is_refused_where_too_few_rows_are_complete():
    table = np.array([[1, 2, NAN], [2, NAN, 1], [3, 1, 4], [NAN, 5, 2], [4, 4, NAN]])
    assert "rows with every answer: there is one person" in faults_of(lambda: omega(table))[0]


def test_a_factor_that_explains_an_item_wholly_is_refused():
    impossible = np.array([[1, 0.9, 0.9], [0.9, 1, 0.7], [0.9, 0.7, 1]])  # λ₁² = .9 · .9 / .7
    assert faults_of(lambda: omega_of(impossible))[0].startswith("item 1: one factor explains")


def test_items_without_anything_in_common_have_no_omega():
    assert "no factor is common" in faults_of(lambda: omega_of(np.eye(4)))[0]


def test_items_that_cancel_out_have_no_alpha():
    table = np.array([[1, 4], [2, 3], [3, 2], [4, 1.0]])
    assert "cancel out" in faults_of(lambda: alpha(table))[0]


def test_a_reliability_off_its_scale_is_refused():
    table = simulated(2)
    assert "1.2 is not from 0 to 1" in faults_of(lambda: sem(table, 1.2))[0]
    assert "nan is not from 0 to 1" in faults_of(lambda: sem(table, NAN))[0]


@pytest.mark.parametrize(
    "wrong",
    [np.ones((2, 3)), np.eye(1), np.array([[1, NAN], [NAN, 1]]), np.array([[1, 2], [0, 1]])],
)
def test_what_is_no_covariance_matrix_is_refused(wrong):
    assert faults_of(lambda: alpha_of(wrong))[0].startswith("matrix: ")


def test_covariances_have_no_omega():
    assert "diagonal is not 1" in faults_of(lambda: omega_of(bfi("A", "covariance")))[0]


@given(seeds, st.floats(0, 0.7))
def test_a_figure_is_refused_or_finite_and_never_nan(seed, missing):
    random = np.random.RandomState(seed)
    table = np.clip(simulated(seed, people=8, items=4).round() + 3, 1, 6)
    table[random.rand(*table.shape) < missing] = NAN
    for figure in (alpha, omega, sem, item_rest_correlations):
        with suppress(Faults):
            assert np.isfinite(figure(table)).all()


# Two sittings

FAMILIES = {"cto": "technology", "cio": "technology", "pm": "product"}


def test_a_sitting_agrees_with_itself_wholly():
    sitting = [Named("cto", ("cto", "pm")), Named("pm", ())]
    same = classification_consistency(sitting, sitting, FAMILIES)
    assert (same.nearest, same.family, same.shown, same.shown_if_any) == (1, 1, 1, 1)


def test_consistency_is_what_a_hand_counts():
    first = [
        Named("cto", ("cto",)),
        Named("cto", ("cto", "pm")),
        Named("pm", ()),
        Named("pm", ()),
        Named(None, ()),
    ]
    second = [
        Named("cio", ("cio",)),
        Named("cto", ("pm", "cto")),
        Named("pm", ()),
        Named("cto", ("cto",)),
        Named("pm", ()),
    ]
    found = classification_consistency(first, second, FAMILIES)
    assert (found.people, found.with_nearest) == (5, 4)
    assert found.nearest == 2 / 4
    assert found.family == 3 / 4
    assert found.shown == 3 / 5
    assert found.shown_if_any == pytest.approx(1 / 3)


@pytest.mark.parametrize(("length", "agree"), [("short", 0.62), ("long", 0.72)])
def test_two_simulated_sittings_agree_on_the_nearest_role_about_two_times_in_three(length, agree):
    people = simulate_people(MODEL.centroids, 300, seed=20260101)
    sittings = []
    for seed in (20260102, 20260105):
        points = simulate_sitting(people, KEY, seed)
        points = np.where(SHORT, points, NAN) if length == "short" else points
        nearest = squared_distances(score_axes(points, ~np.isnan(points), KEY), MODEL).argmin(1)
        sittings.append([Named(MODEL.roles[i], (MODEL.roles[i],)) for i in nearest])
    families = dict(zip(MODEL.roles, MODEL.families, strict=True))
    found = classification_consistency(*sittings, families)
    assert found.nearest == pytest.approx(agree, abs=0.03)
    assert found.nearest < found.family
    assert found.shown == found.nearest


def test_sittings_that_cannot_be_compared_are_refused_with_everything_wrong():
    first, second = [Named("cto", ("cfo",))], [Named("cto", ()), Named("ceo", ())]
    said = faults_of(lambda: classification_consistency(first, second, FAMILIES))
    assert said[0].startswith("sittings: 1 people sat once and 2 sat again")
    assert [fault.split(":")[0] for fault in said[1:]] == ["role 'ceo'", "role 'cfo'"]
    assert "nobody" in faults_of(lambda: classification_consistency([], [], FAMILIES))[0]
