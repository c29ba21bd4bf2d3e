"""How long the quiz takes, as its pages promise."""

from __future__ import annotations

SECONDS_A_STATEMENT = (11, 15)  # quick and slow


def minutes(statements: int) -> tuple[int, int]:
    """Say how many minutes a number of statements takes, quick and slow.

    >>> minutes(28)
    (5, 7)
    """
    quick, slow = (round(statements * seconds / 60) for seconds in SECONDS_A_STATEMENT)
    return quick, slow
