"""What may honestly be said: one role, two, a short list, faintly up to three, or none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, HEADLINE, AxisValues, Floats
from model.matching import FittedModel
from model.rules import TODAY, GapRule, Limits, Rules
from model.scoring import POINTS, ScoringKey, Sheet

Kind = Literal["clear", "between", "shortlist", "faint", "none"]
Reason = Literal["incomplete", "no_pattern", "unlike_any_role"]

ENOUGH_AXES, ENOUGH_HEADLINE_AXES = TODAY.axes, TODAY.headline_axes
ONE, LIST = TODAY.one, TODAY.listed
NOTHING = 1e-9  # a sum of squares, or a difference of F, below this is rounding


@dataclass(frozen=True)
class Significance:
    """Whether the axes differ by more than the answers within them do.

    Attributes
    ----------
    f, critical : float or None
        The F ratio and the quantile beyond which it is significant; None where there is
        nothing to divide by.
    between, within : int
        Degrees of freedom.
    significant : bool
        Whether it lies beyond, and would not fall to `named_above` by one answer.
    named_above : float or None
        The quantile beyond which roles are named, be it faintly.
    named : bool
    """

    f: float | None
    critical: float | None
    between: int
    within: int
    significant: bool
    named_above: float | None
    named: bool

    @classmethod
    def untestable(cls, between: int = 0, within: int = 0) -> Significance:
        """Too little to test: nothing is significant, and nothing named."""
        return cls(None, None, between, within, False, None, False)

    def is_beyond(self, quantile: float, model: FittedModel) -> bool:
        """Whether F lies beyond another of its quantiles, too."""
        if self.f is None:
            return self.significant  # without any residual it lies beyond all of them
        return self.f - model.f_limit(quantile, self.between, self.within) > NOTHING


@dataclass(frozen=True)
class Verdict:
    """What the answers say.

    Attributes
    ----------
    kind : {"clear", "between", "shortlist", "faint", "none"}
    shown : tuple of str
        The role ids to show, nearest first; empty under `none`.
    reason : str or None
        Why nothing is named, under `none`.
    """

    kind: Kind
    shown: tuple[str, ...]
    reason: Reason | None = None


@lru_cache(maxsize=512)
def bases(key: ScoringKey, used: bytes, gaps: bool) -> tuple[Floats, Floats]:
    """Orthonormal bases of the model without axes, and of what the axes add to it."""
    chosen = np.frombuffer(used, dtype=np.bool_)
    membership = key.membership[chosen]
    of_gaps = membership * key.facet[chosen, np.newaxis]
    nuisance = [np.ones(len(membership)), key.sign[chosen], *([of_gaps] if gaps else [])]
    plain = _basis(np.column_stack(nuisance))
    return plain, _basis(membership - plain @ (plain.T @ membership))


def _basis(columns: Floats) -> Floats:
    left, size, _ = np.linalg.svd(columns, full_matrices=False)
    basis: Floats = left[:, size > 1e-9 * size.max(initial=1.0)]
    return basis


def takes_out_gaps(asked: NDArray[np.bool_], key: ScoringKey, rule: GapRule) -> NDArray[np.bool_]:
    """Whether the F test takes out each axis's gap between the facets.

    Where one facet alone was asked there is no gap, and nothing would be left of the axes.

    Parameters
    ----------
    asked : ndarray of shape (..., n_items)

    Returns
    -------
    ndarray of shape (...)
    """
    of_facets = ((asked & (key.facet == facet)).any(axis=-1) for facet in (1, -1))
    both: NDArray[np.bool_] = np.logical_and(*of_facets)
    return {"always": np.ones_like(both), "with_both_facets": both}[rule]


@lru_cache(maxsize=512)
def _takes_out_gaps(key: ScoringKey, asked: bytes, rule: GapRule) -> bool:
    """The same of one sheet; most people are asked the same."""
    return bool(takes_out_gaps(np.frombuffer(asked, dtype=np.bool_), key, rule))


def level(sharpened: NDArray[np.bool_], rules: Rules) -> Floats:
    """The quantile of F beyond which sheets are significant.

    Who sharpens is looked at again, and chance would find something sooner or later.
    """
    return np.where(sharpened, rules.significant_sharpened, rules.significant)


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
    rules = model.rules
    used = sheet.answered & (key.membership @ values.present.astype(float) > 0)
    gaps = _takes_out_gaps(key, sheet.asked.tobytes(), rules.facet_gaps)
    plain, axes = bases(key, used.tobytes(), gaps)
    between, within = axes.shape[1], int(used.sum()) - plain.shape[1] - axes.shape[1]
    if between < 1 or within < 1:
        return Significance.untestable(between, within)
    points = sheet.keyed(key)[used]
    centred = points - plain @ (plain.T @ points)
    explained = float(((axes.T @ centred) ** 2).sum())
    residual = max(0.0, float((centred**2).sum()) - explained)
    sharpened = bool(key.is_sharpened(sheet.answered))
    share = rules.significant_sharpened if sharpened else rules.significant
    critical = model.f_limit(share, between, within)
    named = critical if rules.faint is None else model.f_limit(rules.faint.above, between, within)
    f = None if residual < NOTHING else (explained / between) / (residual / within)
    if f is None:
        significant = there = explained > NOTHING
    else:
        significant, there = (f - limit > NOTHING for limit in (critical, named))
    if significant and rules.faint is not None:
        least, steps = named * between / within, rules.faint.withstood
        significant = stands_clearly(explained, residual, steps, least) or withstands(
            points, plain, axes, steps, least
        )
    return Significance(f, critical, between, within, significant, named, there)


def stands_clearly(explained: float, residual: float, steps: int, least: float) -> bool:
    """Whether no single answer can do it, by the triangle inequality: most sheets stand so."""
    farthest = steps / (POINTS - 1)
    return math.sqrt(explained) - farthest > math.sqrt(least) * (math.sqrt(residual) + farthest)


def withstands(points: Floats, plain: Floats, axes: Floats, steps: int, least: float) -> bool:
    """Whether no single answer, moved by so many points, makes the F ratio fall to a limit.

    Parameters
    ----------
    points : ndarray of shape (n,)
        Keyed points, from 0 to 1.
    plain, axes : ndarray of shape (n, parameters)
        Orthonormal bases of the model without axes, and of what the axes add.
    least : float
        The limit, as a ratio of sums of squares: explained by the axes to residual.
    """
    centred = points - plain @ (plain.T @ points)
    left = centred - axes @ (axes.T @ centred)
    by_axes = centred - left
    explained, residual = (float((part**2).sum()) for part in (by_axes, left))
    farthest = steps / (POINTS - 1)
    least_explained = explained - 2 * farthest * float(np.abs(by_axes).max())
    most_left = residual + 2 * farthest * float(np.abs(left).max()) + farthest**2
    if least_explained > least * most_left:
        return True
    own_axes = (axes**2).sum(axis=1)
    own_left = 1 - (plain**2).sum(axis=1) - own_axes
    for step in (*range(-steps, 0), *range(1, steps + 1)):
        change = step / (POINTS - 1)
        there = (points + change > -NOTHING) & (points + change < 1 + NOTHING)
        then_explained = explained + 2 * change * by_axes + change**2 * own_axes
        then_left = np.maximum(0.0, residual + 2 * change * left + change**2 * own_left)
        if (there & (then_explained - least * then_left <= NOTHING)).any():
            return False
    return True


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
    if not tested.named:
        return Verdict("none", (), "no_pattern")
    if ranked[0][1] > model.chi_squared_99[values.present.sum() - 1]:
        return Verdict("none", (), "unlike_any_role")
    reached = list(accumulate(share for _, _, share in ranked))
    roles = tuple(role for role, _, _ in ranked)
    kind: Kind
    if reached[0] >= limits.one:
        kind, length = "clear", 1
    elif reached[1] >= limits.one:
        kind, length = "between", 2
    else:
        kind, length = "shortlist", 1 + sum(share < limits.listed - NOTHING for share in reached)
    if not tested.significant and model.rules.faint is not None:
        return Verdict("faint", roles[: min(length, model.rules.faint.roles)])
    return Verdict(kind, roles[:length])
