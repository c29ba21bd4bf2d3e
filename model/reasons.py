"""Why these roles, in a person's own words: the axes that set them apart from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.axes import AXES, Floats
from model.matching import FittedModel
from model.rules import ReasonRule
from model.scoring import Scores, ScoringKey, Sheet

DECIMALS = 9  # within which two answers carry as much


@dataclass(frozen=True)
class Reason:
    """One axis that speaks for the roles shown, or on which the person is not as they are.

    Attributes
    ----------
    axis : str
    speaks : {1, -1}
        1 where it speaks for them, −1 where the person differs from the nearest of them.
    answers : tuple of str
        Items whose answers carry most of it, the first most.
    """

    axis: str
    speaks: Literal[1, -1]
    answers: tuple[str, ...]


def speaking(values: Floats, shown: Sequence[int], model: FittedModel) -> Floats:
    """How much each axis speaks for the shown roles, against those next to them.

    g = Σ q_r w [(x − c_r)² − (x − c_a)²] over the roles r that are not shown, a the nearest
    shown one, with q_r ∝ exp(−d²_r / 2): a role that lies near weighs more.

    Parameters
    ----------
    values : ndarray of shape (7,)
        NaN on an axis without a value.
    shown : sequence of int
        Indices of the roles shown, the nearest first.

    Returns
    -------
    ndarray of shape (7,)
        0 on an axis without a value.
    """
    slope, middle = _against(values, shown, model)
    present = ~np.isnan(values)
    spoken: Floats = np.where(present, slope * np.where(present, values, 0) - middle, 0)
    return spoken


def _against(values: Floats, shown: Sequence[int], model: FittedModel) -> tuple[Floats, Floats]:
    """What `speaking` is made of: it is slope · x − middle, with the weights q held."""
    a = model.centroids[shown[0]]
    squares = np.where(np.isnan(values), 0, model.weights * (values - model.centroids) ** 2)
    distances = squares.sum(axis=1)
    distances[list(shown)] = np.inf
    if len(shown) == len(model.roles):
        return np.zeros(len(AXES)), np.zeros(len(AXES))
    q = np.exp((distances.min() - distances) / 2)
    q /= q.sum()
    slope: Floats = 2 * model.weights * (a - q @ model.centroids)
    middle: Floats = model.weights * (a**2 - q @ model.centroids**2)
    return slope, middle


def find_reasons(
    sheet: Sheet,
    scores: Scores,
    key: ScoringKey,
    model: FittedModel,
    shown: Sequence[str],
    rule: ReasonRule,
) -> tuple[Reason, ...]:
    """The reasons for the roles shown, those for them first.

    For them: the axes with the largest g (¼ + |x − mean| / dev), mean and deviation over the
    roles, so that what is unusual comes first; where g > 0 and the person is as the nearest
    role is, within s. Not for them: the axes on which the person differs from it by more
    than s, the farthest first.
    """
    places = [model.roles.index(role) for role in shown]
    values = scores.values.array
    slope, middle = _against(values, places, model)
    speaks, differs = _axes(values, places, slope * values - middle, model, rule)
    a, keyed = model.centroids[places[0]], scores.counted(sheet.keyed(key), key)
    found = []
    for at in (*speaks, *differs):
        if at in speaks:
            by, from_ = float(slope[at]), float(middle[at])
        else:
            by = 1.0 if values[at] > a[at] else -1.0
            from_ = by * float(a[at])
        mine = [place for place in key.places[at] if sheet.answered[place]]
        carried = [by * float(keyed[place]) - from_ for place in mine]
        answers = tuple(key.ids[mine[place]] for place in _largest(carried, rule.answers))
        found.append(Reason(AXES[at], 1 if at in speaks else -1, answers))
    return tuple(found)


def reason_axes(
    values: Floats, shown: Sequence[int], model: FittedModel, rule: ReasonRule
) -> tuple[list[int], list[int]]:
    """Indices of the axes that speak for the roles shown, and of those on which one differs."""
    slope, middle = _against(values, shown, model)
    return _axes(values, shown, slope * values - middle, model, rule)


def _axes(
    values: Floats, shown: Sequence[int], speaks: Floats, model: FittedModel, rule: ReasonRule
) -> tuple[list[int], list[int]]:
    apart = np.abs(values - model.centroids[shown[0]]) * model.root_weights
    unusual = rule.usual + np.abs(values - model.mean) / model.role_deviation
    worth, far = [], []
    for g, weight, distance in zip(speaks.tolist(), unusual.tolist(), apart.tolist(), strict=True):
        worth.append(g * weight if g > 0 and distance <= 1 else 0.0)
        far.append(distance if distance > 1 else 0.0)
    return _largest(worth, rule.named), _largest(far, rule.against)


def _largest(worth: Sequence[float], most: int) -> list[int]:
    """Places of the largest values above 0; equal ones in their order."""
    told = sorted((-round(value, DECIMALS), place) for place, value in enumerate(worth))
    return [place for value, place in told[:most] if value < 0]
