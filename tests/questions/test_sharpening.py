"""Which page is asked next: what decides between the two nearest roles, until that is clear."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model.axes import AXES
from model.inputs.faults import Faults
from model.scoring import FACETS
from questions.instrument import current_instrument
from questions.sharpening import ChosenPage, worth_asking
from tests.questions.sheets import sheets

NOW = current_instrument()
BANK, MODEL, PLAN = NOW.bank, NOW.model, NOW.bank.plan
TEAM = AXES.index("team")


def answers_at(role, items=BANK.first):
    """Answers at a role's own values, as near as six points allow."""
    value = dict(zip(AXES, MODEL.centroids[MODEL.roles.index(role)], strict=True))
    return {
        item.id: round(1 + 5 * (value[item.axis] if item.keying == "+" else 1 - value[item.axis]))
        for item in items
    }


def with_page(answers, page, role):
    return {**answers, **answers_at(role, page.items(BANK.rest))}


UNSTEADY = answers_at("director_of_product")
STEADY = answers_at("chief_technology_officer")
PART_ONE = [item for item in BANK.first if item.facet == "drawn_to"]


# Which axes


@given(sheets(lengths=("short",), point=st.integers(1, 6)))
def test_a_page_asks_the_two_axes_that_decide_most_between_the_two_nearest(answers):
    """G = w² (a − b)² [1/n − 1/(n + 4)], here with n = 4 throughout."""
    page = NOW.next_page(answers)
    assume(page is not None)
    nearest = [MODEL.roles.index(role.role) for role in NOW.assess(answers).roles[:2]]
    a, b = MODEL.centroids[nearest]
    gains = MODEL.weights**2 * (a - b) ** 2 * (1 / 4 - 1 / 8)
    expected = sorted(range(7), key=lambda at: -round(gains[at], 12))[:2]
    assert page.axes == tuple(AXES[at] for at in expected)
    assert page.facets == FACETS


def test_what_more_items_are_worth_by_hand():
    """Director (.85 .25 .70 .85 .55 .80 .30) against VP (.90 .30 .65 .90 .65 .90 .25)."""
    assessed = NOW.assess(UNSTEADY)
    assert [role.role for role in assessed.roles[:2]] == ["director_of_product", "vp_product"]
    worth = worth_asking(assessed, MODEL, 4)
    w = dict(zip(AXES, MODEL.weights, strict=True))
    assert worth["market"] == pytest.approx(w["market"] ** 2 * 0.10**2 / 8)
    assert worth["team"] == pytest.approx(w["team"] ** 2 * 0.05**2 / 8)
    assert list(worth)[:2] == ["scope", "market"]


def test_an_axis_with_more_answers_is_worth_less():
    eight = {**UNSTEADY, **answers_at("director_of_product", BANK.units(FACETS)[TEAM])}
    before = worth_asking(NOW.assess(UNSTEADY), MODEL, 4)
    after = worth_asking(NOW.assess(eight), MODEL, 4)
    assert after["team"] / before["team"] == pytest.approx((1 / 8 - 1 / 12) / (1 / 4 - 1 / 8))


def test_axes_without_a_value_come_first_in_their_order():
    gone = {item.id: None for item in BANK.first if item.axis in ("customer", "delivery")}
    assert NOW.next_page({**UNSTEADY, **gone}).axes == ("customer", "delivery")


def test_without_any_value_the_first_two_axes_are_asked():
    assert NOW.next_page(dict.fromkeys(UNSTEADY)).axes == AXES[:2]


# Until when


@given(sheets(lengths=("short",), point=st.integers(1, 6)))
def test_a_page_is_offered_exactly_while_the_rule_is_not_met(answers):
    assessed = NOW.assess(answers)
    f, steady = assessed.significance, assessed.roles[0].stability >= 0.70
    clear = f.f is None or f.f > MODEL.f_limit(0.99, f.between, f.within)
    assert (NOW.next_page(answers) is None) == (steady and clear)


def test_a_steady_result_that_is_hardly_significant_is_still_sharpened():
    answers = dict(STEADY)
    for number, item in enumerate(BANK.first):  # noise, which leaves the values as they are
        if number % 3 == 0:
            answers[item.id] = int(np.clip(7 - answers[item.id], 2, 5))
    assessed = NOW.assess(answers)
    f = assessed.significance
    assert f.f < MODEL.f_limit(0.99, f.between, f.within)
    assert NOW.next_page(answers) is not None


def test_at_most_two_pages_are_chosen_and_no_axis_twice():
    answers, chosen = UNSTEADY, []
    while (page := NOW.next_page(answers, chosen)) is not None:
        chosen.append(page)
        answers = with_page(answers, page, "director_of_product")
    assert len(chosen) <= PLAN.pages_at_most == 2
    axes = [axis for page in chosen for axis in page.axes]
    assert len(set(axes)) == len(axes) == 2 * len(chosen)
    assert len(chosen) == 2  # the director cannot be told from the vice president


def test_a_page_that_was_chosen_is_never_chosen_again_but_finished_first():
    stored = [ChosenPage(("technical", "customer"))]  # not what would be chosen today
    assert NOW.next_page(UNSTEADY, stored) == stored[0]
    first = stored[0].items(BANK.rest)[0].id
    assert NOW.next_page({**UNSTEADY, first: None}, stored) == stored[0]
    skipped = {item.id: None for item in stored[0].items(BANK.rest)}
    after = NOW.next_page({**UNSTEADY, **skipped}, stored)
    assert set(after.axes).isdisjoint(stored[0].axes)


def test_half_a_page_counts_for_nothing_but_its_complete_axis_does():
    page = ChosenPage(("scope", "market"))
    items = page.items(BANK.rest)
    scope = {item.id: 3 for item in items if item.axis == "scope"}
    market = {item.id: 3 for item in items if item.axis == "market"}
    market.popitem()
    assert NOW.scored_answers({**UNSTEADY, **scope, **market}) == {**UNSTEADY, **scope}


# The page itself


def test_a_page_has_eight_items_of_both_facets_and_keys_four_after_four():
    items = ChosenPage(("delivery", "team")).items(BANK.rest)
    assert [item.facet for item in items] == ["drawn_to"] * 4 + ["practised"] * 4
    assert [item.axis for item in items] == ["delivery", "team"] * 4
    assert "".join(item.keying for item in items) == "+--++--+"
    assert not any(item.short for item in items)


def test_all_pages_of_somebody_are_the_known_ones_and_the_chosen():
    chosen = [ChosenPage(("delivery", "team")), ChosenPage(("scope", "market"))]
    pages = NOW.pages(chosen)
    assert pages[:4] == BANK.pages
    assert [len(page) for page in pages[4:]] == [8, 8]


axes = st.lists(st.sampled_from(AXES), min_size=1, max_size=4, unique=True).map(tuple)


@given(axes, st.sampled_from([FACETS, ("drawn_to",), ("practised",)]))
def test_a_stored_page_reads_back_as_it_was(chosen, facets):
    page = ChosenPage(chosen, facets)
    assert ChosenPage.read(page.code) == page


@pytest.mark.parametrize(
    "code",
    ["", "team+", "team+team", "leading", "drawn_to:", "dreamt:team", "a" * 9999, ":team"],
)
def test_a_forged_page_is_refused_with_a_remedy(code):
    with pytest.raises(Faults, match="Give a page as it was chosen") as refused:
        ChosenPage.read(code)
    assert len(str(refused.value)) < 250


# Who declined part two


def declined(answers):
    return {item.id: answers[item.id] for item in PART_ONE}


def test_without_part_two_a_page_asks_four_axes_by_their_pairs():
    answers = declined(UNSTEADY)
    page = NOW.next_page(answers)
    assert (len(page.axes), page.facets) == (4, ("drawn_to",))
    items = page.items(BANK.rest)
    assert len(items) == 8
    assert {item.facet for item in items} == {"drawn_to"}
    assert "".join(item.keying for item in items) == "+-+--+-+"
    after = with_page(answers, page, "director_of_product")
    assert NOW.scored_answers(after) == after
    rest = NOW.next_page(after, [page])
    assert set(rest.axes) == set(AXES) - set(page.axes)
    assert NOW.next_page(with_page(after, rest, "director_of_product"), [page, rest]) is None


def test_without_part_two_more_items_are_worth_what_two_are():
    """1/2 − 1/4 for two answers and two more."""
    assessed = NOW.assess(declined(UNSTEADY))
    a, b = (MODEL.centroids[MODEL.roles.index(role.role)] for role in assessed.roles[:2])
    expected = MODEL.weights**2 * (a - b) ** 2 * (1 / 2 - 1 / 4)
    found = worth_asking(assessed, MODEL, 2)
    assert [found[axis] for axis in AXES] == pytest.approx(expected.tolist())


def test_whoever_takes_part_two_after_all_is_asked_whole_quads_and_loses_nothing():
    page = NOW.next_page(declined(UNSTEADY))
    pairs = with_page({}, page, "director_of_product")
    answers = {**UNSTEADY, **pairs}
    assert NOW.scored_answers(answers) == UNSTEADY  # a pair alone would tip the scales
    then = NOW.next_page(answers, [page])
    assert then.facets == FACETS
    whole = {**answers, **answers_at("director_of_product", then.items(BANK.rest))}
    assert NOW.scored_answers(whole).keys() > UNSTEADY.keys()


def test_part_one_alone_says_what_draws_and_nothing_of_what_was_done():
    said = NOW.assessment_json(declined(STEADY))
    assert said["verdict"] != "none"
    assert said["halves"]["practised"] is None
    assert said["halves"]["drawn_to"]["family"] == "technology_leadership"
    assert [axis["asked"] for axis in said["axes"]] == [2] * 7
    assert (said["significance"]["between"], said["significance"]["within"]) == (6, 6)
