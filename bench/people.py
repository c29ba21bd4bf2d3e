"""Who is assessed: simulated people of every role, some of whom skip items."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState

from model.axes import Floats
from model.research.simulation import simulate_people, simulate_sitting
from model.scoring import Answers
from questions.instrument import current_instrument

SEED = 1
MISSING = 0.03  # share of cells that are skipped, where some are


def sheets(n_people: int, missing: float) -> Floats:
    """Points of the long length, NaN where skipped, shape (n_people, n_items)."""
    instrument = current_instrument()
    centroids = instrument.model.centroids
    people = simulate_people(centroids, each=-(-n_people // len(centroids)), seed=SEED)
    points = simulate_sitting(people, instrument.bank.key, seed=SEED + 1)
    random = RandomState(SEED + 2)
    points = points[random.permutation(len(points))[:n_people]]
    return np.where(random.rand(*points.shape) < missing, np.nan, points)


def answers(n_people: int, missing: float, length: str) -> list[Answers]:
    """The same as answers by item."""
    items = current_instrument().bank.key.items
    asked = [place for place, item in enumerate(items) if length == "long" or item.short]
    return [
        {items[at].id: None if np.isnan(row[at]) else int(row[at]) for at in asked}
        for row in sheets(n_people, missing)
    ]
