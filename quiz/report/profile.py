"""The seven axes: where the person stands, how sure that is, and where the roles are."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any, NamedTuple

from model.axes import AXES
from model.scoring import CLEAR_DIFFERENCE, ENOUGH_ANSWERED
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import in_hundred

LANES = 3  # roles that fit into one picture and can still be told apart


class Place(NamedTuple):
    """Where something is on an axis, and how far it reaches; from 0 to 100."""

    place: int
    low: int
    high: int


class RolePlace(NamedTuple):
    """Where a role is on an axis, and how far it reaches; from 0 to 100."""

    lane: int
    name: str
    place: int
    low: int
    high: int


class AxisRow(NamedTuple):
    """One axis with the person on it, and roles or what else stands beside them."""

    axis: str
    name: str
    means: str
    low: str
    high: str
    you: Place | None
    says: str
    roles: list[RolePlace]


class Profile(NamedTuple):
    """Every axis, and which roles are in the picture."""

    roles: list[str]
    left_out: list[str]
    axes: list[AxisRow]
    missing: str | None


class FacetRow(NamedTuple):
    """What draws a person on one axis, beside what they have practised."""

    axis: str
    drawn_to: int
    practised: int
    differ: bool


class FacetDifference(NamedTuple):
    """A difference between the two that is more than chance."""

    axis: str
    says: str
    drawn_to: int
    practised: int


class Facets(NamedTuple):
    """What draws a person beside what they have practised."""

    rows: list[FacetRow]
    differences: list[FacetDifference]


def profile(inputs: ReportInputs) -> Profile:
    """Describe every axis, with the shown roles beside the person."""
    lanes = inputs.shown[:LANES]
    missing = [axis for axis in AXES if inputs.axes[axis]["value"] is None]
    return Profile(
        roles=[inputs.names.role(role) for role in lanes],
        left_out=[inputs.names.role(role) for role in inputs.shown[LANES:]],
        axes=[axis_row(inputs, axis, lanes) for axis in AXES],
        missing=_missing_note(inputs, missing),
    )


def axis_row(inputs: ReportInputs, axis: str, roles: list[str]) -> AxisRow:
    """Describe one axis: the person's place and each role's, numbers from 0 to 100."""
    words = inputs.names.words.axes[axis]
    you = _person(inputs.axes[axis])
    return AxisRow(
        axis=axis,
        name=words.name,
        means=words.means,
        low=words.low,
        high=words.high,
        you=you,
        says=_says(inputs, axis, you),
        roles=[_role(inputs, role, axis, lane) for lane, role in enumerate(roles, start=1)],
    )


def _person(axis: Mapping[str, Any]) -> Place | None:
    if axis["value"] is None:
        return None
    reach = CLEAR_DIFFERENCE * axis["standard_error"]
    return Place(
        place=in_hundred(axis["value"]),
        low=in_hundred(axis["value"] - reach),
        high=in_hundred(axis["value"] + reach),
    )


def _role(inputs: ReportInputs, role: str, axis: str, lane: int) -> RolePlace:
    value = inputs.role_value(role, axis)
    spread = float(inputs.model.spread[AXES.index(axis)])
    return RolePlace(
        lane=lane,
        name=inputs.names.role(role),
        place=in_hundred(value),
        low=in_hundred(value - spread),
        high=in_hundred(value + spread),
    )


def _says(inputs: ReportInputs, axis: str, you: Place | None) -> str:
    if you is not None:
        leaning = inputs.names.leaning(axis, you.place)
        return inputs.say.gettext("You lean to %(one)s.", one=leaning)
    answered, asked = inputs.axes[axis]["answered"], inputs.axes[axis]["asked"]
    needed = ceil(ENOUGH_ANSWERED * asked)
    return inputs.say.ngettext(
        "No value: %(answered)s of %(num)s statement answered, at least %(needed)s needed.",
        "No value: %(answered)s of %(num)s statements answered, at least %(needed)s needed.",
        asked,
        answered=answered,
        needed=needed,
    )


def _missing_note(inputs: ReportInputs, missing: list[str]) -> str | None:
    if not missing:
        return None
    say = inputs.say
    names = say.listed([say.gettext("“%(name)s”", name=inputs.names.axis(a)) for a in missing])
    without = say.ngettext(
        "%(subjects)s has no value, because too few statements were answered.",
        "%(subjects)s have no value, because too few statements were answered.",
        len(missing),
        subjects=names,
    )
    if inputs.verdict == "none":
        return without
    left_out = say.gettext(
        "The comparison with the roles leaves this out. As you could stand anywhere on it, "
        "the result is less sure."
    )
    return f"{without} {left_out}"


def facets(inputs: ReportInputs) -> Facets:
    """Compare what a person is drawn to with what they have practised."""
    rows = [
        FacetRow(
            axis=inputs.names.axis(axis),
            drawn_to=in_hundred(found["drawn_to"]),
            practised=in_hundred(found["practised"]),
            differ=bool(found["facets_differ"]),
        )
        for axis, found in inputs.axes.items()
        if None not in (found["value"], found["drawn_to"], found["practised"])
    ]
    return Facets(rows=rows, differences=_differences(inputs))


def _differences(inputs: ReportInputs) -> list[FacetDifference]:
    """Say each difference that is more than chance, the largest first."""
    found = [
        (axis["drawn_to"] - axis["practised"], name)
        for name, axis in inputs.axes.items()
        if axis["facets_differ"] and axis["value"] is not None
    ]
    return [
        FacetDifference(
            axis=inputs.names.axis(axis),
            says=_difference(inputs, axis, gap),
            drawn_to=in_hundred(inputs.axes[axis]["drawn_to"]),
            practised=in_hundred(inputs.axes[axis]["practised"]),
        )
        for gap, axis in sorted(found, key=lambda pair: -abs(pair[0]))
    ]


def _difference(inputs: ReportInputs, axis: str, gap: float) -> str:
    if gap > 0:
        says = N_("You are drawn to %(toward)s more than you have practised it.")
    else:
        says = N_("You have practised %(toward)s more than you are drawn to it.")
    return inputs.say.gettext(says, toward=inputs.names.words.axes[axis].toward_high)
