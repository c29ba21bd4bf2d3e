"""Which cells of a table count: the same as of one person's answers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import RandomState

from questions.answer_rows import asked_in_rows
from questions.bank import current_bank
from tests.questions.sheets import sheets

BANK = current_bank()
KEY = BANK.key
EVERY = np.ones(len(KEY.items), dtype=np.bool_)
PRACTISED = KEY.facet < 0


def row_of(answers):
    points = [answers.get(item) for item in KEY.ids]
    return np.array([[np.nan if point is None else float(point) for point in points]])


def counted(points, columns=EVERY):
    asked = asked_in_rows(np.atleast_2d(points), columns, BANK)
    return {item for item, one in zip(KEY.ids, asked[0], strict=True) if one}


@given(sheets(point=st.integers(1, 6)))
def test_a_row_without_skips_counts_as_the_same_answers_do(answers):
    assert counted(row_of(answers)) == BANK.counted(answers)


@given(sheets(point=st.integers(1, 6)))
def test_a_row_that_leaves_part_two_empty_declined_it(answers):
    kept = {i.id: answers[i.id] for i in BANK.items if i.id in answers and i.facet == "drawn_to"}
    assert counted(row_of(kept)) == BANK.counted(kept) == set(kept)


def test_one_answer_in_part_two_makes_all_of_it_asked():
    points = np.where(PRACTISED | (KEY.short == 0), np.nan, 3.0)
    points[np.flatnonzero(PRACTISED)[0]] = 4
    assert counted(points) == {item.id for item in BANK.first}


def test_a_row_that_leaves_part_one_empty_skipped_it():
    points = np.where(~PRACTISED | (KEY.short == 0), np.nan, 3.0)
    assert counted(points) == {item.id for item in BANK.first}


def test_an_empty_row_was_asked_the_first_items_and_skipped_them():
    assert counted(np.full(len(KEY.items), np.nan)) == {item.id for item in BANK.first}


def test_a_quad_was_asked_of_who_answered_any_of_it():
    points = np.where(KEY.short > 0, 3.0, np.nan)
    quad = [item.id for item in BANK.units(("drawn_to", "practised"))[2]]
    points[KEY.ids.index(quad[1])] = 5
    assert counted(points) == {item.id for item in BANK.first} | set(quad)


def test_a_quad_that_has_no_column_for_one_of_its_items_does_not_count():
    columns = EVERY.copy()
    columns[30] = False
    points = np.where(columns, 3.0, np.nan)
    assert counted(points, columns) == set(KEY.ids) - {item.id for item in BANK.items[28:32]}


def test_a_table_without_part_two_counts_pairs():
    points = np.where(PRACTISED, np.nan, 3.0)
    assert counted(points, ~PRACTISED) == {
        item.id for item in BANK.items if item.facet == "drawn_to"
    }


def test_rows_are_looked_at_one_by_one():
    random = RandomState(1)
    points = random.randint(1, 7, (200, len(KEY.items))).astype(float)
    points[random.rand(*points.shape) < 0.3] = np.nan
    points[::3, PRACTISED] = np.nan
    points[1::3, 28:] = np.nan
    together = asked_in_rows(points, EVERY, BANK)
    alone = [asked_in_rows(row[np.newaxis], EVERY, BANK)[0] for row in points]
    assert np.array_equal(together, np.array(alone))
