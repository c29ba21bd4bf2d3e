"""One common factor of a few items: minres, for omega."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from model.axes import Floats
from model.inputs.faults import Fault
from model.research.answer_table import matrix, refuse

SINGULAR = 1e-10  # an eigenvalue of a correlation matrix below this is nought
WEIGHT = 1e-3  # of an item in a null direction, or on a factor: below this it has no part in it
SWEEPS, SETTLED = 10_000, 1e-12
MOST = 0.995  # communality that leaves an item too little of its own: a Heywood case


def minres(correlation: Floats, items: Sequence[str] | None = None) -> Floats:
    """Loadings on one factor that leave the least squares off the diagonal.

    Each loading in turn is set to its least-squares value given the others, until none
    moves; the diagonal plays no part.

    Returns
    -------
    ndarray of shape (n_items,)
        The sum is not negative.

    Raises
    ------
    Faults
        If this is no correlation matrix of three items or more, if it is singular, if
        there is no common factor, or if the factor explains an item wholly.

    References
    ----------
    Harman & Jones (1966), Psychometrika 31(3), 351-368.
    Harman & Fukuda (1966), Psychometrika 31(4), 563-571.

    Examples
    --------
    >>> loadings = np.array([0.8, 0.7, 0.6, 0.5])
    >>> one_factor = np.outer(loadings, loadings)
    >>> np.fill_diagonal(one_factor, 1)
    >>> minres(one_factor).round(6).tolist()
    [0.8, 0.7, 0.6, 0.5]
    """
    matrix(correlation, least_items=3)
    names = tuple(items or (f"item {i + 1}" for i in range(len(correlation))))
    refuse([*_not_correlations(correlation), *_singular(correlation, names)])
    size, vectors = np.linalg.eigh(correlation)
    loadings: Floats = vectors[:, -1] * np.sqrt(size[-1])
    limit = np.sqrt(MOST)
    for _ in range(SWEEPS):
        before = loadings.copy()
        for i, row in enumerate(correlation):
            others = loadings @ loadings - loadings[i] ** 2
            along = row @ loadings - row[i] * loadings[i]
            loadings[i] = np.clip(along / max(others, SINGULAR), -limit, limit)
        if np.abs(loadings - before).max() < SETTLED:
            break
    refuse(_improper(loadings, before, names))
    return loadings if loadings.sum() >= 0 else -loadings


def _not_correlations(values: Floats) -> Iterator[Fault]:
    if not np.allclose(np.diag(values), 1):
        what = "the diagonal is not 1"
        yield Fault("correlations", what, "Give correlations, not covariances")


def _singular(correlation: Floats, names: Sequence[str]) -> Iterator[Fault]:
    size, vectors = np.linalg.eigh(correlation)
    null = np.abs(vectors[:, size < SINGULAR]).max(axis=1, initial=0)
    bound = [name for name, weight in zip(names, null, strict=True) if weight > WEIGHT]
    if bound:
        what = f"correlations are singular: {', '.join(bound)} follow from each other"
        yield Fault("correlations", what, "Leave out one of them, or ask more people")


def _improper(loadings: Floats, before: Floats, names: Sequence[str]) -> Iterator[Fault]:
    explained = np.flatnonzero(loadings**2 > MOST - WEIGHT**2)
    for i in map(int, explained):
        what = "one factor explains it wholly, which no answer is (a Heywood case)"
        yield Fault(names[i], what, "Use alpha, or ask more people")
    if not explained.size and (np.abs(loadings) > WEIGHT).sum() < 3:
        what = "no factor is common to three items"
        yield Fault("correlations", what, "Use items of one axis")
    elif not explained.size and np.abs(loadings - before).max() >= SETTLED:
        what = f"the loadings did not settle in {SWEEPS} sweeps"
        yield Fault("correlations", what, "Use alpha, or ask more people")
