"""What people's answers say of the axes: figures, and a reason where one cannot be had.

Nothing here changes the model, and no NaN stands for a result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats
from model.inputs.faults import Faults
from model.research.answer_table import Responses
from model.research.reliability import alpha, omega, pairwise_covariance, sem
from model.scoring import Measurement, ScoringKey, keyed_points

# The standard error of a correlation of .30 among 200 people is .064, and r is a mean of many.
ENOUGH_FOR_MEASUREMENT = 200
POLES_OF = "strategy"
ONE_AXIS, TWO_THINGS = -0.7, -0.3  # corrected correlation of the poles; rules of thumb


@dataclass(frozen=True)
class Figure:
    """A number, or why there is none."""

    value: float | None
    why: str | None = None

    @classmethod
    def of(cls, compute: Callable[[], float]) -> Figure:
        """Compute a number; where it is refused, keep what was said."""
        try:
            return cls(float(compute()))
        except Faults as faults:
            return cls(None, "; ".join(f"{f.where}: {f.what}" for f in faults.faults[:3]))


@dataclass(frozen=True)
class AxisFindings:
    """How far one axis can be relied on, by its first items, which everybody is asked.

    What sharpens is asked of those alone whose result it decides: no sample of people.

    Attributes
    ----------
    people, complete : int
        Who answered any of these items, and who answered all.
    alpha, omega, standard_error, mean, deviation, inter_item : Figure
        Standard error, and mean and deviation of the scale score, are fractions of the
        scale. Kelley's regression would use mean and deviation.
    """

    axis: str
    items: int
    people: int
    complete: int
    alpha: Figure
    omega: Figure
    standard_error: Figure
    mean: Figure
    deviation: Figure
    inter_item: Figure


@dataclass(frozen=True)
class Poles:
    """Whether the two ends of an axis are one thing: raw + items against raw − items.

    Attributes
    ----------
    correlation : Figure
        Near −1 where agreeing with one end means disagreeing with the other.
    corrected : Figure
        The same, corrected for the unreliability of both ends.
    """

    axis: str
    people: int
    correlation: Figure
    corrected: Figure

    @property
    def says(self) -> str:
        """What that means, by a rule of thumb."""
        value = self.corrected.value if self.corrected.value is not None else self.correlation.value
        if value is None:
            return "cannot be told"
        if value <= ONE_AXIS:
            return "one axis"
        return "two things more than one axis" if value > TWO_THINGS else "mostly one axis"


def examine_axes(points: Floats, key: ScoringKey) -> list[AxisFindings]:
    """Reliability of every axis, by the items of the short length.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        From 1 to 6, NaN where skipped or not asked.
    """
    keyed = keyed_points(points, key)
    first = [(key.membership[:, place] > 0) & (key.short > 0) for place in range(len(AXES))]
    return [_examine(axis, keyed, key, items) for axis, items in zip(AXES, first, strict=True)]


def _examine(axis: str, keyed: Floats, key: ScoringKey, items: NDArray[np.bool_]) -> AxisFindings:
    answers = rows_with_any(keyed, items)[:, items]
    names = names_of(key, items)
    return AxisFindings(
        axis=axis,
        items=len(names),
        people=len(answers),
        complete=int((~np.isnan(answers)).all(axis=1).sum()),
        alpha=Figure.of(lambda: alpha(answers, names)),
        omega=Figure.of(lambda: omega(answers, names)),
        standard_error=Figure.of(lambda: sem(answers, items=names)),
        mean=_mean_of_items(answers),
        deviation=Figure.of(lambda: _deviation(pairwise_covariance(answers, names))),
        inter_item=Figure.of(lambda: _inter_item(pairwise_covariance(answers, names))),
    )


def _mean_of_items(answers: Floats) -> Figure:
    given = ~np.isnan(answers)
    if not given.any(axis=0).all():
        return Figure(None, "nobody answered one of the items")
    return Figure(float((np.where(given, answers, 0).sum(axis=0) / given.sum(axis=0)).mean()))


def rows_with_any(cells: Floats, items: NDArray[np.bool_]) -> Floats:
    """The people who answered any of these items."""
    rows: Floats = cells[(~np.isnan(cells[:, items])).any(axis=1)]
    return rows


def names_of(key: ScoringKey, items: NDArray[np.bool_]) -> tuple[str, ...]:
    """The ids of these items."""
    return tuple(name for name, wanted in zip(key.ids, items, strict=True) if wanted)


def _deviation(covariance: Floats) -> float:
    """Standard deviation of the mean of the items, never of a sum below nought."""
    return float(np.sqrt(max(0.0, float(covariance.sum()))) / len(covariance))


def _inter_item(covariance: Floats) -> float:
    own = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(own, own)
    return float(correlation[~np.eye(len(own), dtype=bool)].mean())


def examine_poles(points: Floats, key: ScoringKey, axis: str = POLES_OF) -> Poles:
    """Correlate the mean raw point of an axis's first + items with that of its − items."""
    of_axis = (key.membership[:, AXES.index(axis)] > 0) & (key.short > 0)
    ends = [of_axis & (key.sign > 0), of_axis & (key.sign < 0)]
    both = rows_with_any(rows_with_any(points, ends[0]), ends[1])
    means = np.column_stack([_mean_of_given(both[:, end]) for end in ends])
    r = Figure.of(lambda: _correlation(means, (f"{axis} +", f"{axis} −")))
    parts = [_alpha_of_end(both, key, end) for end in ends]
    return Poles(axis, len(both), r, _corrected(r, parts))


def _mean_of_given(cells: Floats) -> Floats:
    given = ~np.isnan(cells)
    mean: Floats = np.where(given, cells, 0).sum(axis=1) / given.sum(axis=1)
    return mean


def _correlation(pair: Floats, names: Sequence[str]) -> float:
    checked = Responses.of(pair, names, least_items=2)
    correlations = np.asarray(np.corrcoef(checked.answers, rowvar=False))
    return float(correlations[0, 1])


def _alpha_of_end(points: Floats, key: ScoringKey, end: NDArray[np.bool_]) -> Figure:
    short = end & (key.short > 0)
    return Figure.of(lambda: alpha(points[:, short], names_of(key, short)))


def _corrected(r: Figure, parts: Sequence[Figure]) -> Figure:
    relied = [part.value for part in parts if part.value is not None and part.value > 0]
    if r.value is None or len(relied) < len(parts):
        return Figure(None, r.why or "an end of the axis has no reliability above 0")
    corrected = r.value / float(np.sqrt(np.prod(relied)))
    return Figure(max(-1.0, min(1.0, corrected)))


def measurement_from(axes: Sequence[AxisFindings]) -> Measurement | None:
    """Measurement error as the first items show it, or None where too little is known.

    The mean inter-item correlation over the axes, and the root mean square of the
    deviations of their scale scores.
    """
    known_r = [r for found in axes if (r := found.inter_item.value) is not None]
    known_s = [s for found in axes if (s := found.deviation.value) is not None]
    few = min(found.complete for found in axes) < ENOUGH_FOR_MEASUREMENT
    if few or len(known_r) < len(axes) or len(known_s) < len(axes):
        return None
    r, s = float(np.mean(known_r)), float(np.sqrt(np.mean(np.square(known_s))))
    return Measurement(round(r, 6), round(s, 6)) if 0 < r < 1 else None
