"""What may honestly be said: one role, two, a short list, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import numpy as np

from model.axes import AXES, HEADLINE, AxisValues, Floats
from model.matching import TODAY, FittedModel, Limits
from model.scoring import ScoringKey, Sheet, keyed_points

Kind = Literal["clear", "between", "shortlist", "none"]
Reason = Literal["incomplete", "no_pattern", "unlike_any_role"]

ENOUGH_AXES, ENOUGH_HEADLINE_AXES = TODAY.axes, TODAY.headline_axes
ONE, LIST = TODAY.one, TODAY.listed
NOTHING = 1e-9  # a sum of squares below this is rounding


@dataclass(frozen=True)
class Significance:
    """Whether the axes differ by more than the answers within them do.

    Attributes
    ----------
    f, critical : float or None
        The F ratio and its .95 quantile; None where there is nothing to divide by.
    between, within : int
        Degrees of freedom.
    significant : bool
    """

    f: float | None
    critical: float | None
    between: int
    within: int
    significant: bool


@dataclass(frozen=True)
class Verdict:
    """What the answers say.

    Attributes
    ----------
    kind : {"clear", "between", "shortlist", "none"}
    shown : tuple of str
        The role ids to show, nearest first; empty under `none`.
    reason : str or None
        Why nothing is named, under `none`.
    """

    kind: Kind
    shown: tuple[str, ...]
    reason: Reason | None = None


@lru_cache(maxsize=512)
def _bases(key: ScoringKey, used: bytes) -> tuple[Floats, Floats]:
    """Orthonormal bases of the model without axes, and of what the axes add to it."""
    chosen = np.frombuffer(used, dtype=np.bool_)
    membership = key.membership[chosen]
    nuisance = np.column_stack(
        [
            np.ones(len(membership)),
            key.sign[chosen],
            membership * key.facet[chosen, np.newaxis],
        ]
    )
    plain = _basis(nuisance)
    return plain, _basis(membership - plain @ (plain.T @ membership))


def _basis(columns: Floats) -> Floats:
    left, size, _ = np.linalg.svd(columns, full_matrices=False)
    basis: Floats = left[:, size > 1e-9 * size.max(initial=1.0)]
    return basis


def significance(
    sheet: Sheet, values: AxisValues, key: ScoringKey, model: FittedModel
) -> Significance:
    """F test of the keyed points between axes, against what is left within them.

    Taken out first: the keying effect (people who agree with everything) and each
    axis's gap between the facets. All points equal is not significant; differences
    between axes without any residual are.

    References
    ----------
    Searle (1971), Linear Models, chapter 3: extra sum of squares.
    """
    used = sheet.answered & (key.membership @ values.present.astype(float) > 0)
    plain, axes = _bases(key, used.tobytes())
    between, within = axes.shape[1], int(used.sum()) - plain.shape[1] - axes.shape[1]
    if between < 1 or within < 1:
        return Significance(None, None, between, within, False)
    points = keyed_points(sheet.points, key)[used]
    centred = points - plain @ (plain.T @ points)
    explained = float(((axes.T @ centred) ** 2).sum())
    residual = max(0.0, float((centred**2).sum()) - explained)
    critical = float(model.f_95[between - 1, within - 1])
    if residual < NOTHING:
        return Significance(None, critical, between, within, explained > NOTHING)
    f = (explained / between) / (residual / within)
    return Significance(f, critical, between, within, f > critical)


def too_incomplete(values: AxisValues, limits: Limits = TODAY) -> bool:
    """Whether too few axes have a value to name a role."""
    present: list[bool] = values.present.tolist()
    headline = sum(there for axis, there in zip(AXES, present, strict=True) if axis in HEADLINE)
    return sum(present) < limits.axes or headline < limits.headline_axes


def decide(
    values: AxisValues,
    tested: Significance,
    ranked: Sequence[tuple[str, float, float]],
    model: FittedModel,
) -> Verdict:
    """Choose the verdict.

    Parameters
    ----------
    ranked : sequence of (role id, squared distance, stability)
        Nearest first.
    """
    limits = model.limits
    if too_incomplete(values, limits):
        return Verdict("none", (), "incomplete")
    if not tested.significant:
        return Verdict("none", (), "no_pattern")
    if ranked[0][1] > model.chi_squared_99[values.present.sum() - 1]:
        return Verdict("none", (), "unlike_any_role")
    reached = list(accumulate(share for _, _, share in ranked))
    roles = tuple(role for role, _, _ in ranked)
    if reached[0] >= limits.one:
        return Verdict("clear", roles[:1])
    if reached[1] >= limits.one:
        return Verdict("between", roles[:2])
    length = 1 + sum(share < limits.listed - NOTHING for share in reached)
    return Verdict("shortlist", roles[:length])
