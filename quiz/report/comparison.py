"""Why this role and not that one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from model.explanation import explain
from model.scoring import score
from quiz.report.inputs import ReportInputs
from quiz.report.margin import AxisPart, MarginParts, margin_by_axis, margin_parts
from quiz.report.wording import of_ten_sittings

NAME_SHOWN = 40  # characters of an unknown role that are repeated to the sender


class NamedRole(NamedTuple):
    """A role, with its name as a heading has it and as a sentence does."""

    id: str
    name: str
    inside: str


class Comparison(NamedTuple):
    """The nearest role beside another one."""

    problem: str | None  # what was wrong with the role that was asked for
    role: NamedRole
    rival: NamedRole
    choices: list[NamedRole]  # that can stand in the rival's place
    standing: str
    parts: MarginParts


class AxisComparison(NamedTuple):
    """The same without any answer, as others are shown it."""

    role: NamedRole
    rival: NamedRole
    axes: list[AxisPart]
    margin: str


def compare(inputs: ReportInputs, rival: str | None) -> Comparison:
    """Compare the nearest role with another one, the next if none is asked for."""
    role, following = list(inputs.matches)[:2]
    problem = _problem(inputs, role, rival)
    chosen = rival if rival and not problem else following
    why = _explanation(inputs, role, chosen)
    return Comparison(
        problem=problem,
        role=_named(inputs, role),
        rival=_named(inputs, chosen),
        choices=[_named(inputs, other) for other in inputs.matches if other != role],
        standing=_standing(inputs, chosen),
        parts=margin_parts(inputs, why),
    )


def by_subject(inputs: ReportInputs) -> AxisComparison:
    """Give the stored reasons subject by subject; they need no answer and no other role."""
    why = inputs.assessment["why"]
    axes, margin = margin_by_axis(inputs, why)
    return AxisComparison(
        role=_named(inputs, why["role"]),
        rival=_named(inputs, why["rival"]),
        axes=axes,
        margin=margin,
    )


def _problem(inputs: ReportInputs, role: str, rival: str | None) -> str | None:
    if not rival:
        return None
    if rival == role:
        return inputs.say.gettext(
            "%(role)s is the role compared. Choose another one beside it.",
            role=inputs.names.first_role(role),
        )
    if rival not in inputs.matches:
        shown = rival if len(rival) <= NAME_SHOWN else rival[:NAME_SHOWN] + "…"
        return inputs.say.gettext(
            "There is no role “%(name)s” here. Choose one from the list.",
            name=inputs.say.isolated(shown),
        )
    return None


def _named(inputs: ReportInputs, role: str) -> NamedRole:
    names = inputs.names
    return NamedRole(id=role, name=names.role(role), inside=names.the_role(role))


def _explanation(inputs: ReportInputs, role: str, rival: str) -> Mapping[str, Any]:
    """Give the stored explanation, or make the same one against another rival."""
    stored = inputs.assessment["why"]
    if (stored["role"], stored["rival"]) == (role, rival):
        return dict(stored)
    key, model = inputs.instrument.bank.key, inputs.model
    sheet = key.sheet(inputs.counted)
    scores = score(sheet, key, model.measurement)
    return asdict(explain(sheet, scores, key, model, role, rival))


def _standing(inputs: ReportInputs, rival: str) -> str:
    name = inputs.names.first_role(rival)
    often = of_ten_sittings(inputs.stability(rival), inputs.say)
    if rival in inputs.shown:
        return inputs.say.gettext(
            "%(role)s is shown above too. If you took it again, it would be nearest %(often)s.",
            role=name,
            often=often,
        )
    return inputs.say.gettext(
        "%(role)s is not shown above. If you took it again, it would be nearest %(often)s.",
        role=name,
        often=often,
    )
