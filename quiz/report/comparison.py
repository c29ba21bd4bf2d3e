"""Why this role and not that one: the margin taken apart, in numbers that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from model.explanation import explain
from model.scoring import POINTS, score
from quiz.languages.language import N_
from quiz.report.inputs import Part, ReportInputs
from quiz.report.wording import in_hundred, nearest_whole, of_ten_sittings, shared_out

STRONGEST = 6  # answers shown at once; the others are one row, and a list on demand
NAME_SHOWN = 40  # characters of an unknown role that are repeated to the sender


def compare(inputs: ReportInputs, rival: str | None) -> Part:
    """Compare the nearest role with another one, the next if none is asked for."""
    role, following = list(inputs.matches)[:2]
    problem = _problem(inputs, role, rival)
    chosen = rival if rival and not problem else following
    why = _explanation(inputs, role, chosen)
    return {
        "problem": problem,
        "role": _named(inputs, role),
        "rival": _named(inputs, chosen),
        "choices": [
            {**_named(inputs, other), "chosen": other == chosen}
            for other in inputs.matches
            if other != role
        ],
        "standing": _standing(inputs, chosen),
        **_parts(inputs, why),
    }


def by_subject(inputs: ReportInputs) -> Part:
    """Give the stored reasons subject by subject; they need no answer and no other role."""
    why = inputs.assessment["why"]
    by_axis, margin = _by_axis(why)
    return {
        "role": _named(inputs, why["role"]),
        "rival": _named(inputs, why["rival"]),
        "axes": [_axis(inputs, why, axis, by_axis) for axis in _heaviest_first(by_axis)],
        "margin": inputs.say.hundredths(margin),
    }


def _by_axis(why: Mapping[str, Any]) -> tuple[dict[str, int], int]:
    """Round the parts of the margin so that they sum to it as printed."""
    margin = nearest_whole(100 * why["margin"])
    parts = [100 * part for part in why["by_axis"].values()]
    return dict(zip(why["by_axis"], shared_out(parts, margin), strict=True)), margin


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


def _named(inputs: ReportInputs, role: str) -> Part:
    names = inputs.names
    return {"id": role, "name": names.role(role), "inside": names.the_role(role)}


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


def _parts(inputs: ReportInputs, why: Mapping[str, Any]) -> Part:
    by_axis, margin = _by_axis(why)
    by_answer = _answers_in_hundredths(inputs, why["by_answer"], by_axis)
    answers = _answers(inputs, why, by_answer)
    strongest = sorted(by_answer, key=lambda item: -abs(by_answer[item]))
    shown, rest = strongest[:STRONGEST], strongest[STRONGEST:]
    return {
        "margin": inputs.say.hundredths(margin),
        "axes": [_axis(inputs, why, axis, by_axis) for axis in _heaviest_first(by_axis)],
        "answers": [answers[item] for item in shown],
        "others": _others(inputs, rest, by_answer),
        "by_axis": [_subtotal(inputs, axis, by_axis, answers) for axis in by_axis],
    }


def _others(inputs: ReportInputs, rest: list[str], by_answer: Mapping[str, int]) -> Part | None:
    if not rest:
        return None
    together = sum(by_answer[item] for item in rest)
    return {
        "says": inputs.say.ngettext(
            "The %(num)s other answer", "The %(num)s other answers together", len(rest)
        ),
        "by": inputs.say.hundredths(together, sign=True),
    }


def _subtotal(
    inputs: ReportInputs, axis: str, by_axis: Mapping[str, int], answers: Mapping[str, Part]
) -> Part:
    axis_of = _axis_of(inputs)
    return {
        "name": inputs.names.axis(axis),
        "by": inputs.say.hundredths(by_axis[axis], sign=True),
        "answers": [part for item, part in answers.items() if axis_of[item] == axis],
    }


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


def _heaviest_first(by_axis: Mapping[str, int]) -> list[str]:
    return sorted(by_axis, key=lambda axis: -abs(by_axis[axis]))


def _axis(
    inputs: ReportInputs, why: Mapping[str, Any], axis: str, by_axis: Mapping[str, int]
) -> Part:
    units, most = by_axis[axis], max(map(abs, by_axis.values()))
    return {
        "name": inputs.names.axis(axis),
        "you": in_hundred(inputs.axes[axis]["value"]),
        "role": in_hundred(inputs.role_value(why["role"], axis)),
        "rival": in_hundred(inputs.role_value(why["rival"], axis)),
        "by": inputs.say.hundredths(units, sign=True),
        "says": _says(inputs, why, units, most),
        "bar": _bar(units, most),
    }


def _answers(
    inputs: ReportInputs, why: Mapping[str, Any], by_answer: Mapping[str, int]
) -> dict[str, Part]:
    most = max(map(abs, by_answer.values()), default=0)
    return {
        item: {
            "text": inputs.wording.text(item),
            "answer": inputs.answer(item),
            "by": inputs.say.hundredths(units, sign=True),
            "says": _says(inputs, why, units, most),
            "rival_says": _would_say(inputs, why["rival"], item),
        }
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


def _bar(units: int, most: int) -> Part | None:
    """Lay out a bar from the middle, to the right for the role, to the left for the rival."""
    if units == 0:
        return None
    width = round(50 * abs(units) / most, 1)
    return {"x": 50 if units > 0 else round(50 - width, 1), "width": width, "for_role": units > 0}
