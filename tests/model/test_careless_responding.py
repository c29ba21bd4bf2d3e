"""The indices against R's `careless`, the cut-offs against the project's own generator.

Reference values: data/careless.csv, made from data/sheets.csv by data/references.R.
"""

from csv import DictReader
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import model.careless_responding as careless
from model.axes import AXES
from model.careless_responding import even_odd, flag_sheets, irv, longstring, look_at_sheet
from model.inputs.faults import Faults
from model.matching import fitted_model
from model.research.simulation import random_sheets, simulate_people, simulate_sitting
from questions.bank import current_bank

DATA = Path(__file__).parent / "data"
KEY = current_bank().key
SHORT = KEY.short.astype(bool)
LENGTHS = {"short": SHORT, "long": np.ones_like(SHORT)}
PER_ROLE = 1000
ROUNDED = 0.0006  # the docstring prints three decimals

AXIS_OF_SHEETS = [axis for axis in AXES for _ in range(4)]  # of data/sheets.csv
answers = st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, float("nan")])
sheets_28 = arrays.arrays(np.float64, (3, 28), elements=answers)


def asked(points, length):
    return np.where(LENGTHS[length], points, np.nan)


@pytest.fixture(scope="module")
def genuine():
    people = simulate_people(fitted_model().centroids, PER_ROLE, seed=20260101)
    return simulate_sitting(people, KEY, seed=20260102)


@pytest.fixture(scope="module")
def random():
    return random_sheets(PER_ROLE * len(fitted_model().roles), KEY, seed=20260103)


@pytest.fixture(scope="module")
def sheets():
    return np.genfromtxt(DATA / "sheets.csv", delimiter=",", skip_header=1)


def from_r(column):
    with (DATA / "careless.csv").open() as file:
        return [float(row[column].replace("NA", "nan")) for row in DictReader(file)]


# The definitions


def test_all_three_indices_are_those_of_r_careless(sheets):
    keyed_by_axis = even_odd(sheets, AXIS_OF_SHEETS)
    np.testing.assert_array_equal(longstring(sheets), from_r("longstring"))
    np.testing.assert_allclose(irv(sheets), from_r("irv"), atol=1e-12)
    np.testing.assert_allclose(keyed_by_axis, from_r("even_odd"), atol=1e-12)


def test_a_missing_answer_ends_a_run_as_rle_in_r_does():
    nan = np.nan
    sheet = np.array([[3, 3, nan, 3, 3, 3], [nan] * 6, [nan, nan, 2, 2, nan, 2]])
    assert longstring(sheet).tolist() == [3, 1, 2]


def test_variability_divides_by_one_less_than_the_answers_given():
    assert irv(np.array([[1, 2, 3, 4, 5, 6.0]]))[0] == pytest.approx(np.sqrt(3.5))
    assert irv(np.array([[1, np.nan, 3]]))[0] == pytest.approx(np.sqrt(2))
    assert np.isnan(irv(np.array([[4, np.nan, np.nan]]))[0])


def test_even_odd_of_three_axes_is_what_a_hand_computes():
    # Odd halves 1, 4, 2 deviate by −4/3, 5/3, −1/3; even halves 2, 3, 4 by −1, 0, 1: Σ = 1.
    keyed = np.array([[1, 2, 4, 3, 2, 4.0]])
    r = 1 / np.sqrt(14 / 3 * 2)
    assert even_odd(keyed, list("aabbcc"))[0] == pytest.approx(-2 * r / (1 + r))


def test_even_odd_takes_items_by_turns_within_each_axis_however_axes_are_mixed():
    keyed = np.random.RandomState(7).randint(1, 7, (20, 28)).astype(float)
    mixed = np.random.RandomState(8).permutation(28)
    mixed = np.array(sorted(mixed, key=lambda i: (i % 4, mixed[i])))  # order kept in each axis
    of_mixed = even_odd(keyed[:, mixed], [AXIS_OF_SHEETS[i] for i in mixed])
    np.testing.assert_allclose(of_mixed, even_odd(keyed, AXIS_OF_SHEETS), atol=1e-12)


def test_disagreeing_halves_are_held_at_one():
    opposite = np.array([[1, 6, 6, 1, 3, 4.0]])
    assert even_odd(opposite, list("aabbcc"))[0] == 1


@given(sheets_28)
def test_even_odd_is_from_minus_one_to_one_or_missing(keyed):
    value = even_odd(keyed, AXIS_OF_SHEETS)
    assert np.all(np.isnan(value) | ((value >= -1 - 1e-12) & (value <= 1)))


@given(sheets_28)
def test_the_indices_do_not_care_which_end_of_the_scale_is_high(points):
    np.testing.assert_array_equal(longstring(points), longstring(7 - points))
    np.testing.assert_allclose(irv(points), irv(7 - points), atol=1e-9)
    ours, turned = (even_odd(x, AXIS_OF_SHEETS) for x in (points, 7 - points))
    np.testing.assert_allclose(ours, turned, atol=1e-6)


# One sheet


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("point", range(1, 7))
def test_one_answer_to_everything_gives_a_notice(point, length):
    found = look_at_sheet(asked(np.full(len(SHORT), float(point)), length), KEY)
    assert found.longstring == LENGTHS[length].sum()
    assert found.irv == 0
    assert {"longstring", "irv"} <= set(found.flags)
    assert found.notice


def test_skipping_a_statement_does_not_break_a_run():
    points = np.full(len(SHORT), 4.0)
    points[::5] = np.nan
    assert look_at_sheet(points, KEY).longstring == np.count_nonzero(~np.isnan(points))


def test_a_sheet_with_too_few_answers_has_no_flags():
    points = np.full(len(SHORT), np.nan)
    points[:20] = 4
    assert look_at_sheet(points, KEY).flags == ()
    points[20] = 4
    assert look_at_sheet(points, KEY).notice


def test_an_empty_sheet_has_no_values_and_no_notice():
    found = look_at_sheet(np.full(len(SHORT), np.nan), KEY)
    assert found.to_dict() == {
        "longstring": 0,
        "irv": None,
        "even_odd": None,
        "flags": [],
        "notice": False,
    }


@given(arrays.arrays(np.float64, (2, len(SHORT)), elements=answers))
def test_one_sheet_has_the_flags_it_has_among_many(points):
    for sheet, flags in zip(points, flag_sheets(points, KEY), strict=True):
        found = look_at_sheet(sheet, KEY)
        assert [name in found.flags for name in careless.INDICES] == flags.tolist()
        assert found.notice == (flags.sum() >= 2)


def test_a_person_who_answers_both_keyings_alike_in_meaning_has_no_flags():
    value = np.array([1 + AXES.index(item.axis) % 6 for item in KEY.items], dtype=float)
    found = look_at_sheet(np.where(KEY.sign > 0, value, 7 - value), KEY)
    assert found.even_odd == pytest.approx(-1)
    assert found.flags == ()
    assert not found.notice


def test_one_index_alone_gives_no_notice(random):
    flags = flag_sheets(random, KEY)
    alone = random[np.flatnonzero(flags.sum(axis=1) == 1)[0]]
    assert look_at_sheet(alone, KEY).flags == ("even_odd",)
    assert not look_at_sheet(alone, KEY).notice


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: longstring(np.array([1.0, 2.0])),
        lambda: irv(np.empty((3, 0))),
        lambda: even_odd(np.ones((2, 3)), ["a", "b"]),
        lambda: even_odd(np.ones((2, 2)), ["a", "a"]),
        lambda: look_at_sheet(np.ones(3), KEY),
        lambda: flag_sheets(np.ones((2, 3)), KEY),
    ],
)
def test_what_is_no_table_of_these_items_is_refused(wrong):
    with pytest.raises(Faults):
        wrong()


# The cut-offs, and the figures of the module's docstring


@pytest.mark.parametrize(
    ("length", "longest", "variability", "inconsistency"),
    [("short", 5, 1.14, -0.48), ("long", 5, 1.21, -0.73)],
)
def test_the_quantiles_behind_the_cut_offs_are_as_documented(
    genuine, length, longest, variability, inconsistency
):
    chosen = genuine[:, LENGTHS[length]]
    turned = np.where(KEY.sign > 0, genuine, 7 - genuine)[:, LENGTHS[length]]
    axes = [item.axis for item, used in zip(KEY.items, LENGTHS[length], strict=True) if used]
    assert np.quantile(longstring(chosen), 0.99) == longest < careless.LONGSTRING
    assert np.quantile(irv(chosen), 0.01).round(2) == variability > careless.IRV
    assert np.nanquantile(even_odd(turned, axes), 0.95).round(2) == inconsistency
    assert inconsistency < careless.EVEN_ODD


@pytest.mark.parametrize(
    ("length", "alone", "notice"),
    [("short", [0.000, 0.005, 0.022], 0.001), ("long", [0.000, 0.001, 0.003], 0.000)],
)
def test_simulated_people_are_left_in_peace_as_often_as_documented(genuine, length, alone, notice):
    flags = flag_sheets(asked(genuine, length), KEY)
    assert flags.mean(axis=0) == pytest.approx(alone, abs=ROUNDED)
    assert (flags.sum(axis=1) >= 2).mean() == pytest.approx(notice, abs=ROUNDED)


@pytest.mark.parametrize(("length", "inconsistent"), [("short", 0.626), ("long", 0.620)])
def test_random_sheets_are_left_to_the_f_test(random, length, inconsistent):
    flags = flag_sheets(asked(random, length), KEY)
    assert flags.mean(axis=0) == pytest.approx([0, 0, inconsistent], abs=ROUNDED)
    assert (flags.sum(axis=1) >= 2).mean() < 0.001


def test_no_role_is_told_more_than_twice_in_a_hundred(genuine):
    flags = flag_sheets(asked(genuine, "short"), KEY)
    by_role = (flags.sum(axis=1) >= 2).reshape(-1, PER_ROLE).mean(axis=1)
    assert by_role.max() <= 0.02


def test_most_who_stop_reading_halfway_are_told(genuine):
    halfway = asked(genuine, "short")
    halfway[:, 14:28] = 5
    assert (flag_sheets(halfway, KEY).sum(axis=1) >= 2).mean() > 0.5
