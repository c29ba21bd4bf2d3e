"""What people's answers say of each item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats
from model.inputs.faults import Faults
from model.research.axis_findings import Figure, names_of, rows_with_any
from model.research.reliability import item_rest_correlations
from model.scoring import POINTS, ScoringKey, keyed_points

WEAK_ITEM_REST = 0.20
LITTLE_DEVIATION = 0.5  # points
AT_ONE_END = 0.60  # share of answers at one end of the scale
OFTEN_SKIPPED = 0.10


@dataclass(frozen=True)
class ItemFindings:
    """How one item does.

    Attributes
    ----------
    mean, deviation : float or None
        Of the raw points; None where fewer than two people answered.
    lowest, highest : float or None
        Share of answers at the first and at the last point.
    faults : tuple of str
        What is wrong with it; empty where nothing is.
    """

    item: str
    axis: str
    asked: int
    answered: int
    mean: float | None
    deviation: float | None
    lowest: float | None
    highest: float | None
    item_rest: Figure
    faults: tuple[str, ...]


def examine_items(points: Floats, asked: NDArray[np.bool_], key: ScoringKey) -> list[ItemFindings]:
    """Look at every item by itself and beside the others of its axis.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
    asked : ndarray of shape (n_people, n_items)
        Where an item was asked, answered or not.
    """
    item_rest = _item_rest(points, key)
    return [
        _item(item.id, item.axis, points[:, place], asked[:, place], item_rest[item.id])
        for place, item in enumerate(key.items)
    ]


def _item_rest(points: Floats, key: ScoringKey) -> dict[str, Figure]:
    """Each short item beside the short ones of its axis; the others beside all of it."""
    keyed = keyed_points(points, key)
    found: dict[str, Figure] = {}
    for axis in range(len(AXES)):
        every = key.membership[:, axis] > 0
        short = every & (key.short > 0)
        for items, any_of in ((every, every & ~short), (short, short)):
            found |= _item_rest_among(rows_with_any(keyed, any_of)[:, items], names_of(key, items))
    return found


def _item_rest_among(answers: Floats, names: tuple[str, ...]) -> dict[str, Figure]:
    varying = [np.unique(column[~np.isnan(column)]).size > 1 for column in answers.T]
    kept = tuple(name for name, varies in zip(names, varying, strict=True) if varies)
    found = dict.fromkeys(names, Figure(None, "the answers do not vary"))
    try:
        r = item_rest_correlations(answers[:, varying], kept)
    except Faults as faults:
        why = "; ".join(f"{f.where}: {f.what}" for f in faults.faults[:3])
        return found | dict.fromkeys(kept, Figure(None, why))
    return found | {name: Figure(float(one)) for name, one in zip(kept, r, strict=True)}


def _item(
    item: str, axis: str, points: Floats, asked: NDArray[np.bool_], item_rest: Figure
) -> ItemFindings:
    given = points[~np.isnan(points)]
    told = given.size >= 2
    found = ItemFindings(
        item=item,
        axis=axis,
        asked=int(asked.sum()),
        answered=given.size,
        mean=float(given.mean()) if told else None,
        deviation=float(given.std(ddof=1)) if told else None,
        lowest=float((given == 1).mean()) if told else None,
        highest=float((given == POINTS).mean()) if told else None,
        item_rest=item_rest,
        faults=(),
    )
    return replace(found, faults=tuple(_item_faults(found)))


def _item_faults(found: ItemFindings) -> Iterable[str]:
    if not found.asked:
        return
    if found.deviation is None or found.lowest is None or found.highest is None:
        yield "fewer than two people answered"
        return
    r = found.item_rest.value
    if r is None:
        yield f"item-rest correlation unknown ({found.item_rest.why})"
    elif r < 0:
        yield f"runs against its axis: item-rest correlation {r:.2f}"
    elif r < WEAK_ITEM_REST:
        yield f"hardly goes with its axis: item-rest correlation {r:.2f}"
    if found.deviation < LITTLE_DEVIATION:
        yield f"hardly any variance: standard deviation {found.deviation:.2f} points"
    if found.lowest > AT_ONE_END:
        yield f"floor: {found.lowest:.0%} gave the lowest point"
    if found.highest > AT_ONE_END:
        yield f"ceiling: {found.highest:.0%} gave the highest point"
    skipped = 1 - found.answered / found.asked
    if skipped > OFTEN_SKIPPED:
        yield f"skipped by {skipped:.0%}"
