"""Sheets of answers, for the tests of questions and model."""

from hypothesis import strategies as st

from model.scoring import POINTS
from questions.bank import current_bank

BANK = current_bank()
KEY = BANK.key
points = st.integers(1, POINTS)
points_or_skips = st.one_of(points, points, points, st.none())  # a quarter is skipped


def item_ids(length="long"):
    return [item.id for item in BANK.items_of(length)]


def uniform(point, length="long"):
    return dict.fromkeys(item_ids(length), point)


@st.composite
def sheets(draw, lengths=("short", "long"), point=points_or_skips):
    """All answers of one sitting, short or long, in the order of asking."""
    ids = item_ids(draw(st.sampled_from(lengths)))
    return dict(zip(ids, draw(st.lists(point, min_size=len(ids), max_size=len(ids))), strict=True))


@st.composite
def half_sheets(draw):
    """Some answers of a sitting, as they are before its end."""
    sheet = draw(sheets())
    kept = draw(st.sets(st.sampled_from(sorted(sheet))))
    return {item: point for item, point in sheet.items() if item in kept}
