"""The roles that a team looks for, beside what a result names; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from quiz.report.inputs import Part
from quiz.report.wording import names_in


def looked_for(assessment: Mapping[str, Any], roles: Collection[str], language: str) -> Part | None:
    """Say which roles a team looks for, where the result names roles at all.

    Nothing is computed from them: everybody is assessed against every role, since a choice
    among few would look surer than it is.
    """
    names = names_in(language)
    known = [role for role in names.words.roles if role in roles]
    if not known or not assessment["shortlist"]:
        return None
    return {
        "roles": names.say.listed([names.the_role(role) for role in known]),
        "shown": [role for role in assessment["shortlist"] if role in known],
        "all": len(names.words.roles),
    }
