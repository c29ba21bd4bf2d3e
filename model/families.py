"""What holds of kinds of work where single roles cannot be told apart: families, pooled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.axes import AxisValues
from model.matching import TIE, FittedModel, squared_distances
from model.scoring import Scores
from model.stability import family_share, second_sittings
from model.verdict import NOTHING, too_incomplete


@dataclass(frozen=True)
class Half:
    """What one facet's answers say by themselves.

    Attributes
    ----------
    family : str or None
        Of the role nearest to this half; None where it is not stable enough to be said.
    stability : float
        Share of simulated second sittings of this half in which a role of that family is
        the nearest.
    """

    family: str | None
    stability: float


def family_stability(share: Mapping[str, float], role: str, model: FittedModel) -> float:
    """Stability of a role's family: that of all its roles together.

    Parameters
    ----------
    share : mapping
        {role id: its stability}
    """
    family = model.family(role)
    pooled = sum(share[r] for r, f in zip(model.roles, model.families, strict=True) if f == family)
    return min(1.0, pooled)  # a sum of shares may exceed it by rounding


def stable_family(
    share: Mapping[str, float], role: str, model: FittedModel, least: float
) -> str | None:
    """The family of a role where it is stable enough to be said, else None."""
    steady = family_stability(share, role, model) >= least - NOTHING
    return model.family(role) if steady else None


def look_at_halves(scores: Scores, model: FittedModel, least: float) -> dict[str, Half | None]:
    """The family of each half of the answers, each facet a little questionnaire of its own.

    Returns
    -------
    dict
        {facet: Half}; None where too little of that facet was answered.
    """
    values = np.array([scores.drawn_to.array, scores.practised.array])
    nearest = np.round(squared_distances(values, model), TIE).argmin(axis=1).tolist()
    means, deviations = second_sittings(values, scores.facet_errors, model)
    halves: dict[str, Half | None] = {}
    for facet, place in (("drawn_to", 0), ("practised", 1)):
        halves[facet] = None
        if not too_incomplete(AxisValues(values[place]), model.limits):
            family = model.families[nearest[place]]
            stability = family_share(means[place], deviations[place], family, model)
            halves[facet] = Half(family if stability >= least - NOTHING else None, stability)
    return halves
