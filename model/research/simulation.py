"""Simulated people: the generator behind every simulated figure in this project.

True axis values lie around a role's; each axis has a gap between what a person is drawn
to and what they have practised; people agree more or less readily; each answer has noise
of its own. A second sitting of the same person shares all but the noise.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from model.axes import Floats
from model.scoring import POINTS, ScoringKey

VALUES = 0.15  # standard deviation of people around their role's values
FACET_GAP = 0.10  # of drawn_to minus practised, an axis
ACQUIESCENCE = 0.06  # of agreeing readily, on the raw point
NOISE = 0.22  # of one answer


@dataclass(frozen=True, eq=False)
class People:
    """Simulated people, before they answer.

    Attributes
    ----------
    role : ndarray of shape (n_people,)
        Index of the role each was made from.
    values : ndarray of shape (n_people, 7)
        True axis values, from 0 to 1.
    facet_gap : ndarray of shape (n_people, 7)
    acquiescence : ndarray of shape (n_people,)
    """

    role: NDArray[np.int64]
    values: Floats
    facet_gap: Floats
    acquiescence: Floats

    def every(self, step: int) -> People:
        """Every so many-th of them."""
        return People(*(getattr(self, field.name)[::step] for field in fields(People)))


def simulate_people(centroids: Floats, each: int, seed: int) -> People:
    """Make `each` people of every role.

    Parameters
    ----------
    centroids : ndarray of shape (n_roles, 7)
    """
    role = np.repeat(np.arange(len(centroids)), each)
    return people_around(centroids[role], role, seed)


def people_around(centres: Floats, role: NDArray[np.int64], seed: int) -> People:
    """Make a person around each centre.

    Parameters
    ----------
    centres : ndarray of shape (n_people, 7)
    role : ndarray of shape (n_people,)
        What each is said to be made from.
    """
    random = RandomState(seed)
    return People(
        role=role,
        values=np.clip(centres + random.normal(0, VALUES, centres.shape), 0, 1),
        facet_gap=random.normal(0, FACET_GAP, centres.shape),
        acquiescence=random.normal(0, ACQUIESCENCE, len(role)),
    )


def one_cloud(centroids: Floats, n_people: int, seed: int) -> People:
    """Make people who cluster at no role: around the middle of all roles."""
    centres = np.tile(centroids.mean(axis=0), (n_people, 1))
    return people_around(centres, np.full(n_people, -1), seed)


def simulate_sitting(people: People, key: ScoringKey, seed: int) -> Floats:
    """Let people answer every item of a key once.

    Returns
    -------
    ndarray of shape (n_people, n_items)
        Points from 1 to 6.
    """
    random = RandomState(seed)
    keyed = people.values @ key.membership.T
    gaps = key.facet / 2 * (people.facet_gap @ key.membership.T)
    turned = np.where(key.sign > 0, keyed + gaps, 1 - keyed - gaps)
    raw = turned + people.acquiescence[:, np.newaxis]
    noisy = np.clip(raw + random.normal(0, NOISE, raw.shape), 0, 1)
    points: Floats = 1 + np.round(noisy * (POINTS - 1))
    return points


def random_sheets(n_people: int, key: ScoringKey, seed: int) -> Floats:
    """Sheets that say nothing: every point equally likely, shape (n_people, n_items)."""
    points = RandomState(seed).randint(1, POINTS + 1, (n_people, len(key.items)))
    return points.astype(np.float64)
