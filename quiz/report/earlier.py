"""An earlier result beside the one of now: what moved, said only where chance would not do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import hypot
from typing import Any, NamedTuple

from model.scoring import CLEAR_DIFFERENCE
from quiz.report.headline import summary_line
from quiz.report.wording import Names, in_hundred, names_in

Axis = Mapping[str, Any]


class AxisThenAndNow(NamedTuple):
    """A person's place on an axis in both results; None where there was no value."""

    name: str
    then: int | None
    now: int | None
    says: str | None  # only where chance would not do it


class EarlierResult(NamedTuple):
    """An earlier result beside the one of now."""

    finished: str
    then: str
    now: str
    comparable: bool
    moved: int  # axes
    axes: list[AxisThenAndNow]


def earlier(
    now: Mapping[str, Any], then: Mapping[str, Any], finished_at: datetime, language: str
) -> EarlierResult:
    """Compare two results of one person, axis by axis.

    Both are measured with error, so a difference counts beyond 1.96 standard errors of the
    difference: √2 of one standard error where the two are alike. Results of different
    versions of the instrument stand side by side, and nothing is said of their difference.
    """
    names = names_in(language)
    comparable = now["instrument"]["version"] == then["instrument"]["version"]
    axes = [
        _axis(names, here, there, comparable=comparable)
        for here, there in zip(now["axes"], then["axes"], strict=True)
    ]
    return EarlierResult(
        finished=names.say.moment(finished_at),
        then=summary_line(then, names),
        now=summary_line(now, names),
        comparable=comparable,
        moved=sum(axis.says is not None for axis in axes),
        axes=axes,
    )


def _axis(names: Names, now: Axis, then: Axis, *, comparable: bool) -> AxisThenAndNow:
    return AxisThenAndNow(
        name=names.axis(now["axis"]),
        then=_place(then),
        now=_place(now),
        says=_says(names, now, then) if comparable else None,
    )


def _place(axis: Axis) -> int | None:
    return None if axis["value"] is None else in_hundred(axis["value"])


def _says(names: Names, now: Axis, then: Axis) -> str | None:
    if now["value"] is None or then["value"] is None:
        return None
    gap = now["value"] - then["value"]
    if abs(gap) <= CLEAR_DIFFERENCE * hypot(now["standard_error"], then["standard_error"]):
        return None
    words = names.words.axes[now["axis"]]
    toward = words.toward_high if gap > 0 else words.toward_low
    return names.say.gettext("More toward %(toward)s than before", toward=toward)
