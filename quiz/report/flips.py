"""What would change the result, worded by the verdict; nothing under `none`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from math import ceil, copysign, floor
from typing import Any, NamedTuple

import numpy as np

from model.axes import AXES
from model.explanation import explain
from model.flips import flip_answers
from model.matching import order, squared_distances
from model.scoring import Scores, Sheet, score
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import PRECISION, in_hundred

OTHERS = 3  # shown roles, after the one compared above, whose answers are told
ON_THE_FENCE = 0.005  # of a contribution; what is nearer to 0 is printed as 0.00


class AxisFlip(NamedTuple):
    """The smallest change on one axis that makes another role the nearest."""

    name: str
    says: str


class FlippedAnswer(NamedTuple):
    """An answer, and the one that would help the other role."""

    item: str
    point: int
    text: str
    given: str
    instead: str


class FlippedAnswers(NamedTuple):
    """The fewest answers that bring the other role nearer."""

    says: str
    answers: list[FlippedAnswer]


class ChangeOfRole(NamedTuple):
    """What would change a clear result."""

    smallest: str
    by_axis: list[AxisFlip]
    answers: FlippedAnswers


class LeaningAnswer(NamedTuple):
    """The answer that leans most to a role."""

    role: str
    text: str
    answer: str


class Leaning(NamedTuple):
    """How the answers lean between the nearest role and another one that is shown."""

    says: str
    most: list[LeaningAnswer]


class Flips(NamedTuple):
    """What would change a clear result, or which answers lean where in one that is not."""

    change: ChangeOfRole | None
    leanings: list[Leaning]


def flips(inputs: ReportInputs, rival: str | None) -> Flips | None:
    """Say what would change a clear result, and which answers lean where in one that is not.

    Parameters
    ----------
    rival : str or None
        The role that the page compares the nearest one with; None under `none`.
    """
    if inputs.verdict == "none" or rival is None:
        return None
    if inputs.verdict == "clear":
        return Flips(change=_change(inputs, rival), leanings=[])
    return Flips(change=None, leanings=list(_leanings(inputs, rival)))


def _change(inputs: ReportInputs, rival: str) -> ChangeOfRole:
    found = inputs.assessment["flips"]
    smallest = found["smallest"]
    return ChangeOfRole(
        smallest=_smallest(inputs, smallest),
        by_axis=[
            AxisFlip(name=inputs.names.axis(axis), says=_on_axis(inputs, axis, flip))
            for axis, flip in found["by_axis"].items()
        ],
        answers=_answers(inputs, rival),
    )


def _smallest(inputs: ReportInputs, flip: Mapping[str, Any] | None) -> str:
    if flip is None:
        return inputs.say.gettext(
            "No change on a single subject would make another role nearest: "
            "on each of them the scale ends first."
        )
    name = inputs.names.axis(flip["axis"])
    place, beyond, role = _beyond(inputs, flip)
    if place == beyond:
        return inputs.say.gettext(
            "On “%(subject)s” you stand at the edge: the next step would make %(role)s nearest.",
            subject=name,
            role=role,
        )
    return inputs.say.gettext(
        "If your answers on “%(subject)s” stood at %(beyond)s instead of %(place)s, and all else "
        "stayed as it is, %(role)s would be nearest. No smaller change on one subject would do "
        "that.",
        subject=name,
        beyond=beyond,
        place=place,
        role=role,
    )


def _on_axis(inputs: ReportInputs, axis: str, flip: Mapping[str, Any] | None) -> str:
    if flip is None:
        return inputs.say.gettext("impossible, the scale ends first")
    place, beyond, role = _beyond(inputs, flip)
    if place == beyond:
        return inputs.say.gettext("%(role)s, a step away", role=role)
    return inputs.say.gettext(
        "%(role)s at %(beyond)s; you are at %(place)s", role=role, beyond=beyond, place=place
    )


def _upward(flip: Mapping[str, Any]) -> bool:
    return copysign(1, flip["change"]) > 0  # also of a tie, where the change is ±0


def _beyond(inputs: ReportInputs, flip: Mapping[str, Any]) -> tuple[int, int, str]:
    """Give today's place, the next whole place from which another role is nearest, and that role.

    The role is looked up anew there: between the exact place and the printed one a third
    role may have come nearer still.
    """
    here = float(inputs.axes[flip["axis"]]["value"])
    exact = round(100 * flip["value"], PRECISION)
    beyond = floor(exact) + 1 if _upward(flip) else ceil(exact) - 1
    values = np.array([np.nan if (v := inputs.axes[a]["value"]) is None else v for a in AXES])
    values[AXES.index(flip["axis"])] = beyond / 100
    nearest = order(squared_distances(values[np.newaxis], inputs.model)[0])[0]
    return in_hundred(here), beyond, inputs.names.the_role(inputs.model.roles[nearest])


def _scored(inputs: ReportInputs) -> tuple[Sheet, Scores]:
    sheet = inputs.instrument.bank.key.sheet(inputs.counted)
    return sheet, score(sheet, inputs.instrument.bank.key, inputs.model.measurement)


def _answers(inputs: ReportInputs, rival: str) -> FlippedAnswers:
    """Name the fewest answers that bring the rival nearer than the nearest role."""
    role, names = inputs.shown[0], inputs.names
    found = inputs.assessment["flips"]["answers"]
    if found["rival"] != rival:
        key = inputs.instrument.bank.key
        found = asdict(flip_answers(*_scored(inputs), key, inputs.model, role, rival))
    rival_name, role_name = names.the_role(rival), names.the_role(role)
    if found["answers"] is None:
        says = inputs.say.gettext(
            "No change of these answers would bring %(rival)s nearer than %(role)s.",
            rival=rival_name,
            role=role_name,
        )
        return FlippedAnswers(says, [])
    number = len(found["answers"])
    return FlippedAnswers(
        says=inputs.say.ngettext(
            "One answer, given differently, would bring %(rival)s nearer than %(role)s:",
            "%(number)s answers, given differently, would bring %(rival)s nearer than %(role)s; "
            "fewer would not:",
            number,
            number=inputs.say.number_in_words(number).capitalize(),
            rival=rival_name,
            role=role_name,
        ),
        answers=[
            FlippedAnswer(
                item=answer["item"],
                point=answer["instead"],
                text=inputs.wording.text(answer["item"]),
                given=inputs.label(answer["item"], answer["given"]),
                instead=inputs.label(answer["item"], answer["instead"]),
            )
            for answer in found["answers"]
        ],
    )


def _leanings(inputs: ReportInputs, rival: str) -> Iterator[Leaning]:
    """Say for each other shown role how many answers lean to it, and which one most.

    The answers of the role that is compared above stand there already.
    """
    others = [role for role in inputs.shown[1:] if role != rival][:OTHERS]
    if rival in inputs.shown:
        yield Leaning(says=_counts(inputs, rival), most=[])
    for other in others:
        yield Leaning(says=_counts(inputs, other), most=list(_most(inputs, other)))


def _parts(inputs: ReportInputs, rival: str) -> dict[str, float]:
    key, model, role = inputs.instrument.bank.key, inputs.model, inputs.shown[0]
    return explain(*_scored(inputs), key, model, role, rival).by_answer


def _counts(inputs: ReportInputs, rival: str) -> str:
    role_name = inputs.names.the_role(inputs.shown[0])
    rival_name = inputs.names.the_role(rival)
    parts = _parts(inputs, rival).values()
    to_role = sum(part >= ON_THE_FENCE for part in parts)
    to_rival = sum(part <= -ON_THE_FENCE for part in parts)
    neither = len(parts) - to_role - to_rival
    if neither:
        says = N_(
            "Of your %(all)s answers, %(to_role)s lean to %(role)s, %(to_rival)s to %(rival)s "
            "and %(neither)s to neither."
        )
    else:
        says = N_(
            "Of your %(all)s answers, %(to_role)s lean to %(role)s and %(to_rival)s to %(rival)s."
        )
    return inputs.say.gettext(
        says,
        all=len(parts),
        to_role=to_role,
        role=role_name,
        to_rival=to_rival,
        rival=rival_name,
        neither=neither,
    )


def _most(inputs: ReportInputs, rival: str) -> Iterator[LeaningAnswer]:
    """Name the answer that leans most to each of the two."""
    parts = _parts(inputs, rival)
    for sign, role in ((1, inputs.shown[0]), (-1, rival)):
        item = max(parts, key=lambda name: sign * parts[name])
        if sign * parts[item] >= ON_THE_FENCE:
            yield LeaningAnswer(
                role=inputs.names.the_role(role),
                text=inputs.wording.text(item),
                answer=inputs.answer(item),
            )
