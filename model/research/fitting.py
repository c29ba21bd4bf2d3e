"""Fit the nearest-centroid model offline and write the artefact that the web serves.

The one place that imports scikit-learn. Run `python -m model.research.fitting` after a change to
roles.toml; the file it writes is reviewed like code.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy import stats
from sklearn.neighbors import NearestCentroid

from model.axes import AXES, Floats
from model.inputs.faults import Fault, Faults
from model.research.exemplars import LEAST_A_ROLE, Exemplars
from model.roles import RoleBook, role_book
from model.rules import RULES, TODAY
from model.scoring import Measurement

# r is assumed. The deviation is set so that four items have the standard error that simulated
# people show between two sittings, .10: one assumption about error, not two.
ASSUMED = Measurement(inter_item_correlation=0.30, deviation=0.16)
ITEMS_AN_AXIS = 4  # in the short length, whose SEM sets the scale of distance
DECIMALS = 6
LARGEST_RESIDUAL = 60  # degrees of freedom tabled for F; the long length has 29
ARTEFACT = Path(__file__).parents[1] / "fitted.json"


def scale(book: RoleBook, measurement: Measurement = ASSUMED) -> Floats:
    """S an axis, shape (7,): s² = spread² + SEM² of the short length."""
    error = measurement.standard_error(np.array([float(ITEMS_AN_AXIS)]))
    s: Floats = np.sqrt(book.spread() ** 2 + error**2)
    return s


def fit(book: RoleBook, measurement: Measurement = ASSUMED) -> NearestCentroid:
    """Fit scikit-learn's model on axes divided by s.

    Two sigma points a role, c ± s/√2, so that the pooled within-class deviation is s:
    one row a class would leave it NaN.
    """
    centres = book.centroids() / scale(book, measurement)
    offset = 1 / np.sqrt(2)
    rows = np.concatenate([centres - offset, centres + offset])
    return NearestCentroid().fit(rows, [role.id for role in book.roles] * 2)


def fit_exemplars(values: Floats, roles: Sequence[str]) -> Exemplars:
    """Fit scikit-learn's model on real people, one row a person.

    Roles with fewer than two people are left out: they say nothing of the deviation.

    Parameters
    ----------
    values : ndarray of shape (n_people, 7)
        Axis values from 0 to 1, all there.
    roles : sequence of str
        The role each of them holds.

    Raises
    ------
    Faults
        If fewer than two roles have two people each, or the people of every role are alike.
    """
    people = Counter(roles)
    kept = np.array([people[role] >= LEAST_A_ROLE for role in roles], dtype=bool)
    names = [role for role in roles if people[role] >= LEAST_A_ROLE]
    if len(set(names)) < 2:
        what = "fewer than two roles are held by two people with a value on every axis"
        raise Faults([Fault("roles", what, "Ask more people for their job")])
    within = [values[[role == name for role in roles]] for name in set(names)]
    varies = np.any([np.ptp(rows, axis=0) > 0 for rows in within], axis=0)
    if not varies.all():
        alike = ", ".join(AXES[place] for place in np.flatnonzero(~varies))
        what = f"people who hold the same role all have the same value on {alike}"
        raise Faults([Fault("roles", what, "Ask more people for their job")])
    fitted = NearestCentroid().fit(values[kept], names)
    return Exemplars(
        roles=tuple(map(str, fitted.classes_)),
        people=tuple(people[role] for role in fitted.classes_),
        values=fitted.centroids_,
        deviation=fitted.within_class_std_dev_,
    )


def candidate(
    book: RoleBook, values: Mapping[str, Sequence[float]], measurement: Measurement = ASSUMED
) -> dict[str, Any]:
    """The artefact as it would be with other values for some roles.

    Parameters
    ----------
    values : mapping
        {role id: one value an axis}
    """
    roles = tuple(
        msgspec.structs.replace(role, values=dict(zip(AXES, values[role.id], strict=True)))
        if role.id in values
        else role
        for role in book.roles
    )
    return artefact(msgspec.structs.replace(book, roles=roles), measurement)


def artefact(book: RoleBook, measurement: Measurement = ASSUMED) -> dict[str, Any]:
    """What numpy needs to serve the fitted model, rounded to 6 decimals."""
    fitted, s = fit(book, measurement), scale(book, measurement)
    roles = [role.id for role in book.roles]
    places = [list(fitted.classes_).index(role) for role in roles]
    deviation = s * fitted.within_class_std_dev_
    degrees = np.arange(1, len(AXES) + 1)
    residual = np.arange(1, LARGEST_RESIDUAL + 1)
    return {
        "axes": list(AXES),
        "roles": roles,
        "families": [role.family for role in book.roles],
        "centroids": _rounded(fitted.centroids_[places] * s),
        "weights": _rounded(deviation**-2.0),
        "spread": _rounded(book.spread()),
        "inter_item_correlation": measurement.inter_item_correlation,
        "deviation": measurement.deviation,
        "chi_squared_99": _rounded(stats.chi2.ppf(0.99, degrees)),
        **{
            f"f_{100 * share:.0f}": _rounded(stats.f.ppf(share, degrees[:-1, np.newaxis], residual))
            for share in sorted({0.95, *RULES.quantiles})
        },
        "limits": msgspec.to_builtins(TODAY),
        "rules": msgspec.to_builtins(RULES),
    }


def _rounded(array: Floats) -> Any:
    return (np.round(array, DECIMALS) + 0.0).tolist()


def write(path: Path = ARTEFACT) -> None:
    """Fit, and write the artefact, one role a line."""
    path.write_text(as_text(artefact(role_book())), encoding="utf-8")


def as_text(content: Mapping[str, Any]) -> str:
    """An artefact as its file has it: lists of numbers on one line."""
    lines = [f" {json.dumps(key)}: {_rows(value)}" for key, value in content.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[\n  " + ",\n  ".join(json.dumps(row) for row in value) + "\n ]"
    return json.dumps(value)


if __name__ == "__main__":
    write()
    sys.stdout.write(f"Wrote {ARTEFACT.name}: {len(role_book().roles)} roles.\n")
