"""If you took it again: how often each role would be the nearest."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats, frozen
from model.matching import FittedModel
from model.scoring import Scores

DRAWS = 2000
SEED = 20260101


@cache
def _draws() -> Floats:
    """Standard normal draws in antithetic pairs, the same in every process.

    `RandomState` is frozen by numpy's own promise, so the same answers give the same
    page with every later numpy.

    Returns
    -------
    ndarray of shape (8, DRAWS)
        A row an axis, then a row of ones: what every draw has in common is added by the
        same product.
    """
    half = np.random.RandomState(SEED).standard_normal((DRAWS // 2, len(AXES))).T
    return frozen(np.vstack([np.hstack([half, -half]), np.ones(DRAWS)]))


def stability(scores: Scores, model: FittedModel) -> Floats:
    """Share of simulated second sittings in which each role is the nearest.

    A second sitting lies at x ± √2·SEM: both sittings carry error. On an axis without a
    value nothing is known but that the person may hold any of the roles, so it is drawn
    with the mean and the deviation of the roles themselves.

    Returns
    -------
    ndarray of shape (n_roles,)
        Sums to 1.
    """
    values, errors = scores.values.array, scores.standard_errors.array
    return shares(*second_sittings(values, errors, model), model)


def second_sittings(values: Floats, errors: Floats, model: FittedModel) -> tuple[Floats, Floats]:
    """Mean and deviation of second sittings.

    Parameters
    ----------
    values, errors : ndarray of shape (..., 7)
        Values, NaN where an axis has none, and their standard errors.

    Returns
    -------
    tuple of two ndarrays of shape (..., 7)
    """
    present = ~np.isnan(values)
    deviations = np.where(present, np.sqrt(2) * errors, model.deviation)
    return np.where(present, values, model.mean), deviations


def shares(mean: Floats, deviation: Floats, model: FittedModel) -> Floats:
    """Share of draws around one person's second sitting in which each role is nearest.

    Squared distances up to what all roles have in common, (mean + deviation · draw) @ slopes
    + constants, are one product of a small matrix and the draws.

    Parameters
    ----------
    mean, deviation : ndarray of shape (7,)

    Returns
    -------
    ndarray of shape (n_roles,)
        Sums to 1.
    """
    move = np.empty((len(model.roles), len(AXES) + 1))
    np.multiply(model.slopes.T, deviation, out=move[:, :-1])
    move[:, -1] = mean @ model.slopes + model.constants
    distances = move @ _draws()
    nearest = distances == distances.min(axis=0)
    counts = nearest.sum(axis=1)
    if counts.sum() != DRAWS:  # a tie goes to the first role
        counts = np.bincount(distances.argmin(axis=0), minlength=len(model.roles))
    share: Floats = counts / DRAWS
    return share


@cache
def _few_draws() -> NDArray[np.float32]:
    """Every fourth draw with its antithetic one: enough where a share is of a whole family."""
    few = np.ascontiguousarray(_draws()[:, ::4], dtype=np.float32)
    few.setflags(write=False)
    return few


def family_share(mean: Floats, deviation: Floats, family: str, model: FittedModel) -> float:
    """Share of draws around a second sitting in which a role of a family is the nearest.

    Parameters
    ----------
    mean, deviation : ndarray of shape (7,)
    """
    order, own = model.family_first[family]
    move = np.empty((len(order), len(AXES) + 1), dtype=np.float32)
    move[:, :-1] = model.slopes.T * deviation
    move[:, -1] = mean @ model.slopes + model.constants
    distances = move[order] @ _few_draws()
    nearer = distances[:own].min(axis=0) <= distances[own:].min(axis=0, initial=np.inf)
    return int(np.count_nonzero(nearer)) / len(nearer)
