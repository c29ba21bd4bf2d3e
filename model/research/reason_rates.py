"""How often each axis is named as a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES
from model.matching import FittedModel
from model.reasons import reason_axes
from model.research.procedure import Look
from model.research.simulation import People

TECHNICAL, MUCH = "technical", 0.75
TECHNICAL_ROLE = "technical_product_manager"


def reasons_report(people: People, look: Look, model: FittedModel) -> dict[str, Any]:
    """Of those who are named a role: how often each axis speaks for it, and against it.

    `technical` is of people made from technical product managers whose own value on
    technical depth is .75 or more: how often they read about it.
    """
    speaks, differs = named_axes(look, model)
    named = look.kinds() != "none"
    deep = look.table.values[:, AXES.index(TECHNICAL)] >= MUCH
    held = named & deep & (people.role == model.roles.index(TECHNICAL_ROLE))
    read = (speaks | differs)[held, AXES.index(TECHNICAL)]
    return {
        "people": int(named.sum()),
        "for": _rates(speaks[named]),
        "against": _rates(differs[named]),
        "technical": {
            "people": int(held.sum()),
            "read": float(read.mean()) if held.any() else None,
            "as_for": float(speaks[held, AXES.index(TECHNICAL)].mean()) if held.any() else None,
        },
    }


def _rates(named: NDArray[np.bool_]) -> dict[str, float]:
    """How often each axis is named, of so many people; 0 of nobody."""
    shares = named.sum(axis=0) / max(1, len(named))
    return dict(zip(AXES, shares.tolist(), strict=True))


def named_axes(look: Look, model: FittedModel) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which axes speak for what each person is shown, and against it, shape (n_people, 7)."""
    speaks = np.zeros((len(look.asked), len(AXES)), dtype=np.bool_)
    differs = np.zeros_like(speaks)
    rule = model.rules.reasons
    places = {role: place for place, role in enumerate(model.roles)}
    for person, verdict in enumerate(look.verdicts):
        if verdict.shown and rule is not None:
            shown = [places[role] for role in verdict.shown]
            found = reason_axes(look.table.values[person], shown, model, rule)
            speaks[person, found[0]], differs[person, found[1]] = True, True
    return speaks, differs
