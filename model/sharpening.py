"""What more answers on an axis would be worth for telling the two nearest roles apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.axes import Floats
from model.matching import FittedModel


def worth_of_more(
    values: Floats, answered: Floats, nearest: NDArray[np.int64], items: int, model: FittedModel
) -> Floats:
    """G = w² (a − b)² [1/n − 1/(n + items)] on each axis, of many people.

    By that much, up to a factor all axes share, the variance falls of the margin between
    the two nearest roles, whose values are a and b.

    Parameters
    ----------
    values, answered : ndarray of shape (n_people, 7)
        Values, NaN where an axis has none, and numbers of answered items.
    nearest : ndarray of shape (n_people, 2)
        Indices of the two nearest roles.
    items : int
        How many more there would be on an axis.

    Returns
    -------
    ndarray of shape (n_people, 7)
        Infinite on an axis without a value: nothing is worth more than to have one.

    Examples
    --------
    Four answers and four more leave 1/4 − 1/8 of what an axis is worth, four after eight
    only 1/8 − 1/12:

    >>> from model.matching import fitted_model
    >>> model, values = fitted_model(), np.full((1, 7), 0.5)
    >>> first, second = (
    ...     worth_of_more(values, np.full((1, 7), n), np.array([[0, 1]]), 4, model)
    ...     for n in (4.0, 8.0))
    >>> round(float(first[0, 0] / second[0, 0]), 6)
    3.0
    """
    a, b = model.centroids[nearest[:, 0]], model.centroids[nearest[:, 1]]
    with np.errstate(divide="ignore", invalid="ignore"):
        left = 1 / answered - 1 / (answered + items)
        worth = (model.weights * (a - b)) ** 2 * left
    found: Floats = np.where(np.isnan(values), np.inf, worth)
    return found


def in_order(worth: Floats) -> NDArray[np.int64]:
    """Axes by what they are worth, the most first; ties in the order of the axes."""
    order: NDArray[np.int64] = np.argsort(-worth, axis=-1, kind="stable")
    return order
