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
from model.scoring import POINTS, ScoringKey, keyed_points, regressed, score_axes
from model.stability import second_sittings, shares
from model.verdict import (
    NOTHING,
    Significance,
    Verdict,
    bases,
    decide,
    level,
    takes_out_gaps,
    withstands,
)


@dataclass(frozen=True, eq=False)
class ScoredTable:
    """What is said of many people, one row per person.

    Attributes
    ----------
    values : ndarray of shape (n_people, 7)
        From 0 to 1, NaN where an axis has no value.
    errors : ndarray of shape (n_people, 7)
        Standard errors of the values.
    answered : ndarray of shape (n_people, 7)
        Numbers of answered items.
    nearest : ndarray of shape (n_people,)
        Index of the nearest role, by distance alone; −1 where no axis has a value.
    distances : ndarray of shape (n_people, n_roles)
        In units of within-role spread; NaN where no axis has a value.
    f : ndarray of shape (n_people,)
        F ratio between axes; infinite where nothing is left within them, NaN where there is
        too little to test.
    between, within : ndarray of shape (n_people,)
        Its degrees of freedom.
    significant, named : ndarray of shape (n_people,)
        Whether F lies beyond the quantiles from which a verdict is confident, and from
        which roles are named at all: without that the nearest role means nothing.
    """

    values: Floats
    errors: Floats
    answered: Floats
    nearest: NDArray[np.int64]
    distances: Floats
    f: Floats
    between: NDArray[np.int64]
    within: NDArray[np.int64]
    significant: NDArray[np.bool_]
    named: NDArray[np.bool_]


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
    answered = (~np.isnan(points)).astype(float) @ key.membership
    errors = model.measurement.standard_error(answered)
    if model.rules.kelley is not None:
        values, errors, _ = regressed(values, errors, model.rules.kelley)
    squared = np.round(squared_distances(values, model), TIE)
    nearest = rank_nearest(values, model)
    f, between, within, squares = _f_ratio(points, values, asked, key, model)
    rules, everybody = model.rules, np.ones(len(points))
    confident = level(key.is_sharpened(~np.isnan(points)), rules) * everybody
    significant = _beyond(f, between, within, confident, model)
    named, faint = significant, rules.faint
    if faint is not None:
        named = _beyond(f, between, within, faint.above * everybody, model)
        doubtful = significant & ~_stand_clearly(*squares, between, within, model)
        significant &= ~doubtful | _withstands(points, values, asked, doubtful, key, model)
    return ScoredTable(
        values=frozen(values),
        errors=frozen(errors),
        answered=frozen(answered),
        nearest=nearest,
        distances=frozen(np.where(nearest[:, np.newaxis] == NOBODY, np.nan, np.sqrt(squared))),
        f=frozen(f),
        between=between,
        within=within,
        significant=significant,
        named=named,
    )


def _f_ratio(
    points: Floats, values: Floats, asked: NDArray[np.bool_], key: ScoringKey, model: FittedModel
) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64], tuple[Floats, Floats]]:
    """The F test of `model.verdict.significance`, for all rows at once.

    Every item is of one axis and one facet, so no basis is needed: the model with the
    axes is a mean for each axis and facet together plus the keying effect; the one without
    is one mean, each axis's facet gap and the keying effect. Both come from sums.
    """
    used = ~np.isnan(points) & (~np.isnan(values) @ key.membership.T > 0)
    gaps = np.broadcast_to(takes_out_gaps(asked, key, model.rules.facet_gaps), len(points))
    sums = _Sums(np.where(used, keyed_points(points, key), 0.0), used.astype(float), key)
    left, parameters = sums.with_axes()
    left_without, parameters_without = sums.without_axes(gaps.astype(float))
    between, within = parameters - parameters_without, used.sum(axis=1) - parameters
    testable = (between >= 1) & (within >= 1)
    residual, explained = np.maximum(0.0, left), left_without - left
    with np.errstate(divide="ignore", invalid="ignore"):
        f = (explained / between) / (residual / within)
        f = np.where(residual < NOTHING, np.where(explained > NOTHING, np.inf, np.nan), f)
    return np.where(testable, f, np.nan), between, within, (explained, residual)


def _stand_clearly(
    explained: Floats,
    residual: Floats,
    between: NDArray[np.int64],
    within: NDArray[np.int64],
    model: FittedModel,
) -> NDArray[np.bool_]:
    """`model.verdict.stands_clearly` for all rows; false where nothing was tested."""
    faint = model.rules.faint
    stand = np.zeros(len(between), dtype=np.bool_)
    if faint is not None:
        limits = _f_limits(between, within, np.full(len(between), faint.above), model)
        rows = np.isfinite(limits)
        least = limits[rows] * between[rows] / within[rows]
        of_axes, left = (np.sqrt(np.maximum(0, part[rows])) for part in (explained, residual))
        farthest = faint.withstood / (POINTS - 1)
        stand[rows] = of_axes - farthest > np.sqrt(least) * (left + farthest)
    return stand


def _f_limits(
    between: NDArray[np.int64], within: NDArray[np.int64], shares: Floats, model: FittedModel
) -> Floats:
    """A quantile of F, one a row; infinite where nothing can be tested."""
    limits = np.full(len(between), np.inf)
    for share in np.unique(shares):
        rows = (between >= 1) & (within >= 1) & (shares == share)
        limits[rows] = model.f_quantiles[share][between[rows] - 1, within[rows] - 1]
    return limits


def is_beyond(table: ScoredTable, shares: Floats, model: FittedModel) -> NDArray[np.bool_]:
    """Whether F lies beyond a quantile, one a row."""
    return _beyond(table.f, table.between, table.within, shares, model)


def _beyond(
    f: Floats,
    between: NDArray[np.int64],
    within: NDArray[np.int64],
    shares: Floats,
    model: FittedModel,
) -> NDArray[np.bool_]:
    limits = _f_limits(between, within, shares, model)
    with np.errstate(invalid="ignore"):
        beyond: NDArray[np.bool_] = (f - limits > NOTHING) | np.isposinf(f)
    return beyond


def _withstands(
    points: Floats,
    values: Floats,
    asked: NDArray[np.bool_],
    doubtful: NDArray[np.bool_],
    key: ScoringKey,
    model: FittedModel,
) -> NDArray[np.bool_]:
    """Whether no single answer takes all names away, of those for whom it is to be looked at.

    Rows with the same items share the bases of both models.
    """
    stands = np.ones(len(points), dtype=np.bool_)
    used = ~np.isnan(points) & (~np.isnan(values) @ key.membership.T > 0)
    gaps = np.broadcast_to(takes_out_gaps(asked, key, model.rules.facet_gaps), len(points))
    rows = np.flatnonzero(doubtful)
    if not len(rows):
        return stands
    packed = np.packbits(np.column_stack([used[rows], gaps[rows]]), axis=1)
    kinds, numbers = np.unique(packed, axis=0, return_inverse=True)
    for kind in range(len(kinds)):
        alike = rows[numbers.ravel() == kind]
        items = used[alike[0]]
        keyed = keyed_points(points[alike], key)[:, items]
        stands[alike] = _stand(keyed, *bases(key, items.tobytes(), bool(gaps[alike[0]])), model)
    return stands


def _stand(keyed: Floats, plain: Floats, axes: Floats, model: FittedModel) -> NDArray[np.bool_]:
    """`model.verdict.withstands` for rows with the same items."""
    faint = model.rules.faint
    if faint is None:
        return np.ones(len(keyed), dtype=np.bool_)
    between, within = axes.shape[1], keyed.shape[1] - plain.shape[1] - axes.shape[1]
    if between < 1 or within < 1:
        return np.ones(len(keyed), dtype=np.bool_)
    least = model.f_limit(faint.above, between, within) * between / within
    return np.array([withstands(row, plain, axes, faint.withstood, least) for row in keyed])


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

    def without_axes(self, taken_out: Floats) -> tuple[Floats, NDArray[np.int64]]:
        """The same without the axes: one mean, the keying effect, and facet gaps.

        Parameters
        ----------
        taken_out : ndarray of shape (n_people,)
            1 where facet gaps are in the model, else 0.
        """
        total, (sign, signed), (point, squares) = self._totals
        size = self._number.sum(axis=0)
        parts = (self._number, self._sign, self._point)
        gaps = [(part[0] - part[1]) * taken_out[:, np.newaxis] for part in parts]

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
        of_gaps = (size > 0).sum(axis=1) * taken_out.astype(np.int64)
        return squares, of_gaps + mean + keying


def _by_facet(cells: Floats, key: ScoringKey) -> Floats:
    """Sums by facet and axis, shape (2, n_people, 7)."""
    return np.stack([(cells * (key.facet == facet)) @ key.membership for facet in (1, -1)])


def _take_out(xx: Floats, xy: Floats, yy: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """What is left of y² after x, and 1 where x took a parameter: where it is not nothing."""
    there = xx > NOTHING
    with np.errstate(divide="ignore", invalid="ignore"):
        left: Floats = np.where(there, yy - xy**2 / xx, yy)
    return left, there.astype(np.int64)


def decide_table(
    table: ScoredTable, model: FittedModel, stability: Floats | None = None
) -> list[Verdict]:
    """Choose the verdict for every row of a scored table.

    Parameters
    ----------
    stability : ndarray of shape (n_people, n_roles), optional
        Where it is known; else it is computed of those to whom roles are named.
    """
    if stability is None:
        named = np.flatnonzero(table.named)
        stability = np.zeros(table.distances.shape)
        stability[named] = stability_table(table, model, named)
    squared = table.distances**2
    order = np.argsort(np.round(squared, TIE), axis=1, kind="stable")
    shares = np.take_along_axis(stability, order, axis=1).tolist()
    squared = np.take_along_axis(squared, order, axis=1).tolist()
    names = np.array(model.roles, dtype=object)[order].tolist()
    verdicts = []
    for person, there in enumerate(table.named.tolist()):
        # Without it decide() looks at no role.
        of_person = (names[person], squared[person], shares[person]) if there else ((), (), ())
        ranked = list(zip(*of_person, strict=True))
        significant = bool(table.significant[person])
        tested = Significance(None, None, 0, 0, significant, None, there)
        verdicts.append(decide(AxisValues(table.values[person]), tested, ranked, model))
    return verdicts


def stability_table(
    table: ScoredTable, model: FittedModel, people: NDArray[np.int64] | None = None
) -> Floats:
    """Share of simulated second sittings in which each role is the nearest, one row per person.

    What `model.stability` gives, shape (n_people, n_roles), of all of them or of some.
    """
    chosen = np.arange(len(table.values)) if people is None else people
    pair = second_sittings(table.values[chosen], table.errors[chosen], model)
    sittings = zip(*pair, strict=True)
    found = [shares(mean, deviation, model) for mean, deviation in sittings]
    return np.array(found).reshape(len(chosen), len(model.roles))
