"""A result in a few words, for lists of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.languages.language import N_
from quiz.report.headline import REASONS
from quiz.report.wording import Names


def in_short(assessment: Mapping[str, Any], names: Names) -> str:
    """Say what a result came to: `Between product owner and business analyst`."""
    if assessment["verdict"] == "none":
        title, _ = REASONS[assessment["reason"]]
        return names.say.gettext(title)
    if assessment["verdict"] == "clear":
        return names.role(assessment["shortlist"][0])
    roles = [names.the_role(role) for role in assessment["shortlist"]]
    between = assessment["verdict"] == "between"
    near = N_("Between %(roles)s") if between else N_("Near %(roles)s")
    return names.say.gettext(near, roles=names.say.listed(roles))
