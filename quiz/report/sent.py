"""What of a result goes to an employer: what its person ticked, and nothing more; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from questions.instrument import Instrument
from quiz.report.excerpt import FACETS, PROFILE, ROLES, WHY

NONE, SEVERAL = "none", "several"  # in place of a family's name
AXIS = ("axis", "value", "asked", "answered")
OF_PROFILE = ("standard_error",)
OF_FACETS = ("drawn_to", "practised", "facets_differ")


def only(assessment: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    """Keep what these parts show: no single answer, no other part, no notice.

    Whether a role was named at all is kept only with the roles.
    """
    named, placed = ROLES in parts, bool({PROFILE, WHY, FACETS} & set(parts))
    return {
        "instrument": assessment["instrument"],
        "verdict": assessment["verdict"] if named else None,
        "shortlist": assessment["shortlist"] if named else [],
        "axes": [_axis(axis, parts) for axis in assessment["axes"]] if placed else [],
        "why": _why(assessment["why"]) if WHY in parts else None,
    }


def family(assessment: Mapping[str, Any], parts: Collection[str], instrument: Instrument) -> str:
    """Name the family of the roles that are sent: "several" of more than one, "none" of none."""
    shown = assessment["shortlist"] if ROLES in parts else []
    families = {instrument.model.family(role) for role in shown}
    if len(families) > 1:
        return SEVERAL
    return families.pop() if families else NONE


def _axis(axis: Mapping[str, Any], parts: Collection[str]) -> dict[str, Any]:
    # A value is part of the profile, of the reasons and of where the facets lie.
    kept = AXIS + OF_PROFILE * (PROFILE in parts) + OF_FACETS * (FACETS in parts)
    return {name: axis[name] for name in kept}


def _why(why: Mapping[str, Any]) -> dict[str, Any]:
    return {name: why[name] for name in ("role", "rival", "margin", "by_axis")}
