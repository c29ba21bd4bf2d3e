"""The generator behind every simulated figure, and the figures themselves."""

import numpy as np
import pytest

from model.axes import AxisValues
from model.matching import fitted_model, squared_distances
from model.research.simulation import People, random_sheets, simulate_people, simulate_sitting
from model.scoring import Sheet, keyed_points, score, score_axes
from model.stability import stability
from model.verdict import significance
from tests.questions.sheets import KEY

MODEL = fitted_model()
MIDDLE = np.full((1, 7), 0.5)  # far from both ends, so that clipping hardly matters
LENGTHS = {"short": KEY.short.astype(bool), "long": np.ones(len(KEY.items), dtype=bool)}


# The generator


def test_people_lie_around_their_roles_values_as_stated():
    people = simulate_people(MIDDLE, 20_000, seed=1)
    assert people.values.mean(axis=0) == pytest.approx(np.full(7, 0.5), abs=0.005)
    assert people.values.std(axis=0) == pytest.approx(np.full(7, 0.15), abs=0.004)
    assert people.facet_gap.std() == pytest.approx(0.10, abs=0.002)
    assert people.acquiescence.std() == pytest.approx(0.06, abs=0.002)
    assert abs(people.facet_gap.mean()) < 0.002


def test_values_stay_on_the_scale_and_every_role_has_its_people():
    people = simulate_people(MODEL.centroids, 50, seed=2)
    assert people.values.min() == 0
    assert people.values.max() == 1
    assert np.bincount(people.role).tolist() == [50] * len(MODEL.roles)


def sitting_of(n=20_000, gap=0.0, acquiescence=0.0):
    people = People(
        np.zeros(n, dtype=np.int64),
        np.full((n, 7), 0.5),
        np.full((n, 7), gap),
        np.full(n, acquiescence),
    )
    return simulate_sitting(people, KEY, seed=3)


def test_the_noise_of_an_answer_is_as_stated_with_that_of_rounding_on_top():
    """√(.22² + .2²/12) of the scale, a little less for what is cut off at its ends."""
    noise = keyed_points(sitting_of(), KEY).std()
    assert noise == pytest.approx(np.sqrt(0.22**2 + 0.2**2 / 12), abs=0.005)


def test_points_are_whole_and_on_the_scale():
    assert set(np.unique(sitting_of(500))) == {1, 2, 3, 4, 5, 6}
    assert set(np.unique(random_sheets(500, KEY, seed=1))) == {1, 2, 3, 4, 5, 6}


def test_a_facet_gap_lifts_what_one_is_drawn_to_over_what_one_practised():
    means = keyed_points(sitting_of(gap=0.2), KEY).mean(axis=0)
    drawn, practised = means[KEY.facet > 0].mean(), means[KEY.facet < 0].mean()
    assert drawn - practised == pytest.approx(0.2, abs=0.01)


def test_acquiescence_lifts_every_point_whatever_its_keying():
    means = sitting_of(acquiescence=0.1).mean(axis=0)
    assert (means > 3.9).all()
    assert means[KEY.sign > 0].mean() == pytest.approx(means[KEY.sign < 0].mean(), abs=0.01)


def test_the_same_seed_makes_the_same_people_and_another_seed_others():
    one, again, other = (simulate_people(MODEL.centroids, 2, seed) for seed in (4, 4, 5))
    assert np.array_equal(one.values, again.values)
    assert not np.array_equal(one.values, other.values)
    first = simulate_sitting(one, KEY, seed=1)
    assert np.array_equal(first, simulate_sitting(one, KEY, seed=1))
    assert not np.array_equal(first, simulate_sitting(one, KEY, seed=2))


# The figures of the method


@pytest.fixture(scope="module")
def people():
    return simulate_people(MODEL.centroids, 300, seed=11)


@pytest.fixture(scope="module")
def sittings(people):
    return [simulate_sitting(people, KEY, seed) for seed in (12, 13)]


def scored(points, asked):
    return score_axes(np.where(asked, points, np.nan), asked, KEY)


def alphas(points, asked):
    """Cronbach's alpha of each axis: n/(n − 1) (1 − Σ item variances / variance of the sum)."""
    keyed = keyed_points(points, KEY)
    for axis in range(7):
        items = keyed[:, (KEY.membership[:, axis] > 0) & asked]
        n = items.shape[1]
        shared = 1 - items.var(axis=0, ddof=1).sum() / items.sum(axis=1).var(ddof=1)
        yield n / (n - 1) * shared


@pytest.mark.parametrize(("length", "least", "most"), [("short", 0.75, 0.89), ("long", 0.86, 0.95)])
def test_alpha_ranges_as_the_method_says(sittings, length, least, most):
    alpha = list(alphas(sittings[0], LENGTHS[length]))
    assert min(alpha) == pytest.approx(least, abs=0.02)
    assert max(alpha) == pytest.approx(most, abs=0.02)


@pytest.mark.parametrize(
    ("length", "first", "among_three"), [("short", 0.70, 0.96), ("long", 0.77, 0.98)]
)
def test_the_true_nearest_role_comes_first_as_often_as_the_method_says(
    people, sittings, length, first, among_three
):
    true = squared_distances(people.values, MODEL).argmin(axis=1)
    squared = squared_distances(scored(sittings[0], LENGTHS[length]), MODEL)
    places = squared.argsort(axis=1)
    assert (places[:, 0] == true).mean() == pytest.approx(first, abs=0.02)
    assert (places[:, :3] == true[:, np.newaxis]).any(axis=1).mean() == pytest.approx(
        among_three, abs=0.015
    )


@pytest.mark.parametrize(("length", "agree"), [("short", 0.61), ("long", 0.72)])
def test_two_sittings_agree_on_the_first_role_as_often_as_the_method_says(sittings, length, agree):
    one, other = (
        squared_distances(scored(points, LENGTHS[length]), MODEL).argmin(axis=1)
        for points in sittings
    )
    assert (one == other).mean() == pytest.approx(agree, abs=0.025)


def papers(points, asked, every):
    for row in points[::every]:
        yield Sheet(np.where(asked, row, np.nan), asked)


def test_the_assumed_standard_error_is_what_two_sittings_show(sittings):
    for length, answers in (("short", 4.0), ("long", 8.0)):
        one, other = (scored(points, LENGTHS[length]) for points in sittings)
        shown = (one - other).std(axis=0) / np.sqrt(2)
        assumed = MODEL.measurement.standard_error(np.array([answers]))[0]
        assert shown == pytest.approx(np.full(7, assumed), abs=0.008)


def test_the_stability_of_the_nearest_role_is_how_often_it_comes_again(sittings):
    """On average; decision 3 states less than .04 off."""
    asked = LENGTHS["short"]
    again = squared_distances(scored(sittings[1], asked), MODEL).argmin(axis=1)[::5]
    said, came = [], []
    for sheet, nearest in zip(papers(sittings[0], asked, 5), again, strict=True):
        scores = score(sheet, KEY, MODEL.measurement)
        at = squared_distances(scores.values.array[np.newaxis], MODEL)[0].argmin()
        said.append(stability(scores, MODEL)[at])
        came.append(at == nearest)
    assert np.mean(said) == pytest.approx(np.mean(came), abs=0.05)


def f_tests(points, asked, every=1):
    """What the F test says of every so many-th sheet: significant, and named."""
    for sheet in papers(points, asked, every):
        values = AxisValues(score_axes(sheet.points[np.newaxis], asked, KEY)[0])
        found = significance(sheet, values, KEY, MODEL)
        yield found.significant, found.named


@pytest.mark.parametrize(("length", "significant"), [("short", 0.05), ("long", 0.01)])
def test_the_f_test_finds_random_sheets_as_often_as_its_level_and_names_half(length, significant):
    sheets = random_sheets(4000, KEY, seed=14)
    found = np.mean(list(f_tests(sheets, LENGTHS[length])), axis=0)
    assert found == pytest.approx([significant, 0.5], abs=0.02)


@pytest.mark.parametrize(("length", "faint", "none"), [("short", 0.12, 0.01), ("long", 0.03, 0.0)])
def test_few_genuine_sittings_are_faint_and_hardly_any_is_nothing(sittings, length, faint, none):
    found = np.array(list(f_tests(sittings[0], LENGTHS[length], every=3)))
    assert 1 - found.mean(axis=0) == pytest.approx([faint, none], abs=0.025)
