"""The roles by the people who hold them, and what people said of their results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.axes import AXES, Floats
from model.matching import TIE, FittedModel, squared_distances

LEAST_A_ROLE = 2  # with fewer people, a role's values are not told
ENOUGH_A_ROLE = 20  # from so many people on, a candidate takes a role's values from data
CLEAR = 1.96  # standard errors beyond which a value is said to differ


@dataclass(frozen=True)
class Agreement:
    """What people said to "Does this fit you?".

    Attributes
    ----------
    by_rank : dict
        {rank of the role that was said to fit: people}; rank 0 where it is not known.
    """

    people: int
    by_rank: dict[int, int]
    partly: int
    none: int


@dataclass(frozen=True, eq=False)
class Exemplars:
    """The roles as the people who hold them would have them.

    Attributes
    ----------
    roles : tuple of str
    people : tuple of int
    values : ndarray of shape (n_roles, 7)
    deviation : ndarray of shape (7,)
        Pooled standard deviation of people within their role.
    """

    roles: tuple[str, ...]
    people: tuple[int, ...]
    values: Floats
    deviation: Floats


@dataclass(frozen=True)
class RoleValue:
    """One role on one axis, today and by its people."""

    axis: str
    today: float
    value: float
    standard_error: float
    differs: bool


@dataclass(frozen=True)
class RoleFindings:
    """One role by its people; without values where they are too few."""

    role: str
    people: int
    values: tuple[RoleValue, ...]

    @property
    def enough(self) -> bool:
        """Whether a candidate takes its values."""
        return self.people >= ENOUGH_A_ROLE and bool(self.values)


@dataclass(frozen=True)
class JobFindings:
    """How the nearest role compares with the job people said they hold.

    Attributes
    ----------
    people : int
        With a role of the model and a value on every axis.
    nearest, among_three, family : float or None
        Share whose job is the nearest role, is among the three nearest, is of its family.
    """

    people: int
    nearest: float | None
    among_three: float | None
    family: float | None


@dataclass(frozen=True)
class SharedResiduals:
    """What axes share within a role: the model assumes that it is nothing.

    Attributes
    ----------
    people, roles : int
        Of roles that two people or more hold.
    tau_squared : float or None
        Mean covariance of two axes' residuals within a role; None with too few people.
    why : str or None
        Why there is none.
    """

    people: int
    roles: int
    tau_squared: float | None
    why: str | None


def examine_jobs(values: Floats, held: Sequence[str], model: FittedModel) -> JobFindings:
    """Compare the nearest roles with the jobs that were said.

    Parameters
    ----------
    values : ndarray of shape (n_people, 7)
        Axis values, all there.
    held : sequence of str
        Role ids of this model.
    """
    if not held:
        return JobFindings(0, None, None, None)
    order = np.argsort(np.round(squared_distances(values, model), TIE), axis=1, kind="stable")
    own = np.array([model.roles.index(role) for role in held])
    families = np.array(model.families)
    return JobFindings(
        people=len(held),
        nearest=float((order[:, 0] == own).mean()),
        among_three=float((order[:, :3] == own[:, np.newaxis]).any(axis=1).mean()),
        family=float((families[order[:, 0]] == families[own]).mean()),
    )


def examine_residuals(values: Floats, held: Sequence[str]) -> SharedResiduals:
    """Mean covariance between axes of what is left of people's values after their role's mean.

    Examples
    --------
    Two people of one role who differ by as much on every axis share all of it:

    >>> values = np.array([[0.2] * 7, [0.4] * 7])
    >>> round(examine_residuals(values, ["cto", "cto"]).tau_squared, 6)
    0.02
    """
    people = Counter(held)
    kept = np.array([people[role] >= LEAST_A_ROLE for role in held], dtype=bool)
    roles = [role for role in held if people[role] >= LEAST_A_ROLE]
    freedom = len(roles) - len(set(roles))
    if freedom < 1:
        return SharedResiduals(len(roles), len(set(roles)), None, "no role is held by two people")
    left = values[kept].copy()
    for role in set(roles):
        of_role = np.array([name == role for name in roles])
        left[of_role] -= left[of_role].mean(axis=0)
    covariance = left.T @ left / freedom
    apart = ~np.eye(len(AXES), dtype=bool)
    return SharedResiduals(len(roles), len(set(roles)), float(covariance[apart].mean()), None)


def examine_agreement(fits: Sequence[str | None], ranks: Sequence[int | None]) -> Agreement:
    """Count what people said to "Does this fit you?".

    Parameters
    ----------
    fits : sequence
        `role`, `partly`, `none`, or None where nothing was said.
    ranks : sequence
        Rank of the role that was said to fit, None where it is not known.

    Examples
    --------
    >>> examine_agreement(["role", "role", "none", None], [1, 3, None, None])
    Agreement(people=3, by_rank={1: 1, 3: 1}, partly=0, none=1)
    """
    said = Counter(fits)
    by_rank = Counter(r or 0 for f, r in zip(fits, ranks, strict=True) if f == "role")
    return Agreement(
        people=said["role"] + said["partly"] + said["none"],
        by_rank=dict(sorted(by_rank.items())),
        partly=said["partly"],
        none=said["none"],
    )


def compare_roles(
    exemplars: Exemplars | None, people: Counter[str], model: FittedModel
) -> list[RoleFindings]:
    """Put the values of the people who hold the roles beside today's.

    The standard error is the pooled deviation within roles over √n. Over all roles and
    axes, about one value in twenty differs by chance alone.

    Parameters
    ----------
    exemplars : Exemplars or None
        None where no people could be taken.
    people : Counter
        How many of each role have a value on every axis.
    """
    rows = {role: i for i, role in enumerate(exemplars.roles)} if exemplars else {}
    return [
        RoleFindings(
            role=role,
            people=people[role],
            values=_role_values(exemplars, rows[role], model.centroids[place])
            if exemplars and role in rows
            else (),
        )
        for place, role in enumerate(model.roles)
    ]


def _role_values(exemplars: Exemplars, row: int, today: Floats) -> tuple[RoleValue, ...]:
    errors = exemplars.deviation / np.sqrt(exemplars.people[row])
    values = exemplars.values[row]
    return tuple(
        RoleValue(
            axis=axis,
            today=float(today[place]),
            value=float(values[place]),
            standard_error=float(errors[place]),
            differs=bool(abs(values[place] - today[place]) > CLEAR * errors[place]),
        )
        for place, axis in enumerate(AXES)
    )
