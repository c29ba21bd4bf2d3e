"""The whole procedure over arrays asks of everybody what is asked of one person."""

import numpy as np
import pytest

from model.axes import AXES
from model.research.cliffs import interval, loses_every_name
from model.research.procedure import Procedure, follow, look_at
from model.research.reason_rates import named_axes, reasons_report
from model.research.simulation import random_sheets, simulate_people, simulate_sitting
from model.research.table import is_beyond
from model.scoring import FACETS, POINTS
from questions.instrument import current_instrument

NOW = current_instrument()
BANK, MODEL = NOW.bank, NOW.model
KEY, PLAN = BANK.key, BANK.plan
PEOPLE = simulate_people(MODEL.centroids, 4, seed=5)
POINTS_OF = np.vstack([simulate_sitting(PEOPLE, KEY, seed=6), random_sheets(20, KEY, seed=7)])


def procedure(facets):
    return Procedure(
        PLAN.pages_at_most, PLAN.axes_on(facets), PLAN.until_stability, PLAN.until_f, facets
    )


def answers_of(row, asked):
    return {item: int(point) for item, point, one in zip(KEY.ids, row, asked, strict=True) if one}


@pytest.mark.parametrize("facets", [FACETS, ("drawn_to",)], ids=["both", "part one"])
def test_everybody_is_asked_and_told_what_one_by_one_they_would_be(facets):
    looks = follow(POINTS_OF, KEY, MODEL, procedure(facets))
    assert len(looks) == 1 + PLAN.pages_at_most
    for person, row in enumerate(POINTS_OF):
        asked, chosen = looks[0].asked[person], []
        for look in looks[1:]:
            page = NOW.next_page(answers_of(row, asked), chosen)
            assert look.new[person] == (page is not None)
            if page is not None:
                chosen.append(page)
                axes = [AXES[at] for at in look.axes[person] if at >= 0]
                assert axes == list(page.axes)
                new = {KEY.ids[at] for at in np.flatnonzero(look.asked[person] & ~asked)}
                assert new == {item.id for item in page.items(BANK.rest)}
            asked = look.asked[person]
        said = NOW.assess(answers_of(row, asked))
        assert looks[-1].verdicts[person] == said.verdict
        assert MODEL.roles[looks[-1].order[person, 0]] == said.roles[0].role
        assert looks[-1].nearest_stability[person] == said.roles[0].stability


def test_sparing_the_draws_asks_the_same_people_the_same():
    plan = procedure(FACETS)
    whole, sparing = (follow(POINTS_OF, KEY, MODEL, plan, sparing=one) for one in (False, True))
    for one, other in zip(whole, sparing, strict=True):
        assert np.array_equal(one.asked, other.asked)
        assert np.array_equal(one.table.significant, other.table.significant)
        assert other.verdicts == []


# One answer


@pytest.mark.parametrize("look", [0, 2], ids=["short", "sharpened"])
def test_who_can_lose_every_name_is_found_by_trying_every_change(look):
    looked = follow(POINTS_OF, KEY, MODEL, procedure(FACETS))[look]
    lost = loses_every_name(POINTS_OF, looked, KEY, MODEL)
    for person in range(0, len(POINTS_OF), 3):
        answers = answers_of(POINTS_OF[person], looked.asked[person])
        changes = (
            {**answers, item: point + step}
            for item, point in answers.items()
            for step in (-2, -1, 1, 2)
            if 1 <= point + step <= POINTS
        )
        assert lost[person] == any(NOW.assess(c).verdict.kind == "none" for c in changes)


def test_a_confident_verdict_is_never_one_answer_from_nothing():
    """Among these people there is one whom the F test alone would leave one answer from it."""
    people = simulate_people(MODEL.centroids, 500, seed=20261122)
    points = simulate_sitting(people, KEY, seed=20261123)
    asked = np.tile(KEY.short > 0, (len(points), 1))
    look = look_at(points, asked, KEY, MODEL)
    lost = loses_every_name(points, look, KEY, MODEL)
    confident = np.isin(look.kinds(), ("clear", "between", "shortlist"))
    assert not (lost & confident).any()
    beyond = is_beyond(look.table, np.full(len(points), 0.95), MODEL)
    assert (lost & beyond).sum() == 1
    assert lost[look.kinds() == "faint"].any()


def test_an_interval_by_hand():
    """Wilson (1927): 3 of 100 give .0103 to .0845; none of 100, 0 to .0370."""
    found = interval(3, 100)
    assert (found["low"], found["high"]) == pytest.approx((0.0103, 0.0845), abs=5e-5)
    assert interval(0, 0)["share"] is None


# Reasons


def test_axes_are_named_as_assess_names_them():
    look = follow(POINTS_OF, KEY, MODEL, procedure(FACETS))[0]
    speaks, differs = named_axes(look, MODEL)
    for person, row in enumerate(POINTS_OF):
        reasons = NOW.assess(answers_of(row, look.asked[person])).reasons
        for sign, named in ((1, speaks), (-1, differs)):
            told = {reason.axis for reason in reasons if reason.speaks == sign}
            assert told == {AXES[at] for at in np.flatnonzero(named[person])}


def test_the_rates_are_shares_of_those_who_are_named_a_role():
    people = simulate_people(MODEL.centroids, 6, seed=8)
    points = simulate_sitting(people, KEY, seed=9)
    look = follow(points, KEY, MODEL, procedure(FACETS))[-1]
    report = reasons_report(people, look, MODEL)
    speaks, _ = named_axes(look, MODEL)
    named = look.kinds() != "none"
    assert report["people"] == named.sum()
    assert list(report["for"].values()) == pytest.approx(speaks[named].mean(axis=0).tolist())
    assert 0 < report["technical"]["people"] <= 6
