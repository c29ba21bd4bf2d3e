"""Axis values in, roles by distance out: the nearest-centroid model, served by numpy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats, frozen
from model.inputs.faults import Fault, Faults
from model.inputs.structs import convert
from model.rules import Limits, Rules
from model.scoring import Measurement

TIE = 9  # decimals of a squared distance within which two roles tie; roles.toml then decides
UNSURE = 1e-6  # squared distances nearer to each other than this are looked at again
AT_ONCE = 8192  # people: their distances then stay in the processor's cache
NOBODY = -1  # in place of a role's index, where no axis has a value


class FittedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `model.research.fitting` writes: the reviewed artefact, rounded to 6 decimals."""

    axes: tuple[str, ...]
    roles: tuple[str, ...]
    families: tuple[str, ...]
    centroids: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    spread: tuple[float, ...]
    inter_item_correlation: float
    deviation: float
    chi_squared_99: tuple[float, ...]
    f_95: tuple[tuple[float, ...], ...]
    limits: Limits
    rules: Rules
    f_50: tuple[tuple[float, ...], ...] | None = None
    f_99: tuple[tuple[float, ...], ...] | None = None

    @property
    def tables(self) -> dict[float, tuple[tuple[float, ...], ...]]:
        """The quantiles of F that are there, by their share."""
        given = {0.50: self.f_50, 0.95: self.f_95, 0.99: self.f_99}
        return {share: table for share, table in given.items() if table is not None}


@dataclass(frozen=True, eq=False)
class FittedModel:
    """The roles as points, and how far apart counts as far.

    Attributes
    ----------
    roles, families : tuple of str
        Role ids in their order, and the family of each.
    centroids : ndarray of shape (n_roles, 7)
        From 0 to 1.
    weights : ndarray of shape (7,)
        1/s² an axis; s² = spread² + SEM².
    spread : ndarray of shape (7,)
        How much sources differ about a role, one standard deviation.
    measurement : Measurement
    chi_squared_99 : ndarray of shape (7,)
        The .99 quantile of χ² with 1 to 7 degrees of freedom.
    f_quantiles : dict
        {share: ndarray of shape (6, n)}: that quantile of F with 1 to 6 and 1 to n degrees
        of freedom.
    limits : Limits
    rules : Rules
    """

    roles: tuple[str, ...]
    families: tuple[str, ...]
    centroids: Floats
    weights: Floats
    spread: Floats
    measurement: Measurement
    chi_squared_99: Floats
    f_quantiles: Mapping[float, Floats]
    limits: Limits
    rules: Rules

    @classmethod
    def from_dict(cls, content: Mapping[str, Any], where: str = "model/fitted.json") -> FittedModel:
        """Read the artefact; Faults if it is not one of this shape."""
        remedy = "Fit the model again: python -m model.research.fitting"
        try:
            read = convert(content, FittedFile)
        except msgspec.ValidationError as error:
            raise Faults([Fault(where, str(error), remedy)]) from error
        shapes = {len(read.roles)} == {len(read.families), len(read.centroids)}
        axes = read.axes == AXES
        vectors = (read.weights, read.spread, read.chi_squared_99, *read.centroids)
        widths = {len(AXES)} == set(map(len, vectors))
        rows = [row for table in read.tables.values() for row in table]
        tables = len(rows) == (len(AXES) - 1) * len(read.tables) and len(set(map(len, rows))) == 1
        known = set(read.rules.quantiles) <= read.tables.keys()
        if not (shapes and axes and widths and tables and known):
            raise Faults([Fault(where, "roles, axes and numbers do not match", remedy)])
        return cls(
            roles=read.roles,
            families=read.families,
            centroids=frozen(np.array(read.centroids)),
            weights=frozen(np.array(read.weights)),
            spread=frozen(np.array(read.spread)),
            measurement=Measurement(
                read.inter_item_correlation, read.deviation, read.rules.standard_error
            ),
            chi_squared_99=frozen(np.array(read.chi_squared_99)),
            f_quantiles={share: frozen(np.array(t)) for share, t in read.tables.items()},
            limits=read.limits,
            rules=read.rules,
        )

    @cached_property
    def constants(self) -> Floats:
        """Σ w c² a role, shape (n_roles,): the part of d² that no answer changes."""
        return frozen((self.weights * self.centroids**2).sum(axis=1))

    @cached_property
    def slopes(self) -> Floats:
        """−2 w c, shape (7, n_roles): the part of d² that is linear in the values."""
        return frozen(-2 * (self.weights * self.centroids).T)

    @cached_property
    def mean(self) -> Floats:
        """Mean of the roles on each axis, shape (7,): where a person of unknown role lies."""
        return frozen(self.centroids.mean(axis=0))

    @cached_property
    def root_weights(self) -> Floats:
        """1/s an axis, shape (7,)."""
        return frozen(np.sqrt(self.weights))

    @cached_property
    def role_deviation(self) -> Floats:
        """Standard deviation of the roles' own values on each axis, shape (7,)."""
        return frozen(self.centroids.std(axis=0))

    @cached_property
    def deviation(self) -> Floats:
        """Standard deviation around it, shape (7,): among the roles, and about each of them."""
        return frozen(np.sqrt(self.centroids.var(axis=0) + self.spread**2))

    @cached_property
    def family_names(self) -> tuple[str, ...]:
        """The families, each once, in the order of their first roles."""
        return tuple(dict.fromkeys(self.families))

    @cached_property
    def family_first(self) -> dict[str, tuple[list[int], int]]:
        """{family: the roles' indices, its own before all others; how many are its own}."""
        order: dict[str, tuple[list[int], int]] = {}
        for family in self.family_names:
            own = [place for place, name in enumerate(self.families) if name == family]
            others = [place for place, name in enumerate(self.families) if name != family]
            order[family] = ([*own, *others], len(own))
        return order

    @cached_property
    def family_membership(self) -> Floats:
        """1 where a role belongs to a family, shape (n_roles, n_families)."""
        belongs = [[float(own == name) for name in self.family_names] for own in self.families]
        return frozen(np.array(belongs))

    def f_limit(self, share: float, between: int, within: int) -> float:
        """A quantile of F with these degrees of freedom."""
        return float(self.f_quantiles[share][between - 1, within - 1])

    def family(self, role: str) -> str:
        """The family of a role; ValueError if there is no such role."""
        return self.families[self.roles.index(role)]


@cache
def fitted_model() -> FittedModel:
    """The model this version ships with."""
    text = files("model").joinpath("fitted.json").read_bytes()
    try:
        content = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        remedy = "Fit the model again: python -m model.research.fitting"
        raise Faults([Fault("model/fitted.json", str(error), remedy)]) from error
    return FittedModel.from_dict(content)


def squared_distances(values: Floats, model: FittedModel) -> Floats:
    """d² from each person to each role: Σ w (x − c)² over the axes that have a value.

    Parameters
    ----------
    values : ndarray of shape (n_people, 7)
        NaN on an axis without a value; such an axis is left out of every distance.

    Returns
    -------
    ndarray of shape (n_people, n_roles)
    """
    present = ~np.isnan(values.T)[:, :, np.newaxis]
    difference = np.where(present, values.T[:, :, np.newaxis], 0) - model.centroids.T[:, np.newaxis]
    weights = np.where(present, model.weights[:, np.newaxis, np.newaxis], 0)
    distances: Floats = (weights * difference**2).sum(axis=0)
    return distances


def rank_nearest(values: Floats, model: FittedModel) -> NDArray[np.int64]:
    """Index of the nearest role of each person, by the million.

    What all roles have in common does not change which is the nearest, so the part of d²
    that is linear in the values is enough. Where that cannot tell, because the two nearest
    are almost equally near or an axis has no value, the distances themselves decide.

    Parameters
    ----------
    values : ndarray of shape (n_people, 7)
        NaN on an axis without a value.

    Returns
    -------
    ndarray of shape (n_people,)
        −1 where no axis has a value. Ties, to the 9th decimal of d², go to the first role.

    Examples
    --------
    >>> model = fitted_model()
    >>> rank_nearest(model.centroids, model).tolist() == list(range(len(model.roles)))
    True
    """
    nearest = np.empty(len(values), dtype=np.int64)
    for start in range(0, len(values), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        nearest[some], certain = _nearest_by_linear_form(values[some], model)
        unsure = start + np.flatnonzero(~certain)
        if len(unsure):
            nearest[unsure] = nearest_of(squared_distances(values[unsure], model), values[unsure])
    return nearest


def _nearest_by_linear_form(
    values: Floats, model: FittedModel
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The nearest role of each, and whether the next is farther by more than rounding."""
    linear = model.slopes.T @ values.T
    linear += model.constants[:, np.newaxis]
    near = linear <= linear.min(axis=0) + UNSURE  # nothing is, without a value: NaN
    small = np.min_scalar_type(len(model.roles))  # of one byte, eight times as quick to add
    places = np.arange(len(model.roles), dtype=small)[:, np.newaxis]
    certain = near.sum(axis=0, dtype=small) == 1
    return (near * places).sum(axis=0, dtype=small).astype(np.int64), certain


def nearest_of(squared: Floats, values: Floats) -> NDArray[np.int64]:
    """Index of the least squared distance of each row; −1 where no axis has a value."""
    nobody = np.isnan(values).all(axis=1)
    return np.where(nobody, NOBODY, np.round(squared, TIE).argmin(axis=1))


def order(distances: Floats) -> list[int]:
    """Indices of the roles, nearest first; ties in the order of roles.toml."""
    nearest_first: list[int] = np.argsort(np.round(distances, TIE), kind="stable").tolist()
    return nearest_first


def fit_score(squared: Floats, axes: int) -> Floats:
    """Squared distances as scores from 0 to 100, for reading only. Not percentages.

    100 exp(−d² / 2J): 100 at the role's own values, 61 at the distance (√J) that
    someone who holds the role has on average, 37 at √2 times that.

    Examples
    --------
    >>> fit_score(np.array([0.0, 7.0, 14.0]), 7).round().tolist()
    [100.0, 61.0, 37.0]
    """
    fit: Floats = 100 * np.exp(-squared / (2 * axes))
    return fit
