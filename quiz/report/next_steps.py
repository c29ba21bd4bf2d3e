"""What a person can do now."""

from __future__ import annotations

from typing import NamedTuple

from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs

SHARPENING_HELPS = {
    None: N_("More answers make the result steadier."),
    "incomplete": N_("They give more answers on the first four subjects."),
    "no_pattern": N_("More answers make a pattern easier to see, if there is one."),
    "unlike_any_role": N_(
        "They make your places more exact. A role may come nearer by that, or not."
    ),
}


class Sharpening(NamedTuple):
    """The statements that would sharpen the result."""

    page: int
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


def next_steps(inputs: ReportInputs) -> NextSteps:
    """Name the page that sharpens the result, and the skipped statements."""
    sharpen = _sharpen(inputs)
    return NextSteps(
        sharpen=sharpen,
        skipped=_skipped(inputs) if inputs.assessment["reason"] == "incomplete" else [],
    )


def _sharpen(inputs: ReportInputs) -> Sharpening | None:
    """Find the first page beyond the short length that is not complete."""
    bank = inputs.instrument.bank
    complete = bank.complete_pages(inputs.answers)
    left = [
        (number, page)
        for number, page in enumerate(bank.pages, start=1)
        if number not in complete and not all(item.short for item in page)
    ]
    if not left:
        return None
    helps = SHARPENING_HELPS[inputs.assessment["reason"]]
    statements = sum(len(page) for _, page in left)
    return Sharpening(
        page=left[0][0],
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
        for number, page in enumerate(inputs.instrument.bank.pages, start=1)
        for item in page
        if item.id in inputs.counted
        and inputs.counted[item.id] is None
        and inputs.axes[item.axis]["value"] is None
    ]
