"""The question whether the result fits, and what the person said to it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from quiz.report.wording import Names, names_in

PARTLY, NO = "partly", "none"  # what can be said beside the id of a shown role
OTHER = "other"  # a job that is none of the roles


class Choice(NamedTuple):
    """One of several that a form offers."""

    id: str
    label: str
    chosen: bool


class FitQuestion(NamedTuple):
    """Whether a result fits, and what was said to that; no choices where it names no role."""

    choices: list[Choice]
    jobs: list[Choice]
    said: str | None
    job: str | None


def ask_fit(
    assessment: Mapping[str, Any], language: str, said: str | None = None, job: str | None = None
) -> FitQuestion:
    """Give what the page asks of a result.

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
        return FitQuestion([], [], None, None)
    labels = {role: _label(names, role, alone=len(shown) == 1) for role in shown}
    labels |= {PARTLY: say.gettext("Partly"), NO: say.gettext("No")}
    jobs = {
        "": say.gettext("I would rather not say"),
        **{role: words.name for role, words in names.words.roles.items()},
        OTHER: say.gettext("None of these"),
    }
    return FitQuestion(
        choices=[Choice(id_, label, id_ == said) for id_, label in labels.items()],
        jobs=[Choice(id_, label, id_ == (job or "")) for id_, label in jobs.items()],
        said=labels[said] if said else None,
        job=names.inside(jobs[job]) if job else None,
    )


def _label(names: Names, role: str, *, alone: bool) -> str:
    if alone:
        return names.say.gettext("Yes, %(role)s fits", role=names.the_role(role))
    return names.say.gettext("%(role)s fits best", role=names.first_role(role))
