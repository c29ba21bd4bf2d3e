"""Answers in, scale scores and standard errors out."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.axes import AXES, AxisValues
from model.inputs.faults import Faults
from model.matching import fitted_model
from model.scoring import Measurement, ScoringKey, keyed_points, score, score_axes
from tests.model.small import FOUR, key_of
from tests.questions.sheets import KEY, sheets

MEASUREMENT = fitted_model().measurement


def scored(answers, key=KEY):
    return score(key.sheet(answers), key, MEASUREMENT)


def same(a, b):
    return np.array_equal(a.array, b.array, equal_nan=True)


# Properties


@given(sheets(), st.sets(st.sampled_from(KEY.ids)))
def test_the_opposite_answer_to_a_mirrored_item_scores_the_same(answers, mirrored):
    turn = {"+": "-", "-": "+"}
    items = (replace(i, keying=turn[i.keying]) if i.id in mirrored else i for i in KEY.items)
    opposite = {
        item: 7 - point if point and item in mirrored else point for item, point in answers.items()
    }
    mirror = scored(opposite, ScoringKey(tuple(items)))
    plain = scored(answers)
    for name in ("values", "drawn_to", "practised", "standard_errors"):
        np.testing.assert_allclose(
            getattr(mirror, name).array, getattr(plain, name).array, atol=1e-12, rtol=0
        )


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert same(scored(dict(shuffled)).values, scored(answers).values)


@given(sheets())
def test_values_lie_between_0_and_1_and_have_an_error_where_they_are(answers):
    scores = scored(answers)
    present = scores.values.present
    assert ((scores.values.array[present] >= 0) & (scores.values.array[present] <= 1)).all()
    assert (scores.standard_errors.array[present] > 0).all()
    assert np.array_equal(present, scores.standard_errors.present)


@given(sheets())
def test_a_value_lies_between_its_facets(answers):
    scores = scored(answers)
    facets = np.array([scores.drawn_to.array, scores.practised.array])[:, scores.values.present]
    value = scores.values.array[scores.values.present]
    assert (value >= np.nanmin(facets, axis=0) - 1e-12).all()
    assert (value <= np.nanmax(facets, axis=0) + 1e-12).all()


@given(st.lists(sheets(), min_size=1, max_size=4))
def test_many_people_score_as_each_alone(people):
    papers = [KEY.sheet(answers) for answers in people]
    together = score_axes(
        np.array([p.points for p in papers]), np.array([p.asked for p in papers]), KEY
    )
    alone = [scored(answers).values.array for answers in people]
    np.testing.assert_allclose(together, alone, atol=1e-12, rtol=0)


# By hand


def test_the_score_is_the_percent_of_maximum_possible():
    """Keyed points 5, 6, 2, 3 of 1 to 6: mean 4, of which (4 − 1)/5 = .6."""
    scores = scored({"i0": 5, "i1": 1, "i2": 2, "i3": 4}, FOUR)
    assert scores.values["team"] == pytest.approx(0.6)
    assert scores.drawn_to["team"] == pytest.approx(0.9)  # (5.5 − 1)/5
    assert scores.practised["team"] == pytest.approx(0.3)  # (2.5 − 1)/5
    assert scores.values.missing == tuple(axis for axis in AXES if axis != "team")


def test_the_ends_of_the_scale_are_0_and_1():
    assert scored({"i0": 6, "i1": 1, "i2": 6, "i3": 1}, FOUR).values["team"] == 1
    assert scored({"i0": 1, "i1": 6, "i2": 1, "i3": 6}, FOUR).values["team"] == 0


def test_keyed_points_are_fractions_turned_to_the_high_end():
    points = np.array([1.0, 1.0, 4.0, np.nan])
    np.testing.assert_allclose(keyed_points(points, FOUR), [0, 1, 0.6, np.nan])


@pytest.mark.parametrize(
    ("items", "error"),
    [
        # SD √(1 − n r/(1 + (n − 1) r)) with r = .30, SD = .16; reliabilities by hand:
        (1, 0.16 * math.sqrt(1 - 0.30)),
        (2, 0.16 * math.sqrt(1 - 0.6 / 1.3)),
        (3, 0.16 * math.sqrt(1 - 0.9 / 1.6)),
        (4, 0.16 * math.sqrt(1 - 1.2 / 1.9)),
        (8, 0.16 * math.sqrt(1 - 2.4 / 3.1)),
    ],
)
def test_standard_errors_are_those_of_spearman_and_brown(items, error):
    measured = Measurement(0.30, 0.16, "spearman_brown")
    assert measured.standard_error(np.array([items * 1.0])) == pytest.approx(error)


@pytest.mark.parametrize(
    ("items", "times"), [(1, 2), (2, math.sqrt(2)), (4, 1), (8, math.sqrt(0.5))]
)
def test_by_number_the_error_of_four_falls_with_the_root_of_how_many(items, times):
    error = 0.16 * math.sqrt(1 - 1.2 / 1.9) * times
    assert Measurement(0.30, 0.16).standard_error(np.array([items * 1.0])) == pytest.approx(error)


def test_four_items_have_an_error_of_about_a_tenth():
    assert MEASUREMENT.standard_error(np.array([4.0]))[0] == pytest.approx(0.0971, abs=5e-5)


def test_no_answers_have_no_standard_error():
    assert np.isnan(MEASUREMENT.standard_error(np.array([0.0]))).all()


def test_items_that_all_say_the_same_leave_no_error():
    errors = Measurement(1.0, 0.16).standard_error(np.array([0.0, 4.0]))
    np.testing.assert_array_equal(errors, [np.nan, 0])


def test_fewer_answers_are_less_certain():
    three = scored({"i0": 5, "i1": 1, "i2": 2, "i3": None}, FOUR).standard_errors["team"]
    four = scored({"i0": 5, "i1": 1, "i2": 2, "i3": 4}, FOUR).standard_errors["team"]
    assert three > four


# Skips


def test_three_of_four_asked_items_are_enough_and_two_are_not():
    three = {"i0": 6, "i1": 1, "i2": 6, "i3": None}
    assert scored(three, FOUR).values["team"] == 1
    assert scored({**three, "i2": None}, FOUR).values["team"] is None


def test_three_quarters_are_counted_of_what_was_asked():
    two_asked = {"i0": 6, "i1": 1}
    assert scored(two_asked, FOUR).values["team"] == 1
    assert scored({"i0": 6, "i1": None}, FOUR).values["team"] is None


def test_three_quarters_of_seven_are_six():
    seven = key_of(*[("team", "drawn_to", "+")] * 7)
    answers = {f"i{at}": 6 for at in range(7)}
    assert scored({**answers, "i0": None}, seven).values["team"] == 1
    assert scored({**answers, "i0": None, "i1": None}, seven).values["team"] is None


def test_where_nothing_of_the_short_length_was_asked_the_rest_must_suffice():
    long_only = ScoringKey(tuple(replace(item, short=False) for item in FOUR.items))
    assert scored({"i0": 6, "i1": 1, "i2": None, "i3": None}, long_only).values["team"] is None
    assert scored({"i0": 6, "i1": 1, "i2": 6, "i3": None}, long_only).values["team"] == 1


def test_a_skipped_item_counts_as_asked_and_an_absent_one_does_not():
    scores = scored({"i0": 6, "i1": None}, FOUR)
    team = AXES.index("team")
    assert (scores.answered[team], scores.asked[team]) == (1, 2)


def test_five_of_eight_suffice_when_the_short_length_had_its_three():
    team = [item for item in KEY.items if item.axis == "team"]
    short = {item.id: 4 for item in team if item.short}
    later = {item.id: None for item in team if not item.short}
    assert scored({**short, **later}).values["team"] is not None
    first, *_ = short
    assert scored({**short, first: None, **later}).values["team"] is not None
    assert scored({**dict.fromkeys(short), **dict.fromkeys(later, 4)}).values["team"] is None


def test_six_of_eight_suffice_whichever_were_skipped():
    team = [item.id for item in KEY.items if item.axis == "team"]
    for skipped in (team[:2], team[2:4], team[-2:]):
        answers = {**dict.fromkeys(team, 4), **dict.fromkeys(skipped)}
        assert scored(answers).values["team"] is not None


def test_a_sheet_of_skips_has_no_values_and_no_warnings():
    scores = scored(dict.fromkeys(KEY.ids))
    assert scores.values.missing == AXES
    assert not scores.facets_differ(2.69).any()


# Facets


def test_facets_differ_only_beyond_so_many_standard_errors_of_the_difference():
    """Two answers a facet: each SE .0971 √2, the difference's √2 times that, .194."""
    far = {"i0": 6, "i1": 1, "i2": 3, "i3": 4}  # 1 against .4: 3.1 standard errors
    assert scored(far, FOUR).facets_differ(2.69)[AXES.index("team")]
    near = {"i0": 5, "i1": 2, "i2": 3, "i3": 4}  # .8 against .4: 2.1 standard errors
    assert not scored(near, FOUR).facets_differ(2.69)[AXES.index("team")]
    assert scored(near, FOUR).facets_differ(1.96)[AXES.index("team")]
    error = scored(near, FOUR).facet_error[AXES.index("team")]
    assert error == pytest.approx(2 * 0.16 * math.sqrt(0.7 / 1.9))


def test_the_rules_of_today_ask_for_2_69_standard_errors():
    assert fitted_model().rules.facets_differ == 2.69


@pytest.mark.parametrize("skipped", ["i0", "i3"])
def test_the_error_of_a_difference_joins_those_of_both_facets(skipped):
    """One answer and two: twice the error of four, and √2 times it, whichever facet has which."""
    error = scored({**dict.fromkeys(FOUR.ids, 4), skipped: None}, FOUR).facet_error
    assert error[AXES.index("team")] == pytest.approx(0.16 * math.sqrt(0.7 / 1.9 * (4 + 2)))


@pytest.mark.parametrize(("gap", "differ"), [(0.48, False), (0.49, False), (0.50, True)])
def test_a_quarter_of_an_axis_as_error_makes_of_49_hundredths_no_difference(gap, differ):
    """1.96 × .25 = .49, whichever facet is the higher one."""
    plain = scored({"i0": 5, "i1": 2, "i2": 3, "i3": 4}, FOUR)
    lower, higher = AxisValues.of({"team": 0.0}), AxisValues.of({"team": gap})
    for facets in (
        {"drawn_to": lower, "practised": higher},
        {"drawn_to": higher, "practised": lower},
    ):
        errors = np.array([[0.15], [0.20]]) * np.ones(len(AXES))  # together .25
        scores = replace(plain, **facets, facet_errors=errors)
        assert scores.facets_differ(1.96)[AXES.index("team")] == differ


def test_a_facet_without_answers_has_no_value_and_does_not_differ():
    scores = scored({"i0": 6, "i1": 1}, FOUR)
    assert scores.practised["team"] is None
    assert not scores.facets_differ(2.69).any()


# The key


def test_a_key_lays_its_items_out_in_numbers():
    items = (*FOUR.items[:3], replace(FOUR.items[3], axis="scope", short=False))
    key = ScoringKey(items)
    assert key.ids == ("i0", "i1", "i2", "i3")
    assert key.axes == ("team", "team", "team", "scope")
    assert key.sign.tolist() == [1, -1, 1, -1]
    assert key.facet.tolist() == [1, 1, -1, -1]
    assert key.short.tolist() == [1, 1, 1, 0]
    team, scope = AXES.index("team"), AXES.index("scope")
    assert key.membership[:, team].tolist() == [1, 1, 1, 0]
    assert key.membership[:, scope].tolist() == [0, 0, 0, 1]
    assert key.short_membership[:, scope].tolist() == [0, 0, 0, 0]
    assert key.membership.sum() == 4


# Bad answers


@pytest.mark.parametrize("point", [0, 7, -1, 3.0, 3.5, "3", True, [3], float("nan")])
def test_a_point_off_the_scale_is_refused(point):
    with pytest.raises(Faults, match="is not a point of the scale"):
        KEY.sheet({"making_things_myself": point})


def test_all_bad_answers_are_named_at_once_with_a_guess_at_what_was_meant():
    with pytest.raises(Faults) as refusal:
        KEY.sheet({"making_things_mysel": 3, "zzz": 1, "closed_box": 9, "bored_by_dates": 4})
    assert [str(fault) for fault in refusal.value.faults] == [
        "answer 'making_things_mysel': there is no such item. Did you mean 'making_things_myself'.",
        "answer 'zzz': there is no such item. Use the ids of this instrument.",
        "answer 'closed_box': 9 is not a point of the scale. "
        "Give a whole number from 1 to 6, or null for skipped.",
    ]
