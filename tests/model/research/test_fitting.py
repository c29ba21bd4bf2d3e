"""The artefact is what scikit-learn fits, and numpy answers as scikit-learn does."""

import numpy as np
import pytest
from joblib.externals.loky.backend import context
from scipy import stats

from model.matching import fitted_model, order, squared_distances
from model.research.fitting import ARTEFACT, fit, scale, write
from model.roles import role_book

MODEL = fitted_model()
BOOK = role_book()
BAND = 1e-4  # of d² between the two nearest roles, inside which our own tie rule decides


@pytest.fixture(scope="module")
def fitted():
    return fit(BOOK)


@pytest.fixture(scope="module")
def people():
    """Seven uniform values each: everywhere on the scale, not only near the roles."""
    return np.random.RandomState(7).uniform(0, 1, (10_000, 7))


def test_refitting_reproduces_the_artefact_to_the_letter(tmp_path):
    write(tmp_path / "fitted.json")
    again = "model/fitted.json is not what roles.toml gives. Run: python -m model.research.fitting"
    assert (tmp_path / "fitted.json").read_bytes() == ARTEFACT.read_bytes(), again


def test_numpy_names_the_role_that_scikit_learn_names(fitted, people):
    squared = squared_distances(people, MODEL)
    two = np.sort(squared, axis=1)[:, :2]
    decided = two[:, 1] - two[:, 0] > BAND
    ours = np.array(MODEL.roles)[squared.argmin(axis=1)]
    theirs = fitted.predict(people / scale(BOOK))
    assert decided.mean() > 0.999
    assert (ours == theirs)[decided].all()


def test_where_nobody_tells_the_number_of_cores_the_two_are_compared_too(monkeypatch):
    """As in many containers: joblib, in which scikit-learn asks, then warns."""
    monkeypatch.setattr(context, "physical_cores_cache", None)
    monkeypatch.setattr(context, "_count_physical_cores_linux", lambda: 0)
    assert context.cpu_count(only_physical_cores=True) >= 1


def test_numpy_gives_the_probabilities_that_scikit_learn_means(fitted, people):
    """Its `predict_proba` leaves out the ½: the softmax is of half the decision function."""
    half = fitted.decision_function(people / scale(BOOK)) / 2
    theirs = np.exp(half - half.max(axis=1, keepdims=True))
    theirs /= theirs.sum(axis=1, keepdims=True)
    places = [list(fitted.classes_).index(role) for role in MODEL.roles]
    minus = -squared_distances(people, MODEL) / 2
    ours = np.exp(minus - minus.max(axis=1, keepdims=True))
    ours /= ours.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(ours, theirs[:, places], atol=1e-5)


def test_a_tie_goes_by_our_order_where_scikit_learn_takes_the_alphabet(fitted):
    """Half way between product manager and senior, who differ in three axes only."""
    manager, senior = MODEL.roles.index("product_manager"), 3
    middle = (MODEL.centroids[manager] + MODEL.centroids[senior]) / 2
    squared = squared_distances(middle[np.newaxis], MODEL)[0]
    assert abs(squared[manager] - squared[senior]) < 1e-9
    assert order(squared)[:2] == [manager, senior]


def test_the_centroids_are_the_roles_values():
    np.testing.assert_allclose(MODEL.centroids, BOOK.centroids(), atol=1e-6)


def test_the_sigma_points_leave_the_scale_as_it_is(fitted):
    """Two points a role at c ± s/√2 pool to a deviation of s, here 1."""
    np.testing.assert_allclose(fitted.within_class_std_dev_, np.ones(7), atol=1e-12)


def test_the_critical_values_cut_off_what_their_names_say():
    degrees = np.arange(1, 8)
    assert stats.chi2.sf(MODEL.chi_squared_99, degrees) == pytest.approx(np.full(7, 0.01))
    between = np.arange(1, 7)[:, np.newaxis]
    assert set(MODEL.f_quantiles) == {0.50, 0.95, 0.99}
    for share, table in MODEL.f_quantiles.items():
        within = np.arange(1, table.shape[1] + 1)
        np.testing.assert_allclose(stats.f.cdf(table, between, within), share, atol=1e-6)


@pytest.mark.parametrize(
    ("between", "within", "critical"),
    [(1, 1, 161.4), (6, 12, 3.00), (6, 13, 2.92), (6, 29, 2.43), (4, 10, 3.48)],
)
def test_the_critical_values_of_f_are_those_of_the_printed_tables(between, within, critical):
    assert MODEL.f_limit(0.95, between, within) == pytest.approx(critical, abs=0.05)


def test_the_critical_value_of_chi_squared_is_that_of_the_printed_table():
    assert MODEL.chi_squared_99.round(2).tolist() == [
        6.63, 9.21, 11.34, 13.28, 15.09, 16.81, 18.48,
    ]  # fmt: skip
