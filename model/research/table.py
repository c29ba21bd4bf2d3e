"""Many people at once: a table of answers in, axis values, roles and distances out.

The same arithmetic as `model.assessment`, over arrays: what it says of a row is what
`assess` says of that person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.axes import AxisValues, Floats, frozen
from model.matching import NOBODY, TIE, FittedModel, rank_nearest, squared_distances
from model.scoring import ScoringKey, keyed_points, score_axes
from model.stability import second_sittings, shares
from model.verdict import NOTHING, Significance, Verdict, decide


@dataclass(frozen=True, eq=False)
class ScoredTable:
    """What is said of many people, one row per person.

    Attributes
    ----------
    values : ndarray of shape (n_people, 7)
        From 0 to 1, NaN where an axis has no value.
    answered : ndarray of shape (n_people, 7)
        Numbers of answered items.
    nearest : ndarray of shape (n_people,)
        Index of the nearest role, by distance alone; −1 where no axis has a value.
    distances : ndarray of shape (n_people, n_roles)
        In units of within-role spread; NaN where no axis has a value.
    f : ndarray of shape (n_people,)
        F ratio between axes; NaN where there is nothing to divide by.
    significant : ndarray of shape (n_people,)
        Whether the answers say anything: without it the nearest role means nothing.
    """

    values: Floats
    answered: Floats
    nearest: NDArray[np.int64]
    distances: Floats
    f: Floats
    significant: NDArray[np.bool_]


def score_table(
    points: Floats,
    key: ScoringKey,
    model: FittedModel,
    asked: NDArray[np.bool_] | None = None,
) -> ScoredTable:
    """Score people by the thousand.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        From 1 to 6, NaN where there is none.
    asked : ndarray of shape (n_items,) or (n_people, n_items), optional
        Which items were asked; all of them if not given.

    Examples
    --------
    Someone who agrees with whatever stands at the high end of every axis:

    >>> import numpy as np
    >>> from model.matching import fitted_model
    >>> from model.scoring import KeyedItem, ScoringKey
    >>> from model.axes import AXES
    >>> key = ScoringKey(tuple(
    ...     KeyedItem(f"{axis}_{facet}_{keying}", axis, facet, keying, True)
    ...     for axis in AXES for facet in ("drawn_to", "practised") for keying in "+-"))
    >>> table = score_table(np.where(key.sign > 0, 6.0, 1.0)[np.newaxis], key, fitted_model())
    >>> table.values.tolist(), table.significant.tolist()
    ([[1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]], [False])
    """
    asked = np.ones(len(key.items), dtype=np.bool_) if asked is None else asked
    values = score_axes(points, asked, key)
    squared = np.round(squared_distances(values, model), TIE)
    nearest = rank_nearest(values, model)
    f, significant = _significance(points, values, key, model)
    return ScoredTable(
        values=frozen(values),
        answered=frozen((~np.isnan(points)).astype(float) @ key.membership),
        nearest=nearest,
        distances=frozen(np.where(nearest[:, np.newaxis] == NOBODY, np.nan, np.sqrt(squared))),
        f=frozen(f),
        significant=significant,
    )


def _significance(
    points: Floats, values: Floats, key: ScoringKey, model: FittedModel
) -> tuple[Floats, NDArray[np.bool_]]:
    """The F test of `model.verdict.significance`, for all rows at once.

    Every item is of one axis and one facet, so no basis is needed: the model with the
    axes is a mean for each axis and facet together plus the keying effect; the one without
    is one mean, each axis's facet gap and the keying effect. Both come from sums.
    """
    used = ~np.isnan(points) & (~np.isnan(values) @ key.membership.T > 0)
    sums = _Sums(np.where(used, keyed_points(points, key), 0.0), used.astype(float), key)
    left, parameters = sums.with_axes()
    left_without, parameters_without = sums.without_axes()
    between, within = parameters - parameters_without, used.sum(axis=1) - parameters
    testable = (between >= 1) & (within >= 1)
    residual, explained = np.maximum(0.0, left), left_without - left
    exact = residual < NOTHING
    critical = model.f_95[np.where(testable, between, 1) - 1, np.where(testable, within, 1) - 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        f = np.where(testable & ~exact, (explained / between) / (residual / within), np.nan)
    return f, testable & np.where(exact, explained > NOTHING, f > critical)


class _Sums:
    """What both models need of each row: sums and products, by axis and facet.

    Parameters
    ----------
    keyed, used : ndarray of shape (n_people, n_items)
        Keyed points, 0 where there is none; 1 where there is one.
    """

    def __init__(self, keyed: Floats, used: Floats, key: ScoringKey) -> None:
        self._number = _by_facet(used, key)
        self._sign = _by_facet(used * key.sign, key)
        self._point = _by_facet(keyed, key)
        self._totals = (
            used.sum(axis=1),
            (used @ key.sign, keyed @ key.sign),
            (keyed.sum(axis=1), (keyed**2).sum(axis=1)),
        )

    def with_axes(self) -> tuple[Floats, NDArray[np.int64]]:
        """Residual sum of squares with the axes in the model, and its parameters."""
        total, (_, signed), (_, squares) = self._totals
        size = self._number

        def about_means(left: Floats, right: Floats) -> Floats:
            """What the means of the cells take of a sum of products, shape (n_people,)."""
            taken: Floats = (left * right / np.maximum(size, 1)).sum(axis=(0, 2))
            return taken

        signs = total - about_means(self._sign, self._sign)
        both = signed - about_means(self._sign, self._point)
        squares = squares - about_means(self._point, self._point)
        squares, keying = _take_out(signs, both, squares)
        return squares, (size > 0).sum(axis=(0, 2)) + keying

    def without_axes(self) -> tuple[Floats, NDArray[np.int64]]:
        """The same without the axes: one mean, facet gaps and the keying effect."""
        total, (sign, signed), (point, squares) = self._totals
        size = self._number.sum(axis=0)
        gaps = [part[0] - part[1] for part in (self._number, self._sign, self._point)]

        def about_gaps(left: int, right: int) -> Floats:
            """The same of the gaps between facets, with their kinds by number."""
            taken: Floats = (gaps[left] * gaps[right] / np.maximum(size, 1)).sum(axis=1)
            return taken

        ones, mixed = total - about_gaps(0, 0), sign - about_gaps(0, 1)
        points = point - about_gaps(0, 2)
        signs, _ = _take_out(ones, mixed, total - about_gaps(1, 1))
        squares, mean = _take_out(ones, points, squares - about_gaps(2, 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            shared = np.where(mean > 0, mixed * points / ones, 0.0)
        squares, keying = _take_out(signs, signed - about_gaps(1, 2) - shared, squares)
        return squares, (size > 0).sum(axis=1) + mean + keying


def _by_facet(cells: Floats, key: ScoringKey) -> Floats:
    """Sums by facet and axis, shape (2, n_people, 7)."""
    return np.stack([(cells * (key.facet == facet)) @ key.membership for facet in (1, -1)])


def _take_out(xx: Floats, xy: Floats, yy: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """What is left of y² after x, and 1 where x took a parameter: where it is not nothing."""
    there = xx > NOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        left: Floats = np.where(there, yy - xy**2 / xx, yy)
    return left, there.astype(np.int64)


def decide_table(table: ScoredTable, model: FittedModel) -> list[Verdict]:
    """Choose the verdict for every row of a scored table."""
    errors = model.measurement.standard_error(table.answered)
    sittings = zip(*second_sittings(table.values, errors, model), strict=True)
    squared = table.distances**2
    orders = np.argsort(np.round(squared, TIE), axis=1, kind="stable").tolist()
    verdicts = []
    for person, (mean, deviation) in enumerate(sittings):
        significant = bool(table.significant[person])
        ranked: list[tuple[str, float, float]] = []
        if significant:  # without it decide() looks at no role, and the draws are spared
            share = shares(mean, deviation, model).tolist()
            ranked = [(model.roles[i], squared[person, i], share[i]) for i in orders[person]]
        tested = Significance(None, None, 0, 0, significant)
        verdicts.append(decide(AxisValues(table.values[person]), tested, ranked, model))
    return verdicts


def stability_table(table: ScoredTable, model: FittedModel) -> Floats:
    """Share of simulated second sittings in which each role is the nearest, one row per person.

    What `model.stability` gives, shape (n_people, n_roles).
    """
    errors = model.measurement.standard_error(table.answered)
    sittings = zip(*second_sittings(table.values, errors, model), strict=True)
    return np.array([shares(mean, deviation, model) for mean, deviation in sittings])
