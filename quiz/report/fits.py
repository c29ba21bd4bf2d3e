"""The question whether the result fits, and what the person said to it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.report.inputs import Part
from quiz.report.wording import Names, names_in

PARTLY, NO = "partly", "none"  # what can be said beside the id of a shown role
OTHER = "other"  # a job that is none of the roles


def fit_choices(
    assessment: Mapping[str, Any], language: str, said: str | None = None, job: str | None = None
) -> Part:
    """Give what the page asks of a result; no choices where the result names no role.

    Parameters
    ----------
    said : str, optional
        What was said of this result: the role that fits, `partly` or `none`.
    job : str, optional
        The role the person holds, or `other`.
    """
    names = names_in(language)
    say = names.say
    shown = assessment["shortlist"]
    if not shown:
        return {"choices": [], "jobs": [], "said": None, "job": None}
    labels = {role: _label(names, role, alone=len(shown) == 1) for role in shown}
    labels |= {PARTLY: say.gettext("Partly"), NO: say.gettext("No")}
    jobs = {role: words.name for role, words in names.words.roles.items()}
    jobs = {
        "": say.gettext("I would rather not say"),
        **jobs,
        OTHER: say.gettext("None of these"),
    }
    return {
        "choices": [{"id": i, "label": text, "chosen": i == said} for i, text in labels.items()],
        "jobs": [{"id": i, "name": text, "chosen": i == (job or "")} for i, text in jobs.items()],
        "said": labels[said] if said else None,
        "job": names.inside(jobs[job]) if job else None,
    }


def _label(names: Names, role: str, *, alone: bool) -> str:
    if alone:
        return names.say.gettext("Yes, %(role)s fits", role=names.the_role(role))
    return names.say.gettext("%(role)s fits best", role=names.first_role(role))
