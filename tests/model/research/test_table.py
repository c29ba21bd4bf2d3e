"""A table says of every row what assess() says of that person."""

import numpy as np
import pytest
from numpy.random import RandomState

from model.matching import NOBODY
from model.research.simulation import random_sheets, simulate_people, simulate_sitting
from model.research.table import decide_table, score_table, stability_table
from questions.instrument import current_instrument

INSTRUMENT = current_instrument()
KEY, MODEL = INSTRUMENT.bank.key, INSTRUMENT.model


def sheets(skipped):
    people = simulate_people(MODEL.centroids, each=3, seed=1)
    points = np.vstack(
        [
            simulate_sitting(people, KEY, seed=2),
            random_sheets(20, KEY, seed=3),
            [np.full(len(KEY.items), point) for point in (1.0, 4.0, 6.0)],
            np.where(KEY.sign > 0, 6.0, 1.0)[np.newaxis],
        ]
    )
    return np.where(RandomState(4).rand(*points.shape) < skipped, np.nan, points)


def answers_of(row, asked):
    return {
        item: None if np.isnan(point) else int(point)
        for item, point, was_asked in zip(KEY.ids, row, asked, strict=True)
        if was_asked
    }


ASKED = {
    "short": KEY.short > 0,
    "long": np.ones(len(KEY.items), dtype=bool),
    "part one": (KEY.short > 0) & (KEY.facet > 0),
    "all of part one": KEY.facet > 0,
}


@pytest.mark.parametrize("length", ASKED)
@pytest.mark.parametrize("skipped", [0.0, 0.03, 0.15, 0.4, 0.8, 1.0])
def test_a_table_says_of_every_row_what_assess_says(skipped, length):
    asked = ASKED[length]
    points = np.where(asked, sheets(skipped), np.nan)
    table = score_table(points, KEY, MODEL, asked)
    verdicts = decide_table(table, MODEL)
    for person, row in enumerate(points):
        one = INSTRUMENT.assess(answers_of(row, asked))
        np.testing.assert_allclose(table.values[person], one.scores.values.array, atol=1e-12)
        assert table.significant[person] == one.significance.significant
        assert table.named[person] == one.significance.named
        f = np.inf if one.significance.named else np.nan
        f = f if one.significance.f is None else one.significance.f
        np.testing.assert_allclose(table.f[person], f, rtol=1e-7, atol=1e-9)
        assert verdicts[person] == one.verdict
        if one.roles:
            nearest = one.roles[0]
            assert MODEL.roles[table.nearest[person]] == nearest.role
            distance = table.distances[person, table.nearest[person]]
            assert distance**2 == pytest.approx(nearest.distance**2, abs=3e-9)
        else:
            assert table.nearest[person] == NOBODY
            assert np.isnan(table.distances[person]).all()


@pytest.mark.parametrize("skipped", [0.0, 0.15, 0.8])
def test_the_stability_of_every_row_is_that_persons_to_the_last_draw(skipped):
    points = sheets(skipped)
    found = stability_table(score_table(points, KEY, MODEL), MODEL)
    everything = np.ones(len(KEY.items), dtype=bool)
    for row, shares in zip(points, found, strict=True):
        for role in INSTRUMENT.assess(answers_of(row, everything)).roles:
            assert shares[MODEL.roles.index(role.role)] == role.stability


def test_nobody_at_all_is_a_table_of_no_rows():
    table = score_table(np.empty((0, len(KEY.items))), KEY, MODEL)
    assert table.values.shape == (0, 7)
    assert decide_table(table, MODEL) == []
