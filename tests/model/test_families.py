"""What holds of kinds of work where single roles cannot be told apart."""

import numpy as np
import pytest

from model.assessment import assess
from model.axes import AXES
from model.families import family_stability, look_at_halves, stable_family
from model.matching import fitted_model
from model.scoring import score
from model.stability import family_share, second_sittings, shares
from tests.questions.sheets import KEY

MODEL = fitted_model()
FIRST = [item for item in KEY.items if item.short]


def answers_at(drawn_to, practised):
    """Answers at the values of one role in part one, and of another in part two."""
    centroid = {role: MODEL.centroids[MODEL.roles.index(role)] for role in (drawn_to, practised)}
    answers = {}
    for item in FIRST:
        role = drawn_to if item.facet == "drawn_to" else practised
        value = centroid[role][AXES.index(item.axis)]
        answers[item.id] = round(1 + 5 * (value if item.keying == "+" else 1 - value))
    return answers


def test_a_family_is_as_stable_as_its_roles_together():
    share = dict.fromkeys(MODEL.roles, 0.0) | {"director_of_product": 0.3, "vp_product": 0.35}
    share |= {"group_product_manager": 0.16, "product_manager": 0.19}
    assert family_stability(share, "vp_product", MODEL) == pytest.approx(0.81)
    assert stable_family(share, "vp_product", MODEL, 0.80) == "product_leadership"
    assert stable_family(share, "vp_product", MODEL, 0.82) is None
    assert stable_family(share, "product_manager", MODEL, 0.80) is None


def test_a_director_is_told_the_family_where_the_role_is_unsteady():
    said = assess(answers_at("director_of_product", "director_of_product"), KEY, MODEL)
    assert said.roles[0].stability < 0.70
    assert said.family == "product_leadership"


def test_halves_that_differ_are_told_by_their_families():
    said = assess(answers_at("chief_product_officer", "delivery_project_manager"), KEY, MODEL)
    assert said.verdict.kind != "none"
    assert said.halves["drawn_to"].family == "product_leadership"
    assert said.halves["practised"].family == "delivery"


def test_a_half_of_a_role_between_families_cannot_tell():
    said = assess(answers_at("business_analyst", "business_analyst"), KEY, MODEL)
    for half in said.halves.values():
        assert (half.family is None) == (half.stability < 0.70)
    assert said.halves["drawn_to"].family is None


def test_the_halves_shares_are_those_of_the_whole_drawn_more_finely():
    """A quarter of the draws, in single precision: known to within some hundredths."""
    sheet = KEY.sheet(answers_at("product_owner", "product_manager"))
    scores = score(sheet, KEY, MODEL.measurement)
    mean, deviation = second_sittings(scores.values.array, scores.standard_errors.array, MODEL)
    by_role = shares(mean, deviation, MODEL)
    membership = model_families()
    found = {f: family_share(mean, deviation, f, MODEL) for f in membership}
    assert sum(found.values()) == pytest.approx(1)
    for family, own in membership.items():
        assert found[family] == pytest.approx(by_role[own].sum(), abs=0.03)


def model_families():
    return {name: np.array([f == name for f in MODEL.families]) for name in MODEL.family_names}


def test_a_half_of_which_too_little_was_answered_is_not_looked_at():
    answers = answers_at("product_owner", "product_owner")
    for item in FIRST:
        if item.facet == "practised" and item.axis in ("team", "customer"):
            answers[item.id] = None
    halves = look_at_halves(score(KEY.sheet(answers), KEY, MODEL.measurement), MODEL, 0.70)
    assert halves["practised"] is None
    assert halves["drawn_to"] is not None
