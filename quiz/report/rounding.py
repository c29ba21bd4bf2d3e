"""Rounding parts so that what is printed adds up."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

PRECISION = 9  # decimals; what lies below is the noise of adding floats


def nearest_whole(number: float) -> int:
    """Round to the nearest whole number, halves up.

    >>> nearest_whole(2.5), nearest_whole(-0.4)
    (3, 0)
    """
    return floor(round(number, PRECISION) + 0.5)


def shared_out(parts: Sequence[float], total: int) -> list[int]:
    """Round parts to whole numbers that sum to `total`, by largest remainder.

    `total` must be the sum of the parts rounded up or down; then every part is printed
    as itself rounded up or down, and a part that is whole stays as it is.

    Raises
    ------
    ValueError
        If no such rounding exists.

    Examples
    --------
    >>> shared_out([1.4, 1.4, -0.4], 2)
    [1, 1, 0]

    References
    ----------
    Balinski & Young (2001), Fair Representation: the method of Hamilton.
    """
    exact = [round(part, PRECISION) for part in parts]
    floors = [floor(part) for part in exact]
    missing = total - sum(floors)
    if not 0 <= missing <= len(parts):
        raise ValueError(f"{total} is not the rounded sum of the parts, {sum(parts)}")
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - exact[i])
    raised = set(by_remainder[:missing])
    return [whole + (place in raised) for place, whole in enumerate(floors)]
