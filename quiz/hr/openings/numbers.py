"""What an employer is told of how many came; pure.

Nobody may learn from a number that one person finished and shared nothing. Whoever looks
before and after somebody took the quiz would, if every start counted at once: so what was
started and finished is told in steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from quiz.report.excerpt import NONE, SEVERAL
from quiz.report.wording import names_in
from quiz.store.locked_opening import FAMILY, SENT

STEP = 5  # people
ENOUGH_FOR_FAMILIES = 10  # shared results
OTHERS = {SEVERAL: "Roles of several families", NONE: "No role named, or roles not shared"}


class FamilyShare(NamedTuple):
    """How many of the shared results are of one family."""

    name: str
    results: int
    share: int  # of a hundred, for the picture


def at_least(number: int) -> str:
    """Tell a number in steps.

    >>> at_least(4), at_least(5), at_least(17), at_least(1204)
    ('Fewer than 5', '5 or more', '15 or more', '1,200 or more')
    """
    step = number // STEP * STEP
    return f"{step:,} or more" if step else f"Fewer than {STEP}"


def families(totals: Mapping[str, int]) -> list[FamilyShare] | None:
    """Give the spread of families, by their names; None where too few have shared."""
    shared = totals.get(SENT, 0)
    if shared < ENOUGH_FOR_FAMILIES:
        return None
    words = names_in("en").words.families
    counted = {
        what.removeprefix(FAMILY): number
        for what, number in totals.items()
        if what.startswith(FAMILY)
    }
    named = {family: words[family].name if family in words else family for family in counted}
    rows = [
        FamilyShare(OTHERS.get(family, named[family]), number, round(100 * number / shared))
        for family, number in counted.items()
    ]
    # In the order of the alphabet: this is no ranking.
    return sorted(rows, key=lambda row: (row.name in OTHERS.values(), row.name))
