"""What a person can do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from model.scoring import KeyedItem
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import names_in

SHARPENING_HELPS = {
    None: N_("More answers make the result steadier."),
    "incomplete": N_("They give more answers on subjects that have too few."),
    "faint": N_("More answers can make the signal clearer, or show that there is none."),
    "no_pattern": N_("More answers make a pattern easier to see, if there is one."),
    "unlike_any_role": N_(
        "They make your places more exact. A role may come nearer by that, or not."
    ),
}


class Sharpening(NamedTuple):
    """The statements that would sharpen the result."""

    statements: int
    label: str
    says: str
    helps: str


class SkippedStatement(NamedTuple):
    """A skipped statement of an axis that has no value for it."""

    item: str
    page: int
    text: str
    axis: str


class NextSteps(NamedTuple):
    """What a person can do now."""

    sharpen: Sharpening | None
    skipped: list[SkippedStatement]


def why_these(
    assessment: Mapping[str, Any] | None, page: Sequence[KeyedItem], language: str
) -> str:
    """Say what a page that sharpens asks about, and which two roles differ in that."""
    names = names_in(language)
    say = names.say
    axes = dict.fromkeys(item.axis for item in page)
    subjects = say.listed(
        [say.gettext("“%(name)s”", name=names.inside(names.axis(axis))) for axis in axes]
    )
    about = say.ngettext(
        "This statement is about %(subjects)s.",
        "These %(number)s statements are about %(subjects)s.",
        len(page),
        number=say.number_in_words(len(page)),
        subjects=subjects,
    )
    if assessment is None or len(assessment["roles"]) < 2:
        return about
    one, other = (names.a_role(match["role"]) for match in assessment["roles"][:2])
    tells = say.gettext("They help most to tell %(one)s from %(other)s.", one=one, other=other)
    return f"{about} {tells}"


def next_steps(inputs: ReportInputs) -> NextSteps:
    """Name the page that sharpens the result, and the skipped statements."""
    sharpen = _sharpen(inputs)
    return NextSteps(
        sharpen=sharpen,
        skipped=_skipped(inputs) if inputs.assessment["reason"] == "incomplete" else [],
    )


def _sharpen(inputs: ReportInputs) -> Sharpening | None:
    """Say what answering more would do; None where nothing more is asked."""
    left = inputs.pages_left
    if not left:
        return None
    kind = "faint" if inputs.verdict == "faint" else inputs.assessment["reason"]
    helps = SHARPENING_HELPS[kind]
    statements = sum(map(len, left))
    return Sharpening(
        statements=statements,
        label=inputs.say.gettext("Answer %(number)s more to sharpen it", number=statements),
        says=inputs.say.ngettext(
            "Answer %(statements)s more statements on one page.",
            "Answer %(statements)s more statements on %(num)s pages.",
            len(left),
            statements=statements,
        ),
        helps=inputs.say.gettext(helps),
    )


def _skipped(inputs: ReportInputs) -> list[SkippedStatement]:
    """List the skipped statements of the axes that have no value, with their pages."""
    return [
        SkippedStatement(
            item=item.id,
            page=number,
            text=inputs.wording.text(item.id),
            axis=inputs.names.axis(item.axis),
        )
        for number, page in enumerate(inputs.instrument.pages(inputs.chosen), start=1)
        for item in page
        if item.id in inputs.counted
        and inputs.counted[item.id] is None
        and inputs.axes[item.axis]["value"] is None
    ]
