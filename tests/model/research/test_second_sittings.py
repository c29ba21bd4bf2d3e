"""Figures about second sittings and other assumptions, against reckoning by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.assessment import judge
from model.axes import AXES
from model.matching import fitted_model, squared_distances
from model.research.second_sittings import (
    BINS,
    OTHER_CORRELATIONS,
    SHIFTS,
    VERDICTS,
    Sittings,
    assume_correlation,
    consistency_report,
    expected_calibration_error,
    recovery_report,
    sensitivity_to_correlation,
    sensitivity_to_judgement,
    sensitivity_to_self_rating,
    shown_report,
    stability_report,
)
from model.scoring import ScoringKey, Sheet
from questions.bank import current_bank

MODEL = fitted_model()
SHORT = ScoringKey(current_bank().items_of("short"))
EACH = 8


@pytest.fixture(scope="module")
def sittings():
    return Sittings.simulate(SHORT, MODEL, EACH, 3)


@pytest.fixture(scope="module")
def one_by_one(sittings):
    """Everybody judged as `assess` does, without the table."""
    asked = np.ones(len(SHORT.items), bool)
    return [
        [judge(Sheet(row, asked), SHORT, MODEL) for row in points]
        for points in (sittings.first, sittings.second)
    ]


def test_error_by_hand_over_two_bins():
    # said .95, happened 1/2: .45 for two of four; said .05, happened 0/2: .05 for the others
    said = np.array([0.95, 0.95, 0.05, 0.05])
    happened = np.array([True, False, False, False])
    assert expected_calibration_error(said, happened) == pytest.approx(0.25)


def test_who_is_always_sure_and_always_right_makes_no_error():
    assert expected_calibration_error(np.ones(5), np.ones(5, bool)) == 0
    assert expected_calibration_error(np.ones(5), np.zeros(5, bool)) == 1


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_error_lies_between_0_and_1_and_order_does_not_matter(pairs):
    said, happened = (np.array(column) for column in zip(*pairs, strict=True))
    error = expected_calibration_error(said, happened)
    assert 0 <= error <= 1
    assert expected_calibration_error(said[::-1], happened[::-1]) == pytest.approx(error)
    # no bins at all say no more than ten do
    assert error >= abs(said.mean() - happened.mean()) - 1e-12
    assert BINS == 10


def test_a_second_sitting_is_of_the_same_people_with_other_answers(sittings):
    again = Sittings.simulate(SHORT, MODEL, EACH, 3)
    assert (sittings.first == again.first).all()
    assert (sittings.second == again.second).all()
    assert (sittings.first != sittings.second).any(axis=1).all()
    assert len(sittings.first) == EACH * len(MODEL.roles)
    alike = np.abs(sittings.first - sittings.second).mean()
    strangers = np.abs(sittings.first - sittings.second[::-1]).mean()
    assert alike < strangers


def test_the_table_says_what_judging_one_by_one_says(sittings, one_by_one):
    first, second = one_by_one
    assert [j.verdict for j in first] == sittings.verdicts
    assert [j.verdict for j in second] == sittings.verdicts_again
    assert [j.roles[0].role for j in second] == sittings.roles_again
    for judged, shares in zip(first, sittings.stability, strict=True):
        assert {m.role: m.stability for m in judged.roles} == dict(
            zip(MODEL.roles, shares.tolist(), strict=True)
        )


def test_stability_is_compared_with_the_second_sitting(sittings, one_by_one):
    first, second = one_by_one
    report = stability_report(sittings)
    held = [a.roles[0].role == b.roles[0].role for a, b in zip(first, second, strict=True)]
    said = [judged.roles[0].stability for judged in first]
    assert report["happened"] == pytest.approx(np.mean(held))
    assert report["said"] == pytest.approx(np.mean(said))
    error = expected_calibration_error(np.array(said), np.array(held))
    assert report["calibration_error_nearest"] == pytest.approx(error)
    assert report["calibration_error_all_roles"] <= report["calibration_error_nearest"]
    shown = [
        a.roles[0].role == b.roles[0].role and b.verdict.kind != "none"
        for a, b in zip(first, second, strict=True)
    ]
    assert report["shown_again"] == pytest.approx(np.mean(shown))


def test_some_of_the_people_are_every_so_many_th_of_all(sittings):
    some = sittings.every(5)
    assert (some.first == sittings.first[::5]).all()
    assert some.verdicts == sittings.verdicts[::5]
    assert (some.table.distances == sittings.table.distances[::5]).all()
    assert (some.people.values == sittings.people.values[::5]).all()
    assert some.roles_again == sittings.roles_again[::5]


def test_what_is_shown_is_compared_with_the_second_sitting(sittings, one_by_one):
    first, second = one_by_one
    report = shown_report(sittings)
    assert tuple(report) == VERDICTS
    assert sum(entry["share"] for entry in report.values()) == pytest.approx(1)
    for kind in ("clear", "between", "shortlist", "faint"):
        pairs = [(a, b) for a, b in zip(first, second, strict=True) if a.verdict.kind == kind]
        held = [b.roles[0].role in a.verdict.shown for a, b in pairs]
        sizes = [len(a.verdict.shown) for a, _ in pairs]
        assert report[kind]["share"] == pytest.approx(len(pairs) / len(first))
        assert report[kind]["holds"] == pytest.approx(np.mean(held))
        assert report[kind]["roles_shown"] == pytest.approx(np.mean(sizes))
    assert report["clear"]["roles_shown"] == 1
    assert report["between"]["roles_shown"] == 2
    assert report["faint"]["roles_shown"] <= 3
    assert report["none"].keys() == {"share"}


def test_a_verdict_that_nobody_gets_has_no_figures_and_no_nan():
    one_role = replace(
        MODEL,
        roles=MODEL.roles[:2],
        families=MODEL.families[:2],
        centroids=np.array([[0.1, 0.9] * 3 + [0.1], [0.9, 0.1] * 3 + [0.9]]),
    )
    report = shown_report(Sittings.simulate(SHORT, one_role, 5, 3))
    assert report["clear"]["share"] == 1
    nobody = dict.fromkeys(report["clear"]) | {"share": 0.0}
    assert report["shortlist"] == nobody
    assert set(nobody) > {"roles_shown", "holds", "true_first", "true_three", "true_family"}


def test_consistency_counts_role_family_and_shown_set(sittings, one_by_one):
    first, second = one_by_one
    report = consistency_report(sittings)
    pairs = list(zip(first, second, strict=True))
    roles = [(a.roles[0].role, b.roles[0].role) for a, b in pairs]
    families = [(MODEL.family(a), MODEL.family(b)) for a, b in roles]
    shown = [(set(a.verdict.shown), set(b.verdict.shown)) for a, b in pairs]
    assert report["nearest"] == pytest.approx(np.mean([a == b for a, b in roles]))
    assert report["family"] == pytest.approx(np.mean([a == b for a, b in families]))
    assert report["shown"] == pytest.approx(np.mean([a == b for a, b in shown]))
    assert report["nearest"] == pytest.approx(stability_report(sittings)["happened"])
    assert report["nearest"] < report["family"]


def test_recovery_looks_at_the_true_values(sittings):
    people = replace(sittings.people, values=sittings.table.values)
    assert recovery_report(replace(sittings, people=people)) == {
        "first": 1.0,
        "three": 1.0,
        "family": 1.0,
    }
    report = recovery_report(sittings)
    assert 0 < report["first"] < report["family"] < report["three"] <= 1


def test_every_judgement_is_moved_up_and_down(sittings):
    cells = [(MODEL.roles[0], "team"), (MODEL.roles[5], "market")]
    report = sensitivity_to_judgement(sittings, cells)
    changes = {}
    for role, axis in cells:
        for move in (-0.1, 0.1):
            centroids = MODEL.centroids.copy()
            centroids[MODEL.roles.index(role), AXES.index(axis)] += move
            after = squared_distances(
                sittings.table.values, replace(MODEL, centroids=centroids.clip(0, 1))
            ).argmin(axis=1)
            changes[f"{role}, {axis} {move:+.2f}"] = (after != sittings.table.nearest).mean()
    assert report["moves"] == 4
    assert report["mean"] == pytest.approx(np.mean(list(changes.values())))
    assert report["worst"] == pytest.approx(max(changes.values()))
    assert changes[report["worst_at"]] == report["worst"]


def test_without_any_judgement_there_is_nothing_to_move(sittings):
    assert sensitivity_to_judgement(sittings, []) == {
        "moves": 0,
        "mean": None,
        "worst": None,
        "worst_at": None,
    }


def test_moving_values_leaves_the_model_as_it_is(sittings):
    before = MODEL.centroids.copy()
    sensitivity_to_judgement(sittings, [(MODEL.roles[0], "team")])
    assert (MODEL.centroids == before).all()


def test_the_correlation_that_is_assumed_already_gives_the_model_itself():
    same = assume_correlation(MODEL, MODEL.measurement.inter_item_correlation)
    assert same.weights == pytest.approx(MODEL.weights, abs=1e-4)


def test_the_more_answers_correlate_the_more_results_are_clear(sittings):
    report = sensitivity_to_correlation(sittings)
    assert list(report) == [f"{r:.2f}" for r in OTHER_CORRELATIONS] == ["0.20", "0.40"]
    for entry in report.values():
        assert sum(entry[kind] for kind in VERDICTS) == pytest.approx(1)
        assert 0 <= entry["nearest_changes"] <= 1
    assert report["0.20"]["clear"] < report["0.40"]["clear"]
    assert report["0.20"]["faint"] == report["0.40"]["faint"]  # the F test assumes no correlation


def test_confident_people_come_out_more_senior_and_modest_ones_less(sittings):
    report = sensitivity_to_self_rating(sittings)
    assert list(report) == [f"{shift:+.2f}" for shift in SHIFTS]
    assert list(report) == ["-0.10", "-0.05", "+0.05", "+0.10"]
    gained = [entry["seniority"] for entry in report.values()]
    assert gained == sorted(gained)
    assert gained[0] < 0 < gained[-1]
    for entry in report.values():
        assert entry["more_senior"] + entry["less_senior"] <= entry["nearest_changes"] + 1e-12
