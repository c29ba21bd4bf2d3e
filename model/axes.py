"""The seven axes, and a vector that knows them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One dimension of product work, from 0 to 1."""

    id: str
    headline: bool


def _read() -> tuple[Axis, ...]:
    text = files("model").joinpath("axes.toml").read_text(encoding="utf-8")
    return tuple(Axis(**entry) for entry in tomllib.loads(text)["axes"])


ALL = _read()
AXES = tuple(axis.id for axis in ALL)
HEADLINE = tuple(axis.id for axis in ALL if axis.headline)
SUPPORTING = tuple(axis.id for axis in ALL if not axis.headline)


def frozen(array: Floats) -> Floats:
    """Make an array read-only, so that a frozen dataclass that holds it is frozen too."""
    array.setflags(write=False)
    return array


@dataclass(frozen=True, eq=False)
class AxisValues:
    """One value an axis, in the order of `AXES`; NaN where there is none.

    Attributes
    ----------
    array : ndarray of shape (7,)
        Read-only. Scale scores from 0 to 1, or standard errors in the same unit.

    Examples
    --------
    >>> values = AxisValues.of({"strategy": 0.8, "team": 0.1})
    >>> values["strategy"]
    0.8
    >>> values["market"] is None
    True
    >>> values.missing
    ('technical', 'customer', 'market', 'scope', 'delivery')
    """

    array: Floats

    def __post_init__(self) -> None:
        if self.array.shape != (len(AXES),):
            raise ValueError(f"axis values have shape {self.array.shape}, not ({len(AXES)},)")
        frozen(self.array)

    @classmethod
    def of(cls, values: Mapping[str, float | None]) -> AxisValues:
        """Build from {axis id: value}; axes that are absent or None have no value."""
        given = (values.get(axis) for axis in AXES)
        return cls(np.array([np.nan if v is None else v for v in given], dtype=np.float64))

    def __getitem__(self, axis: str) -> float | None:
        value = float(self.array[AXES.index(axis)])
        return None if np.isnan(value) else value

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """Which axes have a value, shape (7,)."""
        return ~np.isnan(self.array)

    @property
    def missing(self) -> tuple[str, ...]:
        """The axes without a value."""
        return tuple(axis for axis in AXES if self[axis] is None)
