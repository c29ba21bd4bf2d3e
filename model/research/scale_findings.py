"""How the two response scales are used, and whether both facets are of one axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.axes import AXES, Floats
from model.research.answer_table import Responses
from model.research.axis_findings import Figure
from model.scoring import FACETS, POINTS, Facet, ScoringKey, keyed_points


@dataclass(frozen=True)
class ScaleFindings:
    """How people use the points of one facet's scale.

    Attributes
    ----------
    people, answers : int
        Who answered anything of this facet, and how many answers they gave.
    shares : tuple of float
        Of the answers, at each point; all 0 without any.
    mean, deviation : float or None
        Of the raw points.
    """

    facet: Facet
    people: int
    answers: int
    shares: tuple[float, ...]
    mean: float | None
    deviation: float | None


@dataclass(frozen=True)
class FacetFindings:
    """Whether both facets say the same of an axis: correlation and mean difference."""

    axis: str
    people: int
    correlation: Figure
    gap: float | None  # drawn to minus practised, fraction of the scale


def examine_scales(points: Floats, key: ScoringKey) -> list[ScaleFindings]:
    """Count the points of each facet's scale.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
        From 1 to 6, NaN where skipped or not asked.
    """
    found = []
    for facet, sign in zip(FACETS, (1, -1), strict=True):
        cells = points[:, key.facet == sign]
        given = cells[~np.isnan(cells)]
        counts = np.array([(given == point).sum() for point in range(1, POINTS + 1)])
        found.append(
            ScaleFindings(
                facet=facet,
                people=int((~np.isnan(cells)).any(axis=1).sum()),
                answers=len(given),
                shares=tuple((counts / max(1, len(given))).tolist()),
                mean=float(given.mean()) if len(given) else None,
                deviation=float(given.std(ddof=1)) if len(given) > 1 else None,
            )
        )
    return found


def examine_facets(points: Floats, key: ScoringKey) -> list[FacetFindings]:
    """Compare both facets of each axis, by the first items, of who answered both."""
    keyed = keyed_points(points, key)
    return [_facets(axis, place, keyed, key) for place, axis in enumerate(AXES)]


def _facets(axis: str, place: int, keyed: Floats, key: ScoringKey) -> FacetFindings:
    first = (key.short > 0) & (key.membership[:, place] > 0)
    halves = [keyed[:, first & (key.facet == sign)] for sign in (1, -1)]
    both = np.all([(~np.isnan(half)).any(axis=1) for half in halves], axis=0)
    if not both.any():
        return FacetFindings(axis, 0, Figure(None, "nobody answered both facets"), None)
    means = np.column_stack([np.nanmean(half[both], axis=1) for half in halves])
    return FacetFindings(
        axis=axis,
        people=int(both.sum()),
        correlation=Figure.of(lambda: _correlation(means, axis)),
        gap=float((means[:, 0] - means[:, 1]).mean()),
    )


def _correlation(pair: Floats, axis: str) -> float:
    names = [f"{axis} {facet}" for facet in FACETS]
    checked = Responses.of(pair, names, least_items=2)
    return float(np.asarray(np.corrcoef(checked.answers, rowvar=False))[0, 1])
