"""How much one answer can do: whether a single change takes every name away.

Every answer of every simulated person is moved by one and by two points either way. What
decides whether a role is named are the F ratio and the distance from the nearest role, and
both follow from the sheet as it is by adding what the one answer changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.axes import Floats
from model.matching import FittedModel
from model.research.procedure import Look
from model.scoring import POINTS, ScoringKey, keyed_points
from model.verdict import NOTHING, bases, takes_out_gaps

STEPS = (-2, -1, 1, 2)  # points
CONFIDENT = ("clear", "between", "shortlist")
SURE = 1.96  # standard errors of an interval that is said


def cliff_report(points: Floats, look: Look, key: ScoringKey, model: FittedModel) -> dict[str, Any]:
    """Of those with a name, and of those with a confident verdict, who can lose every name.

    Every item that was asked must have been answered.
    """
    lost, kinds = loses_every_name(points, look, key, model), look.kinds()
    groups = {"named": kinds != "none", "confident": np.isin(kinds, CONFIDENT)}
    return {name: interval(int(lost[who].sum()), int(who.sum())) for name, who in groups.items()}


def interval(times: int, people: int) -> dict[str, Any]:
    """A share with its .95 interval.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> interval(0, 100)["high"].__round__(4)
    0.037
    """
    if not people:
        return {"people": 0, "times": 0, "share": None, "low": None, "high": None}
    share, z = times / people, SURE**2 / people
    middle = (share + z / 2) / (1 + z)
    reach = np.sqrt(z * (share * (1 - share) + z / 4)) / (1 + z)
    low, high = max(0.0, float(middle - reach)), min(1.0, float(middle + reach))
    return {"people": people, "times": times, "share": share, "low": low, "high": high}


def loses_every_name(
    points: Floats, look: Look, key: ScoringKey, model: FittedModel
) -> NDArray[np.bool_]:
    """Whether any single change of a person's answers leaves no role to be named."""
    lost = np.zeros(len(points), dtype=np.bool_)
    for rows, asked in _alike(look.asked):
        lost[rows] = _of_alike(points[rows], look.table.values[rows], asked, key, model)
    return lost


def _alike(asked: NDArray[np.bool_]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """People who were asked the same items, with these items."""
    sets, numbers = np.unique(asked, axis=0, return_inverse=True)
    for number, items in enumerate(sets):
        yield np.flatnonzero(numbers.ravel() == number), items


def _of_alike(
    points: Floats, values: Floats, asked: NDArray[np.bool_], key: ScoringKey, model: FittedModel
) -> NDArray[np.bool_]:
    items = np.flatnonzero(asked)
    gaps = bool(takes_out_gaps(asked, key, model.rules.facet_gaps))
    plain, axes = bases(key, asked.tobytes(), gaps)
    between, within = axes.shape[1], len(items) - plain.shape[1] - axes.shape[1]
    faint = model.rules.faint
    share = model.rules.significant if faint is None else faint.above
    limit = model.f_limit(share, between, within)
    keyed, sign = keyed_points(points, key)[:, items], key.sign[items]
    without = _Residual(keyed, plain)
    whole = _Residual(keyed, np.hstack([plain, axes]))
    lost = np.zeros(len(points), dtype=np.bool_)
    for step in STEPS:
        moved = points[:, items] + step
        there = (moved >= 1) & (moved <= POINTS)
        change = step * sign / (POINTS - 1)
        left, left_without = whole.after(change), without.after(change)
        explained = left_without - left
        with np.errstate(divide="ignore", invalid="ignore"):
            f = (explained / between) / (left / within)
        named = np.where(left < NOTHING, explained > NOTHING, f - limit > NOTHING)
        far = _is_far(values, change, items, key, model)
        lost |= (there & (~named | far)).any(axis=1)
    return lost


class _Residual:
    """The residual sum of squares of a linear model, when one point moves."""

    def __init__(self, keyed: Floats, basis: Floats) -> None:
        left = keyed - (keyed @ basis) @ basis.T
        self._left = left
        self._squares = (left**2).sum(axis=1)[:, np.newaxis]
        self._own = 1 - (basis**2).sum(axis=1)  # the diagonal of 1 − P

    def after(self, change: Floats) -> Floats:
        """‖(1 − P)(y + change e_i)‖² for every item i, shape (n_people, n_items)."""
        moved: Floats = self._squares + 2 * change * self._left + change**2 * self._own
        return np.maximum(0.0, moved)


def _is_far(
    values: Floats, change: Floats, items: NDArray[np.int64], key: ScoringKey, model: FittedModel
) -> NDArray[np.bool_]:
    """Whether every role is then too far away, shape (n_people, n_items)."""
    membership = key.membership[items]
    number = membership @ membership.sum(axis=0)
    axis, moved = membership.argmax(axis=1), change / number
    limit = model.chi_squared_99[values.shape[1] - 1]
    apart = values[:, np.newaxis] - model.centroids
    squared = (model.weights * apart**2).sum(axis=2)
    nearest = squared.min(axis=1)
    most = float((model.weights * 2 * np.abs(moved).max()).max() + 1)  # no change adds more
    far = np.zeros((len(values), len(items)), dtype=np.bool_)
    for row in np.flatnonzero(nearest > limit - most):
        own = apart[row][:, axis]
        after = squared[row][:, np.newaxis] + model.weights[axis] * (2 * own * moved + moved**2)
        far[row] = after.min(axis=0) > limit
    return far
