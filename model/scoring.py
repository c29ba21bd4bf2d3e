"""Answers in, one scale score an axis out, with its standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, AxisValues, Floats, frozen
from model.inputs.faults import Fault, Faults
from model.rules import ErrorRule, Kelley

POINTS = 6  # labelled points of the response scale, without a midpoint
ENOUGH_ANSWERED = 0.75  # share of an axis's asked items that must be answered
CLEAR_DIFFERENCE = 1.96  # standard errors to each side of a place, in the line drawn around it
FIRST_ITEMS = 4  # items an axis in the short length

Answers = Mapping[str, int | None]  # item id -> point from 1, None skipped, absent not asked
Facet = Literal["drawn_to", "practised"]
Keying = Literal["+", "-"]
FACETS: tuple[Facet, ...] = get_args(Facet)


@dataclass(frozen=True)
class KeyedItem:
    """How one item counts."""

    id: str
    axis: str
    facet: Facet
    keying: Keying
    short: bool


@dataclass(frozen=True, eq=False)  # by identity: it is looked up by it, for every sheet
class ScoringKey:
    """How all items count, as arrays over the items in their order."""

    items: tuple[KeyedItem, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Item ids."""
        return tuple(item.id for item in self.items)

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The axis of each item."""
        return tuple(item.axis for item in self.items)

    @cached_property
    def membership(self) -> Floats:
        """1 where an item belongs to an axis, shape (n_items, 7)."""
        return frozen(np.array([[float(i.axis == axis) for axis in AXES] for i in self.items]))

    @cached_property
    def short_membership(self) -> Floats:
        """The same for items of the short length only; 0 for all others."""
        return frozen(self.membership * self.short[:, np.newaxis])

    @cached_property
    def sign(self) -> Floats:
        """+1 or −1 an item: its keying."""
        return frozen(np.array([1.0 if item.keying == "+" else -1.0 for item in self.items]))

    @cached_property
    def facet(self) -> Floats:
        """+1 for `drawn_to`, −1 for `practised`."""
        return frozen(np.array([1.0 if i.facet == "drawn_to" else -1.0 for i in self.items]))

    @cached_property
    def places(self) -> tuple[tuple[int, ...], ...]:
        """The places of each axis's items, one tuple an axis."""
        named = enumerate(self.axes)
        places: dict[str, list[int]] = {axis: [] for axis in AXES}
        for place, axis in named:
            places[axis].append(place)
        return tuple(tuple(places[axis]) for axis in AXES)

    @cached_property
    def short(self) -> Floats:
        """1 for items of the short length, else 0."""
        return frozen(np.array([float(item.short) for item in self.items]))

    @cached_property
    def first_items(self) -> int:
        """How many items the short length has."""
        return sum(item.short for item in self.items)

    @cached_property
    def sharpening(self) -> NDArray[np.bool_]:
        """Which items are beyond the short length, shape (n_items,)."""
        beyond: NDArray[np.bool_] = np.equal(self.short, 0)
        return beyond

    def is_sharpened(self, answered: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether an item beyond the short length was answered, shape (...) of (..., n_items)."""
        return np.asarray((answered & self.sharpening).any(axis=-1))

    def sheet(self, answers: Answers) -> Sheet:
        """Lay answers out in the order of the items.

        Raises
        ------
        Faults
            Unknown items and points off the scale, all of them.
        """
        faults = list(self._faults(answers))
        if faults:
            raise Faults(faults)
        points = [answers.get(item) for item in self.ids]
        return Sheet(
            points=frozen(np.array([np.nan if p is None else float(p) for p in points])),
            asked=np.array([item in answers for item in self.ids]),
        )

    def _faults(self, answers: Answers) -> Iterable[Fault]:
        known = set(self.ids)
        for item, point in answers.items():
            if item not in known:
                near = get_close_matches(str(item), self.ids, n=1)
                hint = f"Did you mean {near[0]!r}" if near else "Use the ids of this instrument"
                yield Fault(f"answer {item!r}", "there is no such item", hint)
            elif not (point is None or (type(point) is int and 1 <= point <= POINTS)):
                remedy = f"Give a whole number from 1 to {POINTS}, or null for skipped"
                yield Fault(f"answer {item!r}", f"{point!r} is not a point of the scale", remedy)


@dataclass(frozen=True, eq=False)
class Sheet:
    """One person's answers over all items of a key.

    Attributes
    ----------
    points : ndarray of shape (n_items,)
        From 1 to 6; NaN where skipped or not asked.
    asked : ndarray of shape (n_items,)
    """

    points: Floats
    asked: NDArray[np.bool_]

    @cached_property
    def answered(self) -> NDArray[np.bool_]:
        """Where there is a point, shape (n_items,)."""
        return ~np.isnan(self.points)

    def keyed(self, key: ScoringKey) -> Floats:
        """The points as `keyed_points` has them; reckoned once, since many parts ask for them."""
        known: tuple[ScoringKey, Floats] | None = self.__dict__.get("_keyed")
        if known is None or known[0] is not key:
            known = key, frozen(keyed_points(self.points, key))
            self.__dict__["_keyed"] = known
        return known[1]


def keyed_points(points: Floats, key: ScoringKey) -> Floats:
    """Points as fractions of the scale, turned so that 1 is the high end of the axis.

    Parameters
    ----------
    points : ndarray of shape (..., n_items)
        From 1 to 6, NaN where there is none.
    """
    fraction = (points - 1) / (POINTS - 1)
    turned: Floats = np.where(key.sign > 0, fraction, 1 - fraction)
    return turned


@dataclass(frozen=True)
class Measurement:
    """What is assumed about measurement error, until people's answers can tell.

    Attributes
    ----------
    inter_item_correlation : float
        Mean correlation between items of one axis. Assumed.
    deviation : float
        Standard deviation of scale scores among people. Assumed.
    rule : {"by_number", "spearman_brown"}
        How the error follows from the number of answers.
    """

    inter_item_correlation: float
    deviation: float
    rule: ErrorRule = "by_number"

    @cached_property
    def error_of_first(self) -> float:
        """Standard error of a scale score from the first four items."""
        return float(_by_spearman_brown(self, np.array(float(FIRST_ITEMS))))

    def standard_error(self, items: Floats) -> Floats:
        """Standard error of a scale score from this many answered items; NaN for none.

        Of the first four it is SD √(1 − reliability), with the reliability that Spearman
        and Brown's formula gives for them. Of any other number n, `by_number` has it fall
        by √(4/n), as the error of a mean does for one and the same person.
        `spearman_brown` takes the formula for n items and keeps the SD of scale scores,
        though a longer scale has less error in that, too.

        References
        ----------
        Brown (1910), British Journal of Psychology 3, 296-322.
        Spearman (1910), British Journal of Psychology 3, 271-295.

        Examples
        --------
        >>> import numpy as np
        >>> answered = np.array([2.0, 4.0, 8.0])
        >>> Measurement(0.30, 0.20).standard_error(answered).round(4).tolist()
        [0.1717, 0.1214, 0.0858]
        >>> Measurement(0.30, 0.20, "spearman_brown").standard_error(answered).round(4).tolist()
        [0.1468, 0.1214, 0.095]
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            errors = _ERROR_RULES[self.rule](self, items)
        return np.where(items > 0, errors, np.nan)


def _by_spearman_brown(measurement: Measurement, items: Floats) -> Floats:
    r = measurement.inter_item_correlation
    unreliability = (1 - r) / (1 + (items - 1) * r)
    errors: Floats = measurement.deviation * np.sqrt(unreliability)
    return errors


def _by_number(measurement: Measurement, items: Floats) -> Floats:
    errors: Floats = measurement.error_of_first * np.sqrt(FIRST_ITEMS / items)
    return errors


_ERROR_RULES: Mapping[ErrorRule, Callable[[Measurement, Floats], Floats]] = {
    "by_number": _by_number,
    "spearman_brown": _by_spearman_brown,
}


@dataclass(frozen=True, eq=False)
class Scores:
    """Scale scores of one person, axis by axis.

    Attributes
    ----------
    values, standard_errors : AxisValues
        NaN on an axis without a value.
    drawn_to, practised : AxisValues
        The same score from one facet's items alone; NaN where none was answered.
    facet_errors : ndarray of shape (2, 7)
        Standard errors of these two; NaN where nothing was answered.
    answered, asked : ndarray of shape (7,)
        Numbers of items.
    pull, towards : ndarray of shape (7,) or None
        How far values are left where they were, from 1 to 0, and what they are drawn to;
        None where they are not regressed.
    """

    values: AxisValues
    standard_errors: AxisValues
    drawn_to: AxisValues
    practised: AxisValues
    facet_errors: Floats
    answered: Floats
    asked: Floats
    pull: Floats | None = None
    towards: Floats | None = None

    def counted(self, keyed: Floats, key: ScoringKey) -> Floats:
        """Keyed points as they count: their mean on an axis is its value."""
        if self.pull is None or self.towards is None:
            return keyed
        towards, pull = key.membership @ self.towards, key.membership @ self.pull
        counted: Floats = towards + pull * (keyed - towards)
        return counted

    def steered(self, slope: Floats) -> Floats:
        """By how much a margin moves with a keyed point, shape (7,), if by slope with a value."""
        return slope if self.pull is None else slope * self.pull

    @property
    def facet_error(self) -> Floats:
        """Standard error of the difference between the facets, shape (7,)."""
        error: Floats = np.sqrt(self.facet_errors[0] ** 2 + self.facet_errors[1] ** 2)
        return error

    def facets_differ(self, errors: float) -> NDArray[np.bool_]:
        """Where the facets differ by more than this many standard errors, shape (7,)."""
        gap = np.abs(self.drawn_to.array - self.practised.array)
        clear: NDArray[np.bool_] = gap > errors * self.facet_error
        return clear


def score_axes(points: Floats, asked: NDArray[np.bool_], key: ScoringKey) -> Floats:
    """Turn sheets into one scale score an axis.

    The score is the percent of maximum possible, as a fraction: the mean keyed point,
    rescaled so that the lowest is 0 and the highest 1. An axis has a value when three
    quarters of its asked items were answered; one that had a value from the short
    length keeps it, whatever was skipped when sharpening.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        From 1 to 6, NaN where skipped or not asked.
    asked : ndarray of shape (n_people, n_items) or (n_items,)

    Returns
    -------
    ndarray of shape (n_people, 7)
        From 0 to 1, NaN where an axis has no value.

    References
    ----------
    Cohen et al. (1999), Multivariate Behavioral Research 34(3), 315-346.
    """
    there = ~np.isnan(points)
    answered, asked = there.astype(float), asked.astype(float)
    total = np.where(there, keyed_points(points, key), 0) @ key.membership
    count = answered @ key.membership
    enough = _enough(count, asked @ key.membership) | _enough(
        answered @ key.short_membership, asked @ key.short_membership
    )
    with np.errstate(invalid="ignore"):
        scores: Floats = np.where(enough, total / count, np.nan)
    return scores


def _enough(answered: Floats, asked: Floats) -> NDArray[np.bool_]:
    enough: NDArray[np.bool_] = (answered > 0) & (answered >= ENOUGH_ANSWERED * asked)
    return enough


def regressed(values: Floats, errors: Floats, kelley: Kelley) -> tuple[Floats, Floats, Floats]:
    """Values drawn towards the mean of people, their errors, and how far they were left.

    x' = mean + reliability (x − mean), the reliability being 1 − SEM² / SD². An SD that is
    told of the first items holds that of the values they give.

    Parameters
    ----------
    values, errors : ndarray of shape (..., 7)

    Examples
    --------
    With SD .20 and SEM .10 the reliability is .75:

    >>> import numpy as np
    >>> kelley = Kelley((0.4,) * 7, (0.2,) * 7)
    >>> x, error, pull = regressed(np.full(7, 0.8), np.full(7, 0.1), kelley)
    >>> round(float(x[0]), 6), round(float(error[0]), 6), round(float(pull[0]), 6)
    (0.7, 0.075, 0.75)
    """
    means, deviations = np.array(kelley.means), np.array(kelley.deviations)
    pull = np.maximum(0.0, 1 - (errors / deviations) ** 2)
    return means + pull * (values - means), pull * errors, pull


def score(
    sheet: Sheet, key: ScoringKey, measurement: Measurement, kelley: Kelley | None = None
) -> Scores:
    """Score one sheet: values, standard errors and both facets.

    Facets stay as they are measured also where values are regressed.
    """
    values = score_axes(sheet.points[np.newaxis], sheet.asked, key)[0]
    facets = sheet.answered & np.array([key.facet > 0, key.facet < 0])
    keyed = np.where(facets, sheet.keyed(key), 0)
    counts = np.array([sheet.answered, *facets], dtype=np.float64) @ key.membership
    errors = measurement.standard_error(counts)
    with np.errstate(invalid="ignore"):
        drawn_to, practised = keyed @ key.membership / counts[1:]
    of_values, pull = np.where(np.isnan(values), np.nan, errors[0]), None
    if kelley is not None:
        values, of_values, pull = regressed(values, of_values, kelley)
    return Scores(
        values=AxisValues(values),
        standard_errors=AxisValues(of_values),
        drawn_to=AxisValues(drawn_to),
        practised=AxisValues(practised),
        facet_errors=frozen(errors[1:]),
        answered=frozen(counts[0]),
        asked=frozen(sheet.asked.astype(float) @ key.membership),
        pull=None if pull is None else frozen(np.nan_to_num(pull)),
        towards=None if kelley is None else frozen(np.array(kelley.means)),
    )
