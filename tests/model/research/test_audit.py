"""The audit: every bound is looked at, and a bad instrument breaks it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from model.assessment import judge
from model.axes import AXES
from model.explanation import explain
from model.matching import fitted_model
from model.research.audit import (
    Bound,
    audit,
    axis_shares,
    confusion_report,
    ties,
    turned_away_report,
)
from model.research.extreme_sheets import own_values_report, sheet_at, sheets_report
from model.research.procedure import Procedure
from model.research.second_sittings import VERDICTS, Sittings
from model.roles import role_book
from model.scoring import ScoringKey, Sheet, score, score_axes
from questions.bank import current_bank

MODEL = fitted_model()
SHORT = ScoringKey(current_bank().items_of("short"))
LONG = current_bank().key
KEYS = {"short": SHORT, "long": LONG}
CELLS = [(role.id, row.axis) for role in role_book().roles for row in role.judgement]
PLAN = Procedure(pages=2, axes=2, until_stability=0.70, until_f=0.99)
PART_ONE = replace(PLAN, axes=4, facets=("drawn_to",))
OF_A_LENGTH = [
    "uniform sheets without a role",
    "sheet of skips without a role",
    "genuine people without a role",
    "the worst role's people without a role",
    "calibration error of stability",
    "nearest again but not shown",
    "largest bias of an axis",
    "roles nearest to their own values",
    "roles shown at their own values",
    "verdicts that people reach",
    "one answer takes every name away",
    "confident verdicts that one answer ends",
    "axis named most as a reason",
    "axis named least as a reason",
    "technical people read about depth",
]
OF_THE_WHOLE = {
    "sharpened: true nearest role first": (0.75, True),
    "sharpened: items asked on average": (40, False),
    "sharpened: clear": (0.48, True),
    "sharpened: true nearest first where clear": (0.90, True),
    "sharpened: calibration error, all anew": (0.05, False),
    "look 1: random sheets without a confident verdict": (0.94, True),
    "look 2: random sheets without a confident verdict": (0.94, True),
    "look 3: random sheets without a confident verdict": (0.94, True),
    "all looks: random sheets ever confident": (0.06, False),
    "part one only: people to whom a role is named": (0.94, True),
}


@pytest.fixture(scope="module")
def found():
    return audit_of(MODEL, each=20, cells=CELLS[:2])


@pytest.fixture(scope="module")
def sittings():
    return Sittings.simulate(SHORT, MODEL, 10, 3)


def broken(found):
    return {bound.name for bound in found.bounds if not bound.kept}


def audit_of(model, each, cells=()):
    return audit(LONG, model, PLAN, PART_ONE, cells, each=each)


def test_every_bound_is_there(found):
    names = [f"{length}: {name}" for length in ("short", "sharpened") for name in OF_A_LENGTH]
    assert [bound.name for bound in found.bounds] == [*names, *OF_THE_WHOLE]


def test_bounds_that_do_not_depend_on_chance_are_kept_with_few_people(found):
    sure = ("uniform", "skips", "own values", "short: verdicts that")
    assert not {name for name in broken(found) if any(word in name for word in sure)}


def test_the_limits_are_those_that_were_promised(found):
    limits = {bound.name: (bound.limit, bound.at_least) for bound in found.bounds}
    assert limits.items() >= OF_THE_WHOLE.items()
    for length in ("short", "sharpened"):
        assert limits[f"{length}: genuine people without a role"] == (0.02, False)
        assert limits[f"{length}: the worst role's people without a role"] == (0.05, False)
        assert limits[f"{length}: calibration error of stability"] == (0.03, False)
        assert limits[f"{length}: nearest again but not shown"] == (0.03, False)
        assert limits[f"{length}: largest bias of an axis"] == (0.02, False)
        assert limits[f"{length}: one answer takes every name away"] == (0.04, False)
        assert limits[f"{length}: confident verdicts that one answer ends"] == (0, False)
        assert limits[f"{length}: axis named most as a reason"] == (0.45, False)
        assert limits[f"{length}: axis named least as a reason"] == (0.15, True)
        assert limits[f"{length}: technical people read about depth"] == (0.95, True)


def test_it_is_plain_values_without_nan(found):
    said = found.to_dict()
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    assert said["sound"] == all(bound["kept"] for bound in said["bounds"])
    assert set(said["lengths"]) == set(said["declined"]) == {"short", "sharpened"}
    assert {"exposure", "retest", "random_looks", "stress"} < set(said)


def test_it_comes_out_the_same_every_time(found):
    assert audit_of(MODEL, each=20, cells=CELLS[:2]).to_dict() == found.to_dict()


def test_it_tells_what_it_does():
    steps = []
    audit(LONG, MODEL, PLAN, PART_ONE, [], each=2, progress=steps.append)
    assert len(steps) == 6


def test_exposure_counts_two_axes_for_everybody_who_is_asked_a_page(found):
    for page in found.whole["exposure"]:
        assert sum(page["axes"].values()) == pytest.approx(2 * page["asked_more"])


def test_random_sheets_are_told_no_less_of_ever_than_of_now(found):
    for look in found.whole["random_looks"]:
        assert look["ever_confident"] >= 1 - look["no_confident_verdict"] - 1e-12
        assert look["ever_named"] >= 1 - look["no_name"] - 1e-12


@pytest.mark.parametrize(
    ("value", "limit", "at_least", "kept"),
    [
        (0.13, 0.13, False, True),
        (0.1301, 0.13, False, False),
        (0.94, 0.94, True, True),
        (0.9399, 0.94, True, False),
    ],
)
def test_a_bound_is_compared_unrounded(value, limit, at_least, kept):
    assert Bound("it", value, limit, at_least).kept is kept


def test_a_role_on_top_of_another_cannot_be_reached_and_breaks_the_bound():
    centroids = MODEL.centroids.copy()
    centroids[5] = centroids[2]
    found = audit_of(replace(MODEL, centroids=centroids), each=4)
    assert "short: roles nearest to their own values" in broken(found)
    assert not found.sound


def with_f(make):
    return replace(MODEL, f_quantiles={q: make(t) for q, t in MODEL.f_quantiles.items()})


def test_a_model_that_takes_anything_for_a_pattern_breaks_the_bound():
    found = audit_of(with_f(np.zeros_like), each=4)
    assert "look 1: random sheets without a confident verdict" in broken(found)


def test_a_model_that_takes_nothing_for_a_pattern_breaks_all_about_people():
    found = audit_of(with_f(lambda table: np.full_like(table, 1e9)), each=4)
    assert {
        "short: genuine people without a role",
        "short: the worst role's people without a role",
        "short: roles shown at their own values",
        "short: verdicts that people reach",
    } <= broken(found)


def test_a_model_for_which_nobody_is_like_any_role_breaks_the_bound():
    found = audit_of(replace(MODEL, chi_squared_99=np.full(7, 1e-6)), each=4)
    assert "short: genuine people without a role" in broken(found)
    assert found.lengths["short"]["turned_away"]["chi_squared_rule"] > 0.9


def test_a_model_that_takes_itself_for_exact_is_badly_calibrated():
    measurement = replace(MODEL.measurement, deviation=0.01)
    found = audit_of(replace(MODEL, measurement=measurement), each=20)
    assert "short: calibration error of stability" in broken(found)


def test_uniform_sheets_that_would_name_a_role_break_the_bound(found, monkeypatch):
    report = sheets_report(SHORT, MODEL, 10)
    report["uniform"]["4"] |= {"verdict": "clear"}
    report["fixed"]["all skipped"] |= {"verdict": "clear"}
    monkeypatch.setattr("model.research.audit.sheets_report", lambda *_: report)
    names = broken(audit_of(MODEL, each=2))
    assert "short: uniform sheets without a role" in names
    assert "short: sheet of skips without a role" in names


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_sheets_that_say_nothing_land_nowhere(key):
    report = sheets_report(key, MODEL, 400)
    assert {sheet["verdict"] for sheet in report["uniform"].values()} == {"none"}
    assert list(report["uniform"]) == ["1", "2", "3", "4", "5", "6"]
    assert {sheet["verdict"] for sheet in report["fixed"].values()} == {"none"}
    assert report["fixed"]["all skipped"] == {
        "verdict": "none",
        "reason": "incomplete",
        "nearest": None,
    }
    for shares in report["random"].values():
        assert sum(shares[kind] for kind in VERDICTS) == pytest.approx(1)
        assert shares["not_confident"] == pytest.approx(shares["none"] + shares["faint"])
        assert shares["not_confident"] > 0.9
        assert shares["none"] == pytest.approx(0.5, abs=0.08)


def test_who_is_turned_away_is_told_by_rule_and_role():
    report = turned_away_report(Sittings.simulate(SHORT, MODEL, 40, 5))
    assert set(report["by_role"]) == set(MODEL.roles)
    shares = [by_rule["all"] for by_rule in report["by_role"].values()]
    assert report["all"] == pytest.approx(np.mean(shares))
    assert report["worst"] == max(shares) == report["by_role"][report["worst_role"]]["all"]
    for rules in (report, *report["by_role"].values()):
        either = rules["f_rule"] + rules["chi_squared_rule"]
        assert max(rules["f_rule"], rules["chi_squared_rule"]) <= rules["all"] <= either + 1e-12


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS)
def test_a_sheet_at_some_values_scores_them_as_near_as_six_points_allow(key):
    for values in MODEL.centroids:
        points = sheet_at(values, key)
        assert ((points >= 1) & (points <= 6) & (points % 1 == 0)).all()
        scored = score_axes(points[np.newaxis], np.ones(len(key.items), bool), key)[0]
        step = 1 / (5 * key.membership.sum(axis=0))
        assert (np.abs(scored - values) <= step / 2 + 1e-9).all()


def test_somebody_at_a_role_is_told_what_assess_tells():
    report = own_values_report(SHORT, MODEL)
    asked = np.ones(len(SHORT.items), bool)
    for role, centroid in zip(MODEL.roles, MODEL.centroids, strict=True):
        judged = judge(Sheet(sheet_at(centroid, SHORT), asked), SHORT, MODEL)
        assert report[role] == {
            "nearest": judged.roles[0].role,
            "verdict": judged.verdict.kind,
            "shown": role in judged.verdict.shown,
            "stability": judged.roles[0].stability,
        }


def test_two_roles_in_one_place_tie_for_everybody_near_them():
    centroids = MODEL.centroids.copy()
    centroids[5] = centroids[2]
    doubled = replace(MODEL, centroids=centroids)
    assert ties(Sittings.simulate(SHORT, doubled, 3, 1)) >= 3
    assert ties(Sittings.simulate(SHORT, MODEL, 3, 1)) == 0


def test_roles_in_one_place_are_said_to_be_taken_for_each_other():
    centroids = MODEL.centroids.copy()
    centroids[7] = centroids[2]  # of another family
    doubled = replace(MODEL, centroids=centroids)
    report = confusion_report(Sittings.simulate(SHORT, doubled, 20, 1))
    pairs = [(pair["made"], pair["taken_for"]) for pair in report["pairs"]]
    assert (MODEL.roles[7], MODEL.roles[2]) in pairs
    assert report["found"][MODEL.roles[7]] == 0  # the first of the two in roles.toml is named
    shares = [pair["share"] for pair in report["pairs"]]
    assert shares == sorted(shares, reverse=True)
    assert set(report["family_found"]) == set(MODEL.families)


def test_axis_shares_are_the_contributions_that_explain(sittings):
    totals = dict.fromkeys(AXES, 0.0)
    order = sittings.table.distances.argsort(axis=1)
    for row, places in zip(sittings.first, order, strict=True):
        sheet = Sheet(row, np.ones(len(SHORT.items), bool))
        scores = score(sheet, SHORT, MODEL.measurement)
        first, second = (MODEL.roles[place] for place in places[:2])
        for axis, part in explain(sheet, scores, SHORT, MODEL, first, second).by_axis.items():
            totals[axis] += abs(part)
    shares = axis_shares(sittings)
    assert sum(shares.values()) == pytest.approx(1)
    everything = sum(totals.values())
    assert shares == pytest.approx({axis: part / everything for axis, part in totals.items()})
