"""What a person can do now."""

from __future__ import annotations

from quiz.languages.language import N_
from quiz.report.inputs import Part, Subject

HELPS = {
    None: N_("More answers make the result steadier."),
    "incomplete": N_("They give more answers on the first four subjects."),
    "no_pattern": N_("More answers make a pattern easier to see, if there is one."),
    "unlike_any_role": N_(
        "They make your places more exact. A role may come nearer by that, or not."
    ),
}


def next_steps(subject: Subject) -> Part:
    """Name the page that sharpens the result, and the skipped statements."""
    sharpen = _sharpen(subject)
    return {
        "sharpen": sharpen,
        "skipped": _skipped(subject) if subject.assessment["reason"] == "incomplete" else [],
    }


def _sharpen(subject: Subject) -> Part | None:
    """Find the first page beyond the short length that is not complete."""
    bank = subject.instrument.bank
    complete = bank.complete_pages(subject.answers)
    left = [
        (number, page)
        for number, page in enumerate(bank.pages, start=1)
        if number not in complete and not all(item.short for item in page)
    ]
    if not left:
        return None
    helps = HELPS[subject.assessment["reason"]]
    statements = sum(len(page) for _, page in left)
    return {
        "page": left[0][0],
        "statements": statements,
        "label": subject.say.gettext("Answer %(number)s more to sharpen it", number=statements),
        "says": subject.say.ngettext(
            "Answer %(statements)s more statements on one page.",
            "Answer %(statements)s more statements on %(num)s pages.",
            len(left),
            statements=statements,
        ),
        "helps": subject.say.gettext(helps),
    }


def _skipped(subject: Subject) -> list[Part]:
    """List the skipped statements of the axes that have no value, with their pages."""
    return [
        {
            "item": item.id,
            "page": number,
            "text": subject.wording.text(item.id),
            "axis": subject.names.axis(item.axis),
        }
        for number, page in enumerate(subject.instrument.bank.pages, start=1)
        for item in page
        if item.id in subject.counted
        and subject.counted[item.id] is None
        and subject.axes[item.axis]["value"] is None
    ]
