"""One person: from answers to everything that is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import mean

from bench.figures import Figure, cpu_seconds_each
from bench.people import MISSING, answers
from questions.instrument import current_instrument

TARGET = 1.0  # ms


def figures(short: bool) -> Iterator[Figure]:
    """Stability draws, explanation, flips and careless responding included."""
    for length, missing in (("short", 0.0), ("long", 0.0), ("long", MISSING)):
        told = f", {missing:.0%} skipped" if missing else ""
        name = f"one full assessment, {length}{told}"
        yield Figure(name, assessment(4 if short else 32, length, missing, short), "ms", TARGET)


def assessment(n_people: int, length: str, missing: float, short: bool) -> float:
    """Milliseconds for one assessment, on average over people of all roles."""
    assess = current_instrument().assess
    people = [partial(assess, person) for person in answers(n_people, missing, length)]
    return 1000 * mean(cpu_seconds_each(people, tries=2 if short else 60))
