"""Other answers tried out: what the result would be, beside what it is; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from model.axes import AXES
from questions.instrument import Instrument
from quiz.languages.language import N_
from quiz.report.headline import summary_line
from quiz.report.inputs import ReportInputs
from quiz.report.profile import AxisRow, Place, RolePlace, axis_row
from quiz.report.wording import names_in

TOP = 5  # places of the order whose changes are said in words; the table has all of them
Answers = Mapping[str, int | None]


class TriedAnswer(NamedTuple):
    """An answer, and the one that is tried instead."""

    text: str
    given: str
    instead: str


class TriedAxis(NamedTuple):
    """An axis as it would be, and where the person is on it now."""

    row: AxisRow
    stored: Place | None


class TriedRole(NamedTuple):
    """A role's rank as it would be, and as it is."""

    name: str
    rank: int
    stored: int | None
    shown: bool


class Trial(NamedTuple):
    """What a result would be with other answers."""

    verdict: str
    says: str
    changed: list[TriedAnswer]
    moved: list[str]
    order: list[str]
    axes: list[TriedAxis]
    roles: list[TriedRole]


def trial(
    stored: Mapping[str, Any], given: Answers, tried: Answers, instrument: Instrument, language: str
) -> Trial:
    """Assess the answers that are tried, and say what differs from the stored result.

    Parameters
    ----------
    stored : mapping
        The stored assessment.
    given, tried : mapping
        The answers it was made from, and those to try instead.
    """
    assessed = instrument.assessment_json(tried, language)
    names = names_in(language)
    before = ReportInputs(stored, given, instrument, names, language)
    after = ReportInputs(assessed, tried, instrument, names, language)
    changed = [item for item in given if tried[item] != given[item]]
    return Trial(
        verdict=assessed["verdict"],
        says=_says(before, after, changed),
        changed=[
            TriedAnswer(
                text=after.wording.text(item),
                given=before.answer(item),
                instead=after.answer(item),
            )
            for item in changed
        ],
        moved=[said for axis in AXES if (said := _moved(before, after, axis))],
        order=_order(before, after),
        axes=[_axis(before, after, axis) for axis in AXES],
        roles=_roles(before, after),
    )


def _says(before: ReportInputs, after: ReportInputs, changed: list[str]) -> str:
    was, would_be = (summary_line(each.assessment, each.names) for each in (before, after))
    say = before.say
    if not changed:
        return say.gettext("No answer is changed yet. Your result: %(result)s.", result=was)
    if was == would_be:
        return say.ngettext(
            "With %(num)s changed answer the result would stay what it is: %(result)s.",
            "With %(num)s changed answers the result would stay what it is: %(result)s.",
            len(changed),
            result=was,
        )
    return say.ngettext(
        "With %(num)s changed answer the result would be: %(result)s. Stored: %(stored)s.",
        "With %(num)s changed answers the result would be: %(result)s. Stored: %(stored)s.",
        len(changed),
        result=would_be,
        stored=was,
    )


def _moved(before: ReportInputs, after: ReportInputs, axis: str) -> str | None:
    was, would_be = (axis_row(each, axis, []).you for each in (before, after))
    say, name = after.say, after.names.axis(axis)
    if was is None or would_be is None:
        if was == would_be:
            return None
        has = N_("“%(subject)s” would have a value")
        return say.gettext(
            has if would_be else N_("“%(subject)s” would have no value"), subject=name
        )
    if was.place == would_be.place:
        return None
    words = after.names.words.axes[axis]
    toward = words.toward_high if would_be.place > was.place else words.toward_low
    return say.gettext(
        "“%(subject)s” moves from %(was)s to %(would_be)s, toward %(toward)s",
        subject=name,
        was=was.place,
        would_be=would_be.place,
        toward=toward,
    )


def _axis(before: ReportInputs, after: ReportInputs, axis: str) -> TriedAxis:
    """Give one axis for its picture: the trial is the dot, what is stored the bar below it."""
    row, was = axis_row(after, axis, []), axis_row(before, axis, []).you
    stored = [RolePlace(1, after.say.gettext("As stored"), *was)] if was else []
    return TriedAxis(row._replace(roles=stored), was)


def _order(before: ReportInputs, after: ReportInputs) -> list[str]:
    """Say which of the nearest roles change places; nothing where either names no role."""
    if "none" in (before.verdict, after.verdict):
        return []
    return [
        after.say.gettext(
            "%(role)s moves from place %(was)s to place %(would_be)s",
            role=after.names.first_role(role),
            was=before.matches[role]["rank"],
            would_be=match["rank"],
        )
        for role, match in after.matches.items()
        if match["rank"] != before.matches[role]["rank"]
        and min(match["rank"], before.matches[role]["rank"]) <= TOP
    ]


def _roles(before: ReportInputs, after: ReportInputs) -> list[TriedRole]:
    if after.verdict == "none":
        return []
    known = before.matches if before.verdict != "none" else {}
    return [
        TriedRole(
            name=after.names.role(role),
            rank=match["rank"],
            stored=known[role]["rank"] if role in known else None,
            shown=role in after.shown,
        )
        for role, match in after.matches.items()
    ]
