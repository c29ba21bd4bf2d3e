"""Which cells of a table of answers count: `QuestionBank.counted`, a row a person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.axes import Floats
from model.scoring import FACETS, Facet
from questions.bank import PART_TWO, QuestionBank


def asked_in_rows(
    points: Floats, columns: NDArray[np.bool_], bank: QuestionBank
) -> NDArray[np.bool_]:
    """Say which items were asked of each person, and count.

    In a table nothing tells a skipped cell from one that was not asked. Of the first items
    all that have a column were asked, but for part two of a row that leaves all of it
    empty: that person declined it. Beyond them, what counts together was asked of who
    answered any of it.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        From 1 to 6, NaN where the cell is empty.
    columns : ndarray of shape (n_items,)
        Which items have a column.

    Returns
    -------
    ndarray of shape (n_people, n_items)
    """
    key, answered = bank.key, ~np.isnan(points)
    first = key.short > 0
    practised, drawn_to = first & (key.facet < 0), first & (key.facet > 0)
    declined = ~answered[:, practised].any(axis=1) & answered[:, drawn_to].any(axis=1)
    asked = np.tile(columns & first, (len(points), 1))
    asked[np.ix_(declined, practised)] = False
    places = {item: place for place, item in enumerate(key.ids)}
    one: tuple[Facet, ...] = tuple(facet for facet in FACETS if facet != PART_TWO)
    alone = declined if (columns & practised).any() else np.ones(len(points), dtype=np.bool_)
    for rows, facets in ((~alone, FACETS), (alone, one)):
        for unit in bank.units(facets):
            cells = np.array([places[item.id] for item in unit])
            there = rows & answered[:, cells].any(axis=1)
            if columns[cells].all():
                asked[np.ix_(np.flatnonzero(there), cells)] = True
    return asked
