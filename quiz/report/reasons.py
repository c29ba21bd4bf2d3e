"""Why these roles: what sets them apart from those next to them, with the person's own answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from quiz.report.inputs import ReportInputs
from quiz.report.wording import in_hundred


class OwnAnswer(NamedTuple):
    """A statement and what the person said to it."""

    text: str
    answer: str


class Reason(NamedTuple):
    """One subject that speaks for the roles shown, or on which the person is not as they are."""

    axis: str
    speaks_for: bool
    says: str
    answers: list[OwnAnswer]


def reasons(inputs: ReportInputs) -> list[Reason]:
    """Give the reasons of a result; none where its edition has none, or no role is named."""
    return [_reason(inputs, found) for found in inputs.assessment.get("reasons", ())]


def halves(inputs: ReportInputs) -> str | None:
    """Say how what draws a person lies beside what they have done.

    None where no role is named, or nothing was asked of what they have done.
    """
    found = inputs.assessment.get("halves")
    if not found or inputs.verdict == "none":
        return None
    say, families = inputs.say, inputs.names.words.families
    drawn, done = found["drawn_to"], found["practised"]
    if done is None and inputs.has_left_out_part_two:
        return None
    named = [half and half["family"] for half in (drawn, done)]
    if None in named:
        return say.gettext(
            "Whether what draws you and what you have done point the same way cannot be told from "
            "so few statements."
        )
    drawn_to, practised = (inputs.names.inside(families[family].name) for family in named)
    if named[0] == named[1]:
        return say.gettext(
            "What draws you and what you have done point the same way, to %(family)s.",
            family=drawn_to,
        )
    return say.gettext(
        "What you have done is nearest to %(practised)s; what draws you is nearer to %(drawn_to)s.",
        practised=practised,
        drawn_to=drawn_to,
    )


def _reason(inputs: ReportInputs, found: Mapping[str, Any]) -> Reason:
    axis, speaks_for = found["axis"], found["for"] > 0
    # A shared result is made from the assessment alone, and holds no answer.
    answers = [
        OwnAnswer(inputs.wording.text(item), inputs.answer(item))
        for item in found["answers"]
        if item in inputs.counted
    ]
    says = _lean(inputs, axis) if speaks_for else _differ(inputs, axis)
    return Reason(axis, speaks_for, says, answers)


def _lean(inputs: ReportInputs, axis: str) -> str:
    leaning = inputs.names.leaning(axis, in_hundred(inputs.axes[axis]["value"]))
    return inputs.say.gettext("You lean to %(one)s.", one=leaning)


def _differ(inputs: ReportInputs, axis: str) -> str:
    """Say on which side of the nearest role a person is: both may lean to the same end."""
    words, nearest = inputs.names.words.axes[axis], inputs.role_value(inputs.shown[0], axis)
    above = inputs.axes[axis]["value"] > nearest
    return inputs.say.gettext(
        "Compared with the nearest role, you lean more to %(one)s.",
        one=words.toward_high if above else words.toward_low,
    )
