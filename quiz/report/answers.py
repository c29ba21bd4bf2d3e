"""The answers behind each place: what a number is made of, down to the last statement."""

from __future__ import annotations

from typing import NamedTuple

from model.scoring import keyed_points
from quiz.languages.language import N_
from quiz.report.inputs import ReportInputs
from quiz.report.wording import in_hundred

FACETS = {"drawn_to": N_("What draws you"), "practised": N_("What you have practised")}


class CountedAnswer(NamedTuple):
    """An answer that counts on an axis, and what it counts, from 0 to 100."""

    text: str
    answer: str
    facet: str
    counts: int | None  # None: skipped


def answers_by_axis(inputs: ReportInputs) -> dict[str, list[CountedAnswer]]:
    """List the answers that count on each axis; the mean of what they count is the place."""
    key = inputs.instrument.bank.key
    counts = keyed_points(key.sheet(inputs.counted).points, key)
    found: dict[str, list[CountedAnswer]] = {axis: [] for axis in inputs.axes}
    for item, count in zip(key.items, counts, strict=True):
        if item.id in inputs.counted:
            skipped = inputs.counted[item.id] is None
            found[item.axis].append(
                CountedAnswer(
                    text=inputs.wording.text(item.id),
                    answer=inputs.answer(item.id),
                    facet=inputs.say.gettext(FACETS[item.facet]),
                    counts=None if skipped else in_hundred(float(count)),
                )
            )
    return found
