"""Everything that can be learned from a table of people, in one piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.axes import Floats
from model.inputs.faults import Faults
from model.matching import FittedModel
from model.research.axis_findings import (
    ENOUGH_FOR_MEASUREMENT,
    AxisFindings,
    Poles,
    examine_axes,
    examine_poles,
    measurement_from,
)
from model.research.exemplars import (
    ENOUGH_A_ROLE,
    Agreement,
    Exemplars,
    JobFindings,
    RoleFindings,
    SharedResiduals,
    compare_roles,
    examine_agreement,
    examine_jobs,
    examine_residuals,
)
from model.research.item_findings import ItemFindings, examine_items
from model.research.scale_findings import (
    FacetFindings,
    ScaleFindings,
    examine_facets,
    examine_scales,
)
from model.scoring import Measurement, ScoringKey, score_axes

FitExemplars = Callable[[Floats, Sequence[str]], Exemplars]


@dataclass(frozen=True, eq=False)
class PeopleTable:
    """Real people's answers, one row per person, with what they said of themselves.

    Attributes
    ----------
    points, asked : ndarray of shape (n_people, n_items)
        From 1 to 6, NaN where skipped or not asked; and where an item was asked.
    roles, fits : tuple of str or None
        The role each person holds, and whether the result fits: `role`, `partly`, `none`.
    ranks : tuple of int or None
        Rank of the role that was said to fit.
    """

    points: Floats
    asked: NDArray[np.bool_]
    roles: tuple[str | None, ...]
    fits: tuple[str | None, ...]
    ranks: tuple[int | None, ...]


@dataclass(frozen=True, eq=False)
class Learned:
    """What people's answers say, beside what the model assumes.

    Attributes
    ----------
    no_roles : str or None
        Why no role's values could be told, where that is so.
    measurement : Measurement or None
        As a candidate would have it; None where too few people are known.
    """

    people: int
    assumed: Measurement
    axes: tuple[AxisFindings, ...]
    poles: Poles
    scales: tuple[ScaleFindings, ...]
    facets: tuple[FacetFindings, ...]
    items: tuple[ItemFindings, ...]
    agreement: Agreement
    jobs: JobFindings
    residuals: SharedResiduals
    roles: tuple[RoleFindings, ...]
    no_roles: str | None
    measurement: Measurement | None

    @property
    def values(self) -> dict[str, list[float]]:
        """The values a candidate takes from people, {role id: one an axis}."""
        return {
            found.role: [round(value.value, 3) for value in found.values]
            for found in self.roles
            if found.enough
        }

    def to_dict(self) -> dict[str, Any]:
        """As plain values: None where there is no figure, never NaN."""
        return {
            "people": self.people,
            "enough": {"role": ENOUGH_A_ROLE, "measurement": ENOUGH_FOR_MEASUREMENT},
            "assumed": asdict(self.assumed),
            "axes": [asdict(found) for found in self.axes],
            "poles": {**asdict(self.poles), "says": self.poles.says},
            "scales": [asdict(found) for found in self.scales],
            "facets": [asdict(found) for found in self.facets],
            "items": [asdict(found) for found in self.items],
            "agreement": asdict(self.agreement),
            "jobs": asdict(self.jobs),
            "residuals": asdict(self.residuals),
            "roles": [{**asdict(found), "enough": found.enough} for found in self.roles],
            "no_roles": self.no_roles,
            "measurement": asdict(self.measurement) if self.measurement else None,
        }


def learn(
    table: PeopleTable, key: ScoringKey, model: FittedModel, fit_exemplars: FitExemplars
) -> Learned:
    """Put everything together.

    Parameters
    ----------
    fit_exemplars : callable
        `model.research.fitting.fit_exemplars`, which only a command may import.
    """
    values = score_axes(table.points, table.asked, key)
    whole = ~np.isnan(values).any(axis=1)
    known = [role in model.roles for role in table.roles]
    chosen = np.flatnonzero(whole & np.array(known, dtype=bool))
    held = [str(table.roles[i]) for i in chosen]
    exemplars, no_roles = None, None
    try:
        exemplars = fit_exemplars(values[chosen], held)
    except Faults as faults:
        no_roles = "; ".join(fault.what for fault in faults.faults)
    axes = tuple(examine_axes(table.points, key))
    return Learned(
        people=len(table.points),
        assumed=model.measurement,
        axes=axes,
        poles=examine_poles(table.points, key),
        scales=tuple(examine_scales(table.points, key)),
        facets=tuple(examine_facets(table.points, key)),
        items=tuple(examine_items(table.points, table.asked, key)),
        agreement=examine_agreement(table.fits, table.ranks),
        jobs=examine_jobs(values[chosen], held, model),
        residuals=examine_residuals(values[chosen], held),
        roles=tuple(compare_roles(exemplars, Counter(held), model)),
        no_roles=no_roles,
        measurement=measurement_from(axes),
    )
