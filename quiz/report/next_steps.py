"""What a person can do now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from model.scoring import KeyedItem
from questions.bank import Page
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import names_in

SHARPENING_HELPS = {
    None: N_("More answers make the result steadier."),
    "incomplete": N_("They give more answers on the first four subjects."),
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
    if assessment is None or len(assessment["roles"]) < 2:
        return say.ngettext(
            "This statement is about %(subjects)s.",
            "These %(number)s are about %(subjects)s.",
            len(page),
            number=say.number_in_words(len(page)),
            subjects=subjects,
        )
    one, other = (names.a_role(match["role"]) for match in assessment["roles"][:2])
    return say.ngettext(
        "This statement is about %(subjects)s, where %(one)s and %(other)s differ most.",
        "These %(number)s are about %(subjects)s, where %(one)s and %(other)s differ most.",
        len(page),
        number=say.number_in_words(len(page)),
        subjects=subjects,
        one=one,
        other=other,
    )


def next_steps(inputs: ReportInputs) -> NextSteps:
    """Name the page that sharpens the result, and the skipped statements."""
    sharpen = _sharpen(inputs)
    return NextSteps(
        sharpen=sharpen,
        skipped=_skipped(inputs) if inputs.assessment["reason"] == "incomplete" else [],
    )


def _sharpen(inputs: ReportInputs) -> Sharpening | None:
    """Say what answering more would do; None where nothing more is asked."""
    left = _pages_left(inputs)
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


def _pages_left(inputs: ReportInputs) -> list[Page]:
    """The pages that are offered: the one that is chosen next, or all that everybody can have."""
    bank = inputs.instrument.bank
    if page := inputs.instrument.next_page(inputs.answers, inputs.chosen):
        return [page.items(bank.rest)]
    complete = bank.complete_pages(inputs.answers)
    return [
        page
        for number, page in enumerate(bank.pages, start=1)
        if number not in complete and not all(item.short for item in page)
    ]


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
