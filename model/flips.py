"""What would change it: the smallest change that makes another role the nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.axes import AXES, Floats
from model.matching import TIE, FittedModel, squared_distances
from model.scoring import POINTS, Scores, ScoringKey, Sheet

LEAST = 10.0**-TIE  # margins closer to zero than this are ties


@dataclass(frozen=True)
class AxisFlip:
    """A change on one axis, all else equal, from which on another role is the nearest."""

    axis: str
    change: float  # of the axis's value, −1 to 1
    value: float  # where the axis would then stand, 0 to 1
    role: str  # the role that becomes the nearest


@dataclass(frozen=True)
class AnswerChange:
    """One answer, given differently."""

    item: str
    given: int
    instead: int


@dataclass(frozen=True)
class AnswerFlip:
    """The fewest answers that bring one rival nearer than the role."""

    role: str
    rival: str
    answers: tuple[AnswerChange, ...] | None  # None: no change of these answers can


@dataclass(frozen=True)
class Flips:
    """What would change the nearest role.

    Attributes
    ----------
    by_axis : dict
        {axis id: AxisFlip}, or None for an axis where the scale ends first; only axes
        with a value.
    smallest : AxisFlip or None
        The smallest of them.
    answers : AnswerFlip
        Against the next role.
    """

    by_axis: dict[str, AxisFlip | None]
    smallest: AxisFlip | None
    answers: AnswerFlip


def find_flips(
    sheet: Sheet,
    scores: Scores,
    key: ScoringKey,
    model: FittedModel,
    role: str,
    rival: str,
    squared: Floats | None = None,
) -> Flips:
    """Find the flips of the nearest role `role`, with `rival` for the answers.

    Parameters
    ----------
    squared : ndarray of shape (n_roles,), optional
        Squared distances from the roles, where they are known.
    """
    margins = _margins(scores, model, role, squared)
    flips = zip(AXES, _flips(scores, model, role, margins), strict=True)
    present = scores.values.present
    by_axis = {axis: flip for (axis, flip), there in zip(flips, present, strict=True) if there}
    found = [flip for flip in by_axis.values() if flip is not None]
    return Flips(
        by_axis=by_axis,
        smallest=min(found, key=lambda flip: abs(flip.change), default=None),
        answers=_flip_answers(sheet, scores, key, model, (role, rival), margins),
    )


def _margins(
    scores: Scores, model: FittedModel, role: str, squared: Floats | None = None
) -> Floats:
    """How much farther each role is than `role`, in d², shape (n_roles,)."""
    if squared is None:
        squared = squared_distances(scores.values.array[np.newaxis], model)[0]
    margins: Floats = squared - squared[model.roles.index(role)]
    return np.maximum(0.0, margins)  # a tie may lie below zero by rounding


def flip_axis(scores: Scores, model: FittedModel, role: str, axis: str) -> AxisFlip | None:
    """The smallest change on one axis that makes any other role the nearest.

    With margin g over a rival, its value r and the role's a on the axis, the two are
    equally near after a change of −g / (2 w (a − r)). The smallest over all rivals counts:
    the runner-up's boundary is often not the nearest one.

    Returns
    -------
    AxisFlip or None
        None where the scale ends before any rival is nearer: at the value of the flip the
        two tie, so there must be something beyond it.
    """
    return _flips(scores, model, role, _margins(scores, model, role))[AXES.index(axis)]


def _flips(scores: Scores, model: FittedModel, role: str, margins: Floats) -> list[AxisFlip | None]:
    """What `flip_axis` says, of every axis; None also on an axis without a value."""
    apart = model.centroids[model.roles.index(role)] - model.centroids
    with np.errstate(divide="ignore", invalid="ignore"):
        change = -margins[:, np.newaxis] / (2 * model.weights * apart)
        moved = scores.values.array + change
        reachable = np.where(apart < 0, moved < 1, (apart > 0) & (moved > 0))
    nearest = np.where(reachable, np.abs(change), np.inf).argmin(axis=0)
    return [
        AxisFlip(axis, float(change[at, j]), float(moved[at, j]), model.roles[at])
        if reachable[at, j]
        else None
        for j, (axis, at) in enumerate(zip(AXES, nearest.tolist(), strict=True))
    ]


def flip_answers(
    sheet: Sheet, scores: Scores, key: ScoringKey, model: FittedModel, role: str, rival: str
) -> AnswerFlip:
    """The fewest answers that, given differently, bring `rival` nearer than `role`.

    An answer moves the margin in a straight line and on its own, so taking the answers
    with the largest capacity first is exact. The last one is moved no further than needed.
    """
    margins = _margins(scores, model, role)
    return _flip_answers(sheet, scores, key, model, (role, rival), margins)


def _flip_answers(
    sheet: Sheet,
    scores: Scores,
    key: ScoringKey,
    model: FittedModel,
    pair: tuple[str, str],
    margins: Floats,
) -> AnswerFlip:
    role, rival = pair
    a, b = (model.centroids[model.roles.index(name)] for name in pair)
    used = sheet.answered & (key.membership @ scores.values.present.astype(float) > 0)
    by_value = 2 * model.weights * (a - b) / np.maximum(scores.answered, 1)
    slope = key.membership @ scores.steered(by_value)
    keyed = sheet.keyed(key)
    capacity = np.where(used, np.where(slope > 0, slope * keyed, -slope * (1 - keyed)), 0)
    needed = float(margins[model.roles.index(rival)]) + LEAST
    changes: list[AnswerChange] = []
    for index in np.argsort(-capacity, kind="stable"):
        if needed <= 0:
            break
        if capacity[index] <= 0:
            return AnswerFlip(role, rival, None)
        moved = _enough(float(keyed[index]), float(slope[index]), needed)
        needed -= float(slope[index] * (keyed[index] - moved))
        point = 1 + round((moved if key.sign[index] > 0 else 1 - moved) * (POINTS - 1))
        changes.append(AnswerChange(key.ids[index], int(sheet.points[index]), point))
    return AnswerFlip(role, rival, tuple(changes) if needed <= 0 else None)


def _enough(keyed: float, slope: float, needed: float) -> float:
    """The keyed point nearest to today's that lowers the margin enough, else the end."""
    steps = [step / (POINTS - 1) for step in range(POINTS)]
    enough = [step for step in steps if slope * (keyed - step) >= needed]
    if enough:
        return min(enough, key=lambda step: abs(step - keyed))
    return 0.0 if slope > 0 else 1.0
