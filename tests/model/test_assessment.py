"""The whole of it: answers in, assessment out, as JSON that keeps its contract."""

import json
import subprocess
import sys
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.assessment import assess
from model.axes import AXES
from model.inputs.faults import Faults
from model.matching import fitted_model
from model.research.table import decide_table, score_table
from model.rules import Kelley
from tests.questions.sheets import KEY, half_sheets, sheets, uniform

MODEL = fitted_model()


KEYS = [
    "verdict",
    "reason",
    "shortlist",
    "family",
    "roles",
    "axes",
    "halves",
    "why",
    "reasons",
    "flips",
    "significance",
    "careless_responding",
]


def said(answers):
    return assess(answers, KEY, MODEL).to_dict()


def a_technology_officer():
    value = dict(zip(AXES, MODEL.centroids[MODEL.roles.index("chief_technology_officer")]))  # noqa: B905
    return {
        item.id: round(1 + 5 * (value[item.axis] if item.keying == "+" else 1 - value[item.axis]))
        for item in KEY.items
    }


def check_contract(said, answers):
    assert list(said) == KEYS
    assert said["verdict"] in ("clear", "between", "shortlist", "faint", "none")
    assert [axis["axis"] for axis in said["axes"]] == list(AXES)
    keys = {"axis", "value", "standard_error", "answered", "drawn_to", "practised"}
    assert all(keys <= axis.keys() for axis in said["axes"])
    assert sum(axis["answered"] for axis in said["axes"]) == sum(
        point is not None for point in answers.values()
    )
    assert sum(axis["asked"] for axis in said["axes"]) == len(answers)
    for role in said["roles"]:
        assert role.keys() == {"role", "rank", "fit", "stability", "distance"}


def check_roles(said):
    if all(axis["value"] is None for axis in said["axes"]):
        assert said["roles"] == []
        return
    assert sorted(role["role"] for role in said["roles"]) == sorted(MODEL.roles)
    assert [role["rank"] for role in said["roles"]] == list(range(1, len(MODEL.roles) + 1))
    distances = [role["distance"] for role in said["roles"]]
    assert distances == sorted(distances)
    fits = [role["fit"] for role in said["roles"]]
    assert fits == sorted(fits, reverse=True)
    assert all(0 <= fit <= 100 for fit in fits)
    assert sum(role["stability"] for role in said["roles"]) == pytest.approx(1)


def check_why(said):
    if said["verdict"] == "none":
        assert said["why"] is None
        assert said["shortlist"] == said["reasons"] == []
        assert said["family"] is None
        assert said["halves"] == {"drawn_to": None, "practised": None}
        return
    names = [role["role"] for role in said["roles"]]
    assert said["shortlist"] == names[: len(said["shortlist"])]
    why = said["why"]
    assert (why["role"], why["rival"]) == tuple(names[:2])
    first, second = (role["distance"] for role in said["roles"][:2])
    assert why["margin"] == pytest.approx(second**2 - first**2, abs=1e-8)
    assert sum(why["by_axis"].values()) == pytest.approx(why["margin"], abs=1e-9)
    assert sum(why["by_answer"].values()) == pytest.approx(why["margin"], abs=1e-9)


@given(st.one_of(sheets(), half_sheets(), sheets(point=st.sampled_from([1, 6, None]))))
def test_every_assessment_keeps_the_contract_and_is_json_without_nan(answers):
    result = said(answers)
    assert json.dumps(result, allow_nan=False)
    check_contract(result, answers)
    check_roles(result)
    check_why(result)
    check_reasons(result, answers)
    check_families(result)


def check_reasons(said, answers):
    signs = [reason["for"] for reason in said["reasons"]]
    assert signs == sorted(signs, reverse=True)
    assert signs.count(1) <= 2
    assert signs.count(-1) <= 2
    axes = [reason["axis"] for reason in said["reasons"]]
    assert len(set(axes)) == len(axes)
    axis_of = {item.id: item.axis for item in KEY.items}
    for reason in said["reasons"]:
        assert reason.keys() == {"axis", "for", "answers"}
        assert 1 <= len(reason["answers"]) <= 2
        assert {axis_of[item] for item in reason["answers"]} == {reason["axis"]}
        assert all(answers[item] is not None for item in reason["answers"])


def check_families(said):
    families = dict(zip(MODEL.roles, MODEL.families, strict=True))
    if said["verdict"] != "none":
        nearest = families[said["roles"][0]["role"]]
        pooled = sum(r["stability"] for r in said["roles"] if families[r["role"]] == nearest)
        assert said["family"] == (nearest if pooled >= 0.80 else None)
    for half in said["halves"].values():
        if half is not None:
            assert 0 <= half["stability"] <= 1
            assert (half["family"] is not None) == (half["stability"] >= 0.70)


@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    assert said(dict(shuffled)) == said(answers)


def test_a_technology_officer_is_told_so_and_why():
    result = said(a_technology_officer())
    assert result["verdict"] == "clear"
    assert result["shortlist"] == ["chief_technology_officer"]
    assert result["roles"][0]["fit"] > 95
    assert result["why"]["rival"] == "chief_information_officer"
    assert len(result["why"]["by_answer"]) == 56
    assert result["why"]["by_axis"].keys() == set(AXES)


def test_no_answers_have_no_roles_and_null_for_every_value():
    result = said(dict.fromkeys(KEY.ids))
    assert (result["verdict"], result["reason"]) == ("none", "incomplete")
    assert (result["roles"], result["shortlist"], result["why"]) == ([], [], None)
    for axis in result["axes"]:
        for name in ("value", "standard_error", "drawn_to", "practised"):
            assert axis[name] is None
        assert not axis["facets_differ"]


def test_without_a_verdict_the_profile_stays():
    result = said(uniform(3))
    assert result["verdict"] == "none"
    assert [axis["value"] for axis in result["axes"]] == pytest.approx([0.5] * 7)


def test_a_skipped_axis_has_null_and_takes_no_part():
    gone = {item.id: None for item in KEY.items if item.axis == "market"}
    result = said({**a_technology_officer(), **gone})
    market = result["axes"][AXES.index("market")]
    assert (market["value"], market["answered"], market["asked"]) == (None, 0, 8)
    assert result["shortlist"] == ["chief_technology_officer"]
    assert "market" not in result["why"]["by_axis"]
    assert gone.keys().isdisjoint(result["why"]["by_answer"])


def test_the_same_answers_give_the_same_assessment_after_another_persons():
    first = said(a_technology_officer())
    said(uniform(6, "short"))
    assert said(a_technology_officer()) == first


def test_roles_equally_far_are_said_to_be_so_in_the_order_of_the_roles():
    """Scope .2 and nothing else: product owner lies there, then associate .1 and analyst .3."""
    tied = said({"one_part_looked_after": 5})["roles"]
    assert [role["role"] for role in tied[:2]] == ["product_owner", "business_analyst"]
    assert tied[0]["distance"] == 0
    by_distance = {}
    for role in tied:
        by_distance.setdefault(role["distance"], []).append(MODEL.roles.index(role["role"]))
    assert all(places == sorted(places) for places in by_distance.values())
    assert max(len(places) for places in by_distance.values()) > 1


def test_bad_answers_are_refused_all_at_once():
    with pytest.raises(Faults) as refusal:
        said({"no_such_item": 3, "closed_box": 7, "bored_by_dates": "5"})
    assert len(refusal.value.faults) == 3


def test_assessing_loads_neither_scikit_learn_nor_scipy():
    program = (
        "import sys, model.assessment, questions.instrument as q;"
        "q.current_instrument().assessment_json({});"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'sklearn', 'scipy'}))"
    )
    done = subprocess.run(
        (sys.executable, "-c", program), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# Kelley's regression: built, and off until real people's means and deviations are known


def test_no_edition_regresses_values_yet():
    assert MODEL.rules.kelley is None


KELLEY = Kelley(means=(0.5, 0.4, 0.6, 0.4, 0.4, 0.5, 0.5), deviations=(0.2,) * 7)
REGRESSING = replace(MODEL, rules=msgspec.structs.replace(MODEL.rules, kelley=KELLEY))


@given(sheets())
def test_values_that_are_regressed_lie_nearer_the_mean_and_everything_still_adds_up(answers):
    plain, result = said(answers), assess(answers, KEY, REGRESSING).to_dict()
    for before, after, mean in zip(plain["axes"], result["axes"], KELLEY.means, strict=True):
        if before["value"] is None:
            assert after["value"] is None
            continue
        reliability = 1 - before["standard_error"] ** 2 / 0.2**2
        expected = mean + reliability * (before["value"] - mean)
        assert after["value"] == pytest.approx(expected)
        assert after["standard_error"] == pytest.approx(reliability * before["standard_error"])
    check_roles(result)
    check_why(result)


@given(sheets())
def test_the_fewest_answers_that_flip_a_regressed_result_do_flip_it(answers):
    result = assess(answers, KEY, REGRESSING)
    if result.flips is None or result.flips.answers.answers is None:
        return
    flip = result.flips.answers
    moved = {**answers, **{change.item: change.instead for change in flip.answers}}
    distance = {m.role: m.distance for m in assess(moved, KEY, REGRESSING).roles}
    assert distance[flip.rival] < distance[flip.role]


@given(sheets())
def test_a_table_is_regressed_as_one_person_is(answers):
    sheet = KEY.sheet(answers)
    table = score_table(sheet.points[np.newaxis], KEY, REGRESSING, sheet.asked)
    one = assess(answers, KEY, REGRESSING)
    np.testing.assert_allclose(table.values[0], one.scores.values.array, atol=1e-12)
    assert decide_table(table, REGRESSING) == [one.verdict]
