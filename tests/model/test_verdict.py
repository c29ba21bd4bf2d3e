"""What may honestly be said: one role, two, a short list, or none."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from model.assessment import assess
from model.axes import AXES, HEADLINE, AxisValues
from model.matching import fitted_model
from model.research.simulation import random_sheets
from model.scoring import keyed_points, score
from model.verdict import Significance, decide, significance, too_incomplete
from tests.model.small import key_of
from tests.questions.sheets import BANK, KEY, item_ids, sheets, uniform

MODEL = fitted_model()
LENGTHS = ("short", "long")
FOUND = Significance(9.0, 2.9, 6, 13, True, 0.95, True)
FAINT = Significance(2.0, 2.9, 6, 13, False, 0.95, True)
NOT_FOUND = Significance(0.9, 2.9, 6, 13, False, 0.95, False)
LEVEL = {28: 0.05, 56: 0.01}  # whoever sharpens is looked at again
ALL_AXES = AxisValues.of(dict.fromkeys(AXES, 0.5))


def said(answers):
    return assess(answers, KEY, MODEL).verdict


def answers_at(values, length):
    """The nearest points to these axis values, item by item."""
    value = dict(zip(AXES, values, strict=True))
    return {
        item.id: round(1 + 5 * (value[item.axis] if item.keying == "+" else 1 - value[item.axis]))
        for item in BANK.items_of(length)
    }


def answers_of(role, length):
    return answers_at(MODEL.centroids[MODEL.roles.index(role)], length)


# Each kind, from a worked sheet


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize(
    ("role", "kind", "shown"),
    [
        ("chief_technology_officer", "clear", ["chief_technology_officer"]),
        ("product_marketing_manager", "clear", ["product_marketing_manager"]),
        ("vp_product", "between", ["vp_product", "chief_product_officer"]),
    ],
)
def test_whoever_answers_as_a_role_is_told(role, kind, shown, length):
    verdict = said(answers_of(role, length))
    assert (verdict.kind, list(verdict.shown), verdict.reason) == (kind, shown, None)


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("role", MODEL.roles)
def test_whoever_answers_as_a_role_finds_it_among_the_shown(role, length):
    assert said(answers_of(role, length)).shown[0] == role


@pytest.mark.parametrize("length", LENGTHS)
def test_a_profile_far_from_every_role_is_like_none(length):
    """An engineer who leads people and sells, without strategy, scope or customers."""
    verdict = said(answers_at((0, 1, 0, 1, 1, 0, 0), length))
    assert (verdict.kind, verdict.shown, verdict.reason) == ("none", (), "unlike_any_role")


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("point", range(1, 7))
def test_all_points_equal_name_no_role(point, length):
    answers = uniform(point, length)
    verdict = said(answers)
    assert (verdict.kind, verdict.shown, verdict.reason) == ("none", (), "no_pattern")


@given(sheets(point=st.sampled_from([4, None])))
def test_all_points_equal_name_no_role_whatever_is_skipped(answers):
    assert said(answers).kind == "none"


@pytest.mark.parametrize("length", LENGTHS)
def test_skipping_everything_names_no_role(length):
    verdict = said(dict.fromkeys(item_ids(length)))
    assert (verdict.kind, verdict.shown, verdict.reason) == ("none", (), "incomplete")


def test_no_answers_at_all_name_no_role():
    assert said({}).reason == "incomplete"


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("pattern", [(1, 6), (6, 1), (3, 4), (2, 5), (1, 2, 3, 4, 5, 6)], ids=str)
def test_points_in_a_pattern_down_the_page_name_no_role(pattern, length):
    answers = {id_: pattern[at % len(pattern)] for at, id_ in enumerate(item_ids(length))}
    assert said(answers).reason == "no_pattern"


@pytest.mark.parametrize(("length", "confident"), [("short", 0.05), ("long", 0.01)])
def test_half_of_random_sheets_name_no_role_and_one_in_20_is_confident(length, confident):
    ids = item_ids(length)
    rows = random_sheets(800, KEY, seed=21)[:, : len(ids)].astype(int).tolist()
    kinds = [said(dict(zip(ids, row, strict=True))).kind for row in rows]
    assert kinds.count("none") / 800 == pytest.approx(0.5, abs=0.05)
    named = sum(kind not in ("none", "faint") for kind in kinds)
    assert named / 800 == pytest.approx(confident, abs=0.025)


# How complete a sheet must be


def values_without(*axes):
    return AxisValues.of({axis: 0.5 for axis in AXES if axis not in axes})


@pytest.mark.parametrize(
    ("missing", "incomplete"),
    [
        ((), False),
        (("market", "scope"), False),
        (("team", "scope"), False),
        (("team",), False),
        (("team", "customer"), True),
        (("market", "scope", "delivery"), True),
        (AXES, True),
    ],
)
def test_five_axes_and_three_headline_axes_are_enough(missing, incomplete):
    assert too_incomplete(values_without(*missing)) is incomplete


def test_a_sheet_without_two_headline_axes_is_too_incomplete():
    gone = {item.id: None for item in KEY.items if item.axis in HEADLINE[:2]}
    verdict = said({**answers_of("vp_product", "long"), **gone})
    assert (verdict.kind, verdict.reason) == ("none", "incomplete")


# The F test


def f_by_least_squares(answers):
    """Extra sum of squares of two regressions, fitted by numpy.linalg.lstsq."""
    sheet = KEY.sheet(answers)
    values = score(sheet, KEY, MODEL.measurement).values
    used = [
        at
        for at, item in enumerate(KEY.items)
        if sheet.answered[at] and values[item.axis] is not None
    ]
    items = [KEY.items[at] for at in used]
    y = keyed_points(sheet.points, KEY)[used]
    axes = np.array([[float(item.axis == axis) for axis in AXES] for item in items])
    facet = np.array([1.0 if item.facet == "drawn_to" else 0.0 for item in items])
    keying = np.array([1.0 if item.keying == "+" else 0.0 for item in items])
    without = np.column_stack([np.ones(len(y)), keying, axes * (facet - 0.5)[:, np.newaxis]])
    within = np.column_stack([without, axes])
    rss, rank = [], []
    for columns in (without, within):
        beta, _, r, _ = np.linalg.lstsq(columns, y, rcond=None)
        rss.append(float(((y - columns @ beta) ** 2).sum()))
        rank.append(int(r))
    between, left = rank[1] - rank[0], len(y) - rank[1]
    return rss, between, left


def f_test(answers):
    sheet = KEY.sheet(answers)
    values = score(sheet, KEY, MODEL.measurement).values
    return significance(sheet, values, KEY, MODEL), values


@given(sheets(point=st.integers(1, 6)))
def test_on_a_complete_sheet_f_is_that_of_two_regressions(answers):
    ours, _ = f_test(answers)
    (plain, full), between, left = f_by_least_squares(answers)
    assert (ours.between, ours.within) == (between, left)
    assert (between, left) == ((6, 13) if len(answers) == 28 else (6, 41))
    level = LEVEL[len(answers)]
    assert ours.critical == pytest.approx(stats.f.isf(level, between, left), abs=1e-6)
    assert ours.named_above == pytest.approx(stats.f.median(between, left), abs=1e-6)
    if full > 1e-6:
        f = (plain - full) / between / (full / left)
        assert ours.f == pytest.approx(f, rel=1e-6, abs=1e-9)
        for limit, said in ((level, ours.significant), (0.5, ours.named)):
            if abs(stats.f.sf(f, between, left) - limit) > 1e-6:
                assert said == (stats.f.sf(f, between, left) < limit)


@given(sheets())
def test_on_a_sheet_with_skips_f_is_that_of_two_regressions(answers):
    ours, values = f_test(answers)
    if not values.present.any():
        assert (ours.f, ours.between, ours.significant) == (None, 0, False)
        return
    (plain, full), between, left = f_by_least_squares(answers)
    assert (ours.between, ours.within) == (between, left)
    if between > 0 and left > 0:
        sharpened = any(answers.get(item.id) for item in BANK.rest)
        level = LEVEL[56 if sharpened else 28]
        assert ours.critical == pytest.approx(stats.f.isf(level, between, left), abs=1e-6)
    if between > 0 and left > 0 and full > 1e-6:
        f = (plain - full) / between / (full / left)
        assert ours.f == pytest.approx(f, rel=1e-6, abs=1e-9)


@given(sheets(lengths=("short",), point=st.integers(1, 6)))
def test_of_one_facet_alone_f_has_6_and_6_degrees_of_freedom(answers):
    """Whoever declines part two has no gaps to take out: one mean and one keying effect."""
    drawn = {i.id: answers[i.id] for i in KEY.items if i.id in answers and i.facet == "drawn_to"}
    ours, _ = f_test(drawn)
    assert (ours.between, ours.within) == (6, 6)
    items = [item for item in KEY.items if item.id in drawn]
    y = keyed_points(KEY.sheet(drawn).points, KEY)[[item.id in drawn for item in KEY.items]]
    keying = [[1.0, 1.0 if item.keying == "+" else 0.0] for item in items]
    axes = [[float(item.axis == axis) for axis in AXES] for item in items]
    plain, full = (
        float(((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2).sum())
        for x in (np.array(keying), np.hstack([keying, axes]))
    )
    if full > 1e-6:
        assert ours.f == pytest.approx((plain - full) / full, rel=1e-6, abs=1e-9)


def test_differences_without_any_residual_are_significant():
    perfect = {item.id: 6 if (item.axis == "team") == (item.keying == "+") else 1
               for item in KEY.items}  # fmt: skip
    ours, _ = f_test(perfect)
    assert (ours.f, ours.significant) == (None, True)


TWO_AXES = (
    ("team", "drawn_to", "+"),
    ("team", "drawn_to", "-"),
    ("team", "practised", "+"),
    ("scope", "drawn_to", "+"),
    ("scope", "practised", "+"),
)
SPLIT = tuple(  # each axis of one facet, though both facets are asked
    (axis, facet, keying)
    for axis, facet in (("team", "drawn_to"), ("scope", "practised"))
    for keying in "+-"
)


@pytest.mark.parametrize(
    ("items", "points", "between", "within"),
    [(TWO_AXES, (6, 1, 6, 1, 1), 1, 0), (SPLIT, (6, 1, 1, 6), 0, 1)],
    ids=["as many effects as answers", "axes that are facets"],
)
def test_where_nothing_is_left_to_compare_with_nothing_is_significant(
    items, points, between, within
):
    """However far the axes lie apart: five effects take up five answers whole."""
    key = key_of(*items)
    sheet = key.sheet({f"i{at}": point for at, point in enumerate(points)})
    values = score(sheet, key, MODEL.measurement).values
    ours = significance(sheet, values, key, MODEL)
    assert ours == Significance.untestable(between, within)


@given(sheets(lengths=("long",)), st.integers(0, 5))
def test_an_answer_that_nobody_asked_for_does_not_change_f(answers, gone):
    """Items of an axis without a value take no part, however they were answered."""
    items = [item.id for item in KEY.items if item.axis == "team"]
    one = {**answers, **dict.fromkeys(items), items[0]: 1}
    other = {**answers, **dict.fromkeys(items), items[0]: gone + 1}
    assert f_test(one)[0] == f_test(other)[0]


# From shares to a verdict


def ranked(*shares, nearest=1.0):
    roles = MODEL.roles[: len(shares)]
    return [(role, nearest + at, share) for at, (role, share) in enumerate(zip(roles, shares))]  # noqa: B905


@pytest.mark.parametrize(
    ("shares", "kind", "shown"),
    [
        ((0.70, 0.30), "clear", 1),
        ((0.6995, 0.3005), "between", 2),
        ((0.35, 0.35, 0.30), "between", 2),
        ((0.35, 0.3495, 0.3005), "shortlist", 3),
        ((0.4, 0.2, 0.2, 0.2), "shortlist", 3),
        ((0.3, 0.2, 0.2, 0.2, 0.1), "shortlist", 4),
        ((0.35, 0.3, 0.15, 0.2), "shortlist", 3),  # .80, though floats add up to less
        ((0.1, 0.3, 0.6), "shortlist", 3),  # by distance, not by share
        ((0.0, 0.9, 0.1), "between", 2),
    ],
)
def test_the_verdict_is_the_shortest_list_that_holds(shares, kind, shown):
    verdict = decide(ALL_AXES, FOUND, ranked(*shares), MODEL)
    assert verdict.kind == kind
    assert verdict.shown == MODEL.roles[:shown]


@given(st.lists(st.integers(0, 2000), min_size=15, max_size=15))
def test_what_is_shown_reaches_its_share_and_nothing_shorter_does(cuts):
    edges = [0, *sorted(cuts), 2000]
    counts = np.diff(edges)
    verdict = decide(ALL_AXES, FOUND, ranked(*(counts / 2000)), MODEL)
    reached = np.cumsum(counts)
    expected = 1 if reached[0] >= 1400 else 2 if reached[1] >= 1400 else None
    expected = expected or int(np.argmax(reached >= 1600)) + 1
    assert verdict.shown == MODEL.roles[:expected]


@pytest.mark.parametrize(
    ("shares", "shown"),
    [((0.9, 0.1), 1), ((0.4, 0.35, 0.25), 2), ((0.4, 0.2, 0.2, 0.2), 3), ((0.2,) * 5, 3)],
)
def test_a_faint_signal_names_by_the_same_rules_but_three_roles_at_most(shares, shown):
    verdict = decide(ALL_AXES, FAINT, ranked(*shares), MODEL)
    assert (verdict.kind, verdict.reason) == ("faint", None)
    assert verdict.shown == MODEL.roles[:shown]


def test_a_person_unlike_every_role_is_told_so_however_faint_the_signal():
    verdict = decide(ALL_AXES, FAINT, ranked(1.0, 0.0, nearest=18.5), MODEL)
    assert (verdict.kind, verdict.reason) == ("none", "unlike_any_role")


def test_an_edition_without_faint_names_nothing_below_significance():
    rules = msgspec.structs.replace(MODEL.rules, faint=None)
    tested = Significance(2.0, 2.9, 6, 13, False, 2.9, False)
    verdict = decide(ALL_AXES, tested, ranked(1.0, 0.0), replace(MODEL, rules=rules))
    assert (verdict.kind, verdict.reason) == ("none", "no_pattern")


def test_without_a_pattern_nothing_is_named_however_stable():
    verdict = decide(ALL_AXES, NOT_FOUND, ranked(1.0, 0.0), MODEL)
    assert (verdict.kind, verdict.shown, verdict.reason) == ("none", (), "no_pattern")


@pytest.mark.parametrize(("axes", "critical"), [(7, 18.475), (5, 15.086)])
def test_beyond_the_99th_percent_of_chi_squared_the_person_is_like_no_role(axes, critical):
    values = AxisValues.of(dict.fromkeys(AXES[:axes], 0.5))
    inside = decide(values, FOUND, ranked(1.0, 0.0, nearest=critical - 0.001), MODEL)
    beyond = decide(values, FOUND, ranked(1.0, 0.0, nearest=critical + 0.001), MODEL)
    at = decide(
        values, FOUND, ranked(1.0, 0.0, nearest=float(MODEL.chi_squared_99[axes - 1])), MODEL
    )
    assert inside.kind == at.kind == "clear"
    assert (beyond.kind, beyond.reason) == ("none", "unlike_any_role")


@given(sheets())
def test_none_has_a_reason_and_shows_nothing_and_the_others_the_reverse(answers):
    verdict = said(answers)
    assert (verdict.kind == "none") == (verdict.reason is not None) == (not verdict.shown)
