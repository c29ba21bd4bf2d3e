"""Who is assessed: simulated people of every role, some of whom skip items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from model.axes import Floats
from model.research.simulation import simulate_people, simulate_sitting
from model.scoring import Answers
from questions.instrument import current_instrument

SEED = 1
MISSING = 0.03  # share of cells that are skipped, where some are


def sheets(n_people: int, missing: float) -> Floats:
    """Points of the long length, NaN where skipped, shape (n_people, n_items)."""
    return _simulated(n_people, missing)[1]


def answers(n_people: int, missing: float, length: str) -> list[Answers]:
    """The same as answers by item."""
    return [_by_item(row, length) for row in sheets(n_people, missing)]


@dataclass(frozen=True)
class Candidate:
    """A simulated person who takes the quiz."""

    number: int
    role: str  # that they were made from
    answers: Answers  # to any statement they may be asked

    @property
    def name(self) -> str:
        """How a report names them; the same in every run."""
        return f"{self.role} no. {self.number}"

    def choose(self, choices: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """Answer the statements of a form: the value of a button for each."""
        return {item: _value(self.answers[item], offered) for item, offered in choices.items()}


def candidates(n_people: int, missing: float = MISSING) -> list[Candidate]:
    """People of every role, as many of each and in no order, who skip now and then."""
    role, points = _simulated(n_people, missing)
    names = current_instrument().model.roles
    return [
        Candidate(number, names[role[number]], _by_item(row, "long"))
        for number, row in enumerate(points)
    ]


def _simulated(n_people: int, missing: float) -> tuple[NDArray[np.int64], Floats]:
    instrument = current_instrument()
    centroids = instrument.model.centroids
    people = simulate_people(centroids, each=-(-n_people // len(centroids)), seed=SEED)
    points = simulate_sitting(people, instrument.bank.key, seed=SEED + 1)
    random = RandomState(SEED + 2)
    chosen = random.permutation(len(points))[:n_people]
    points = points[chosen]
    return people.role[chosen], np.where(random.rand(*points.shape) < missing, np.nan, points)


def _by_item(row: Floats, length: str) -> Answers:
    items = current_instrument().bank.key.items
    return {
        item.id: None if np.isnan(point) else int(point)
        for item, point in zip(items, row, strict=True)
        if length == "long" or item.short
    }


def _value(point: int | None, offered: Sequence[str]) -> str:
    """What a button of this answer sends: a point is its own value, and skipping the last one."""
    value = offered[-1] if point is None else str(point)
    if value not in offered:
        raise LookupError(f"No button says {value}; there are {', '.join(offered)}")
    return value
