"""Why this role and not that one, in numbers that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats
from model.matching import FittedModel
from model.scoring import Scores, ScoringKey, Sheet


@dataclass(frozen=True)
class Explanation:
    """The margin between two roles, taken apart twice.

    Attributes
    ----------
    role, rival : str
    margin : float
        d²(rival) − d²(role): positive where `role` is nearer. In squared units of
        within-role spread.
    by_axis : dict
        {axis id: contribution}; sums to the margin.
    by_answer : dict
        {item id: contribution}; sums to the margin, axis by axis.
    """

    role: str
    rival: str
    margin: float
    by_axis: dict[str, float]
    by_answer: dict[str, float]


def explain(
    sheet: Sheet, scores: Scores, key: ScoringKey, model: FittedModel, role: str, rival: str
) -> Explanation:
    """Take the margin of `role` over `rival` apart, by axis and by answer.

    With a and b the roles' values, x the axis's value and y an answer's keyed point:
    2 w (a − b)(x − (a + b)/2) an axis, and 2 w (a − b)(y − (a + b)/2)/n an answer, n
    answers on the axis. Axes without a value, and their answers, take no part.
    """
    a = model.centroids[model.roles.index(role)]
    b = model.centroids[model.roles.index(rival)]
    slope, middle = 2 * model.weights * (a - b), (a + b) / 2
    present = scores.values.present
    by_axis = slope * (scores.values.array - middle)
    used = sheet.answered & (key.membership @ present.astype(float) > 0)
    share = key.membership @ np.where(present, slope / np.maximum(scores.answered, 1), 0)
    keyed = scores.counted(sheet.keyed(key), key)
    by_answer = share * (keyed - key.membership @ middle)
    return Explanation(
        role=role,
        rival=rival,
        margin=float(by_axis[present].sum()),
        by_axis=_those(AXES, by_axis, present),
        by_answer=_those(key.ids, by_answer, used),
    )


def _those(names: Sequence[str], parts: Floats, there: NDArray[np.bool_]) -> dict[str, float]:
    """The parts that take part, by name."""
    rows = zip(names, parts.tolist(), there.tolist(), strict=True)
    return {name: part for name, part, takes_part in rows if takes_part}
