"""Signs that the answers were not read: for the candidate's eyes only, and gently.

Three indices as R's `careless` 1.2.2 defines them. One alone says little; a notice is
due when two pass their cut-offs. It never reaches anyone but the candidate, never
rejects, and never looks at time.

Cut-offs are set by their specificity, as Huang et al. do: by how many attentive people
they leave in peace. There are none yet, so it is 16,000 simulated ones
(`model.research.simulation`). Short length / whole bank, computed by
`python3 dev.py test tests/model/test_careless_responding.py`:

==============  =======  ==========================  ==============  =============
index           fires    quantile of genuine people  genuine people  random sheets
                                                     that fire       that fire
==============  =======  ==========================  ==============  =============
`longstring`    ≥ 8      .99:    5 /    5            .000 / .000     .000 / .000
`irv`           < 1.1    .01: 1.14 / 1.21            .005 / .001     .000 / .000
`even_odd`      > −.25   .95: −.48 / −.73            .022 / .003     .626 / .620
notice: two                                          .001 / .000     .000 / .000
==============  =======  ==========================  ==============  =============

Each cut-off is on the gentler side of what the short length gives; that of `even_odd` was
set for the first instrument, whose order made honest answers look less even. `longstring`
is eight because then more than a page of seven was answered alike, across both keyings;
half of the items (Curran's rule of thumb) would be 14. Only a *low* variability counts:
a person with a marked profile varies as much as a random sheet does. So the notice is
about answering alike. Random sheets are left to the F test of `model.verdict`.

References
----------
Curran (2016), Journal of Experimental Social Psychology 66, 4-19.
Huang et al. (2012), Journal of Business and Psychology 27(1), 99-114.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.axes import Floats, frozen
from model.inputs.faults import Fault, Faults
from model.scoring import ENOUGH_ANSWERED, POINTS, ScoringKey

Index = Literal["longstring", "irv", "even_odd"]

LONGSTRING = 8  # identical answers in a row from which it fires
IRV = 1.1  # points of the scale, standard deviation below which it fires
EVEN_ODD = -0.25  # from −1, consistent, to 1, careless; above this it fires
INDICES: tuple[Index, ...] = ("longstring", "irv", "even_odd")
INDICES_FOR_NOTICE = 2
NOTHING = 1e-12  # a range below this is rounding


@dataclass(frozen=True)
class CarelessResponding:
    """What the three indices say of one sheet.

    Attributes
    ----------
    longstring : int
        Longest run of identical answers among those given.
    irv : float or None
        Standard deviation of the answers, in points. None with fewer than two.
    even_odd : float or None
        From −1, consistent, to 1, careless. None where it cannot be computed.
    flags : tuple of str
        The indices that passed their cut-offs.
    """

    longstring: int
    irv: float | None
    even_odd: float | None
    flags: tuple[Index, ...]

    @property
    def notice(self) -> bool:
        """Whether the candidate should gently be told."""
        return len(self.flags) >= INDICES_FOR_NOTICE

    def to_dict(self) -> dict[str, Any]:
        """As plain values for JSON: null, never NaN."""
        return {**asdict(self), "flags": list(self.flags), "notice": self.notice}


def longstring(points: Floats) -> NDArray[np.int64]:
    """Length of the longest run of identical answers in a row.

    A missing answer ends a run and is a run of one itself, as in R.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        Raw answers in the order they were asked, NaN where missing.

    Returns
    -------
    ndarray of shape (n_people,)
        From 1 to n_items.

    Raises
    ------
    Faults
        If `points` is not a table with at least one item.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39(1), 103-129.
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19.

    Examples
    --------
    >>> longstring(np.array([[3, 3, 3, 1, 1.0], [2, 2, np.nan, 2, 5]])).tolist()
    [3, 2]
    """
    points = _table(points)
    place = np.arange(points.shape[1])
    begins = np.ones(points.shape, dtype=bool)
    begins[:, 1:] = points[:, 1:] != points[:, :-1]  # true beside NaN, which equals nothing
    begun = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    longest: NDArray[np.int64] = (place - begun).max(axis=1) + 1
    return longest


def irv(points: Floats) -> Floats:
    """Intra-individual response variability: how much a person's answers vary.

    The standard deviation of the raw answers given, divided by n − 1.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        Raw answers, NaN where missing.

    Returns
    -------
    ndarray of shape (n_people,)
        In points of the scale; NaN with fewer than two answers.

    Raises
    ------
    Faults
        If `points` is not a table with at least one item.

    References
    ----------
    Dunn et al. (2018), Journal of Business and Psychology 33(1), 105-121.

    Examples
    --------
    >>> irv(np.array([[3, 3, 3, 3], [1, 5, 1, 5.0], [1, 5, np.nan, np.nan]])).round(4).tolist()
    [0.0, 2.3094, 2.8284]
    """
    points = _table(points)
    given = ~np.isnan(points)
    count = given.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(given, points, 0).sum(axis=1) / count
        squares = (np.where(given, points - mean[:, np.newaxis], 0) ** 2).sum(axis=1)
        deviation: Floats = np.where(count > 1, np.sqrt(squares / (count - 1)), np.nan)
    return deviation


def even_odd(keyed: Floats, axes: Sequence[str]) -> Floats:
    """Even-odd inconsistency: how little two halves of the same axes agree.

    Each axis's items are split by turns, in their order; the two half means are
    correlated over the axes within a person, stepped up by Spearman and Brown's
    formula, held at −1 from below, and the sign is turned: higher is more careless.
    Missing answers are left out of the means; an axis with an empty half is left out.
    (R agrees when its input is a data frame, sorted by axis. Of a matrix it would read
    the first two items of each axis only.)

    Parameters
    ----------
    keyed : ndarray of shape (n_people, n_items)
        Answers turned so that higher is the high end of the axis; NaN where missing.
    axes : sequence of str, of length n_items
        The axis of each item.

    Returns
    -------
    ndarray of shape (n_people,)
        From −1 to 1; NaN where a half does not vary over the axes, or fewer than two
        axes have both halves.

    Raises
    ------
    Faults
        If `keyed` is no table, does not match `axes`, or there is one axis only.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39(1), 103-129.

    Examples
    --------
    >>> keyed = np.array([[1, 2, 5, 5, 3, 4], [1, 5, 5, 1, 3, 3.0], [3, 3, 3, 3, 3, 3]])
    >>> even_odd(keyed, ["a", "a", "b", "b", "c", "c"]).round(4).tolist()
    [-0.9909, 1.0, nan]
    """
    keyed = _table(keyed)
    halves = _halves(tuple(axes), keyed.shape[1])
    given = ~np.isnan(keyed)
    with np.errstate(invalid="ignore", divide="ignore"):
        count = (given.astype(float) @ halves).reshape(len(keyed), 2, -1)
        total = (np.where(given, keyed, 0) @ halves).reshape(count.shape)
        r = _correlation(total / count, count.min(axis=1, keepdims=True) > 0)
        stepped_up = 2 * r / (1 + r)  # at r = −1 it falls to −∞, and is held
    return -np.maximum(stepped_up, -1.0)


def _table(points: Floats) -> Floats:
    if points.ndim != 2 or not points.shape[1]:
        shape = f"this is an array of shape {points.shape}"
        raise Faults([Fault("answers", shape, "Give one row a person and one column an item")])
    return points


@lru_cache(maxsize=64)
def _halves(axes: tuple[str, ...], n_items: int) -> Floats:
    """1 where an item counts for a half; even halves first, shape (n_items, 2 × n_axes)."""
    names = sorted(set(axes))
    if len(axes) != n_items or len(names) < 2:
        what = f"{len(axes)} items on {len(names)} axes are named for {n_items} columns"
        raise Faults([Fault("axes", what, "Name one axis a column, and two axes or more")])
    belongs = np.array([[axis == name for name in names] for axis in axes])
    turn = np.cumsum(belongs, axis=0) % 2
    return frozen(np.hstack([belongs & (turn == 0), belongs & (turn == 1)]).astype(float))


def _correlation(halves: Floats, both: NDArray[np.bool_]) -> Floats:
    """Pearson's r within each person, over the axes that have both halves; NaN without variance.

    `halves` has the shape (n_people, 2, n_axes), `both` (n_people, 1, n_axes).
    """
    mean = np.where(both, halves, 0).sum(axis=2, keepdims=True) / both.sum(axis=2, keepdims=True)
    deviation = np.where(both, halves - mean, 0)
    varies = (np.abs(deviation).max(axis=2) > NOTHING).all(axis=1)
    together = (deviation[:, 0] * deviation[:, 1]).sum(axis=1)
    apart = np.sqrt((deviation**2).sum(axis=2).prod(axis=1))
    r: Floats = np.where(varies, together / apart, np.nan)
    return np.maximum(np.minimum(r, 1), -1)


def flag_sheets(points: Floats, key: ScoringKey) -> NDArray[np.bool_]:
    """Which indices pass their cut-offs, for many sheets at once.

    A sheet with fewer than three quarters of the short length answered has no flags:
    there is too little to go by, and its verdict already says that it is incomplete.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        From 1 to 6 in the order of the key, NaN where skipped or not asked.

    Returns
    -------
    ndarray of shape (n_people, 3)
        In the order `longstring`, `irv`, `even_odd`.

    Raises
    ------
    Faults
        If the columns are not the items of the key.
    """
    skipped = np.isnan(_of_this_key(points, key))
    # Skipping one statement in the middle does not break a run: answers given move together.
    together = np.take_along_axis(points, np.argsort(skipped, axis=1, kind="stable"), axis=1)
    inconsistency = even_odd(_keyed(points, key), key.axes)
    return _passed(longstring(together), irv(points), inconsistency, ~skipped, key)


def look_at_sheet(points: Floats, key: ScoringKey) -> CarelessResponding:
    """Look at one sheet.

    Parameters
    ----------
    points : ndarray of shape (n_items,)
        From 1 to 6 in the order of the key, NaN where skipped or not asked: what
        `key.sheet(answers).points` gives.

    Raises
    ------
    Faults
        If there is not one point for each item of the key.
    """
    sheet = _of_this_key(points[np.newaxis], key)
    answers = [point for point in points.tolist() if point == point]  # NaN is not itself
    longest = max((len(list(run)) for _, run in groupby(answers)), default=0)
    deviation = float(irv(sheet)[0])
    inconsistency = float(even_odd(_keyed(sheet, key), key.axes)[0])
    enough = len(answers) >= ENOUGH_ANSWERED * key.first_items
    # Comparisons with NaN are false: what cannot be computed does not fire.
    passed = (longest >= LONGSTRING, deviation < IRV, inconsistency > EVEN_ODD)
    return CarelessResponding(
        longstring=longest,
        irv=_number(deviation),
        even_odd=_number(inconsistency),
        flags=tuple(name for name, over in zip(INDICES, passed, strict=True) if over and enough),
    )


def _of_this_key(points: Floats, key: ScoringKey) -> Floats:
    if points.ndim != 2 or points.shape[1] != len(key.items):
        what = f"answers of shape {points.shape} do not match {len(key.items)} items"
        raise Faults([Fault("answers", what, "Give one column for each item of the key")])
    return points


def _keyed(points: Floats, key: ScoringKey) -> Floats:
    """Points turned, still from 1 to 6: whole numbers, so that equal halves are equal exactly."""
    turned: Floats = np.where(key.sign > 0, points, POINTS + 1 - points)
    return turned


def _passed(
    longest: NDArray[np.int64],
    deviation: Floats,
    inconsistency: Floats,
    given: NDArray[np.bool_],
    key: ScoringKey,
) -> NDArray[np.bool_]:
    enough = given.sum(axis=1) >= ENOUGH_ANSWERED * key.short.sum()
    # Comparisons with NaN are false: what cannot be computed does not fire.
    flags = np.array([longest >= LONGSTRING, deviation < IRV, inconsistency > EVEN_ODD])
    passed: NDArray[np.bool_] = (flags & enough).T
    return passed


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
