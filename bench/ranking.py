"""A million people: from axis values to the nearest role, beside scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import RandomState

from bench.figures import Figure, cpu_seconds
from bench.people import SEED
from model.axes import AXES
from model.matching import fitted_model, rank_nearest
from model.research.fitting import fit, scale
from model.roles import role_book

MILLION = 1_000_000
TARGET = 0.15  # s
SAME = 0.999  # share of people of whom both say the same; the artefact is rounded


def figures(short: bool) -> Iterator[Figure]:
    """Both on the same people in the same run; dividing by s is given to scikit-learn."""
    n_people, tries = (20_000, 3) if short else (MILLION, 7)
    model, other = fitted_model(), fit(role_book())
    values = RandomState(SEED).rand(n_people, len(AXES))
    scaled = values / scale(role_book())
    ours = np.array(model.roles)[rank_nearest(values, model)]
    if np.mean(ours == other.predict(scaled)) < SAME:
        raise ValueError("the two rank differently: there is nothing to compare")
    seconds = cpu_seconds(lambda: rank_nearest(values, model), tries)
    theirs = cpu_seconds(lambda: other.predict(scaled), tries)
    people = "a million people" if n_people == MILLION else f"{n_people:,} people"
    yield Figure(f"{people} ranked", seconds, "s", TARGET * n_people / MILLION)
    yield Figure(f"{people} ranked, beside NearestCentroid", seconds / theirs, "times", 1)
