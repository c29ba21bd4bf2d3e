"""A margin between two roles taken apart, in numbers that add up as printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from model.scoring import POINTS
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import in_hundred, nearest_whole, shared_out

STRONGEST = 6  # answers shown at once; the others are one row, and a list on demand


class Bar(NamedTuple):
    """A bar from the middle of a picture 100 wide."""

    x: float
    width: float
    for_role: bool


class AxisPart(NamedTuple):
    """What one axis brings to the margin between two roles; places from 0 to 100."""

    name: str
    you: int
    role: int
    rival: int
    by: str
    says: str
    bar: Bar | None


class AnswerPart(NamedTuple):
    """What one answer brings to it, and what the other role would answer."""

    text: str
    answer: str
    by: str
    says: str
    rival_says: str


class OtherAnswers(NamedTuple):
    """All answers that are not listed, as one row."""

    says: str
    by: str


class Subtotal(NamedTuple):
    """What one axis brings, answer by answer."""

    name: str
    by: str
    answers: list[AnswerPart]


class MarginParts(NamedTuple):
    """The margin taken apart by axis and by answer; what is printed adds up."""

    margin: str
    axes: list[AxisPart]
    answers: list[AnswerPart]
    others: OtherAnswers | None
    by_axis: list[Subtotal]


def margin_by_axis(inputs: ReportInputs, why: Mapping[str, Any]) -> tuple[list[AxisPart], str]:
    """Give what each axis brings, the heaviest first, and the margin they sum to."""
    by_axis, margin = _by_axis(why)
    return _axes(inputs, why, by_axis), inputs.say.hundredths(margin)


def margin_parts(inputs: ReportInputs, why: Mapping[str, Any]) -> MarginParts:
    """Take the margin of an explanation apart by axis, by answer, and by both."""
    by_axis, margin = _by_axis(why)
    by_answer = _answers_in_hundredths(inputs, why["by_answer"], by_axis)
    answers = _answers(inputs, why, by_answer)
    strongest = sorted(by_answer, key=lambda item: -abs(by_answer[item]))
    shown, rest = strongest[:STRONGEST], strongest[STRONGEST:]
    return MarginParts(
        margin=inputs.say.hundredths(margin),
        axes=_axes(inputs, why, by_axis),
        answers=[answers[item] for item in shown],
        others=_others(inputs, rest, by_answer),
        by_axis=[_subtotal(inputs, axis, by_axis, answers) for axis in by_axis],
    )


def _by_axis(why: Mapping[str, Any]) -> tuple[dict[str, int], int]:
    """Round the parts of the margin so that they sum to it as printed."""
    margin = nearest_whole(100 * why["margin"])
    parts = [100 * part for part in why["by_axis"].values()]
    return dict(zip(why["by_axis"], shared_out(parts, margin), strict=True)), margin


def _others(
    inputs: ReportInputs, rest: list[str], by_answer: Mapping[str, int]
) -> OtherAnswers | None:
    if not rest:
        return None
    together = sum(by_answer[item] for item in rest)
    return OtherAnswers(
        says=inputs.say.ngettext(
            "The %(num)s other answer", "The %(num)s other answers together", len(rest)
        ),
        by=inputs.say.hundredths(together, sign=True),
    )


def _subtotal(
    inputs: ReportInputs, axis: str, by_axis: Mapping[str, int], answers: Mapping[str, AnswerPart]
) -> Subtotal:
    axis_of = _axis_of(inputs)
    return Subtotal(
        name=inputs.names.axis(axis),
        by=inputs.say.hundredths(by_axis[axis], sign=True),
        answers=[part for item, part in answers.items() if axis_of[item] == axis],
    )


def _axis_of(inputs: ReportInputs) -> dict[str, str]:
    return {item.id: item.axis for item in inputs.instrument.bank.items}


def _answers_in_hundredths(
    inputs: ReportInputs, by_answer: Mapping[str, float], by_axis: Mapping[str, int]
) -> dict[str, int]:
    """Round the answers of each axis so that they sum to what is printed for it."""
    axis_of = _axis_of(inputs)
    rounded: dict[str, int] = {}
    for axis, total in by_axis.items():
        items = [item for item in by_answer if axis_of[item] == axis]
        parts = shared_out([100 * by_answer[item] for item in items], total)
        rounded |= dict(zip(items, parts, strict=True))
    return {item: rounded[item] for item in by_answer}


def _axes(
    inputs: ReportInputs, why: Mapping[str, Any], by_axis: Mapping[str, int]
) -> list[AxisPart]:
    heaviest_first = sorted(by_axis, key=lambda axis: -abs(by_axis[axis]))
    return [_axis(inputs, why, axis, by_axis) for axis in heaviest_first]


def _axis(
    inputs: ReportInputs, why: Mapping[str, Any], axis: str, by_axis: Mapping[str, int]
) -> AxisPart:
    units, most = by_axis[axis], max(map(abs, by_axis.values()))
    return AxisPart(
        name=inputs.names.axis(axis),
        you=in_hundred(inputs.axes[axis]["value"]),
        role=in_hundred(inputs.role_value(why["role"], axis)),
        rival=in_hundred(inputs.role_value(why["rival"], axis)),
        by=inputs.say.hundredths(units, sign=True),
        says=_says(inputs, why, units, most),
        bar=_bar(units, most),
    )


def _answers(
    inputs: ReportInputs, why: Mapping[str, Any], by_answer: Mapping[str, int]
) -> dict[str, AnswerPart]:
    most = max(map(abs, by_answer.values()), default=0)
    return {
        item: AnswerPart(
            text=inputs.wording.text(item),
            answer=inputs.answer(item),
            by=inputs.say.hundredths(units, sign=True),
            says=_says(inputs, why, units, most),
            rival_says=_would_say(inputs, why["rival"], item),
        )
        for item, units in by_answer.items()
    }


def _would_say(inputs: ReportInputs, role: str, item: str) -> str:
    """Say what somebody exactly at a role's values would answer to a statement."""
    [keyed] = (each for each in inputs.instrument.bank.items if each.id == item)
    value = inputs.role_value(role, keyed.axis)
    tenths = round(10 * (POINTS - 1) * (value if keyed.keying == "+" else 1 - value))
    below, over = divmod(tenths, 10)
    if over == 5:
        between = N_("between “%(one)s” and “%(other)s”")
        one, other = (inputs.label(item, point) for point in (below + 1, below + 2))
        return inputs.say.gettext(between, one=one, other=other)
    return inputs.label(item, below + 1 + (over > 5))


def _says(inputs: ReportInputs, why: Mapping[str, Any], units: int, most: int) -> str:
    """Say toward which role a part speaks, and how strongly beside the strongest."""
    if units == 0:
        return inputs.say.gettext("speaks for neither")
    share = abs(units) / most
    if share >= 2 / 3:
        says = N_("speaks strongly for %(role)s")
    elif share >= 1 / 3:
        says = N_("speaks clearly for %(role)s")
    else:
        says = N_("speaks slightly for %(role)s")
    toward = why["role" if units > 0 else "rival"]
    return inputs.say.gettext(says, role=inputs.names.the_role(toward))


def _bar(units: int, most: int) -> Bar | None:
    """Lay out a bar from the middle, to the right for the role, to the left for the rival."""
    if units == 0:
        return None
    width = round(50 * abs(units) / most, 1)
    return Bar(x=50 if units > 0 else round(50 - width, 1), width=width, for_role=units > 0)
