"""What decides a result beside items and roles: numbers and choices, the data of an edition.

An old result keeps the rules of its time. Nothing in the code asks for a version: where
editions go different ways, the rule they name is looked up here or beside its arithmetic.
"""

from __future__ import annotations

from typing import Literal

import msgspec

ErrorRule = Literal["spearman_brown", "by_number"]
GapRule = Literal["always", "with_both_facets"]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a verdict asks for."""

    one: float = 0.70  # stability from which one role, or two together, may stand alone
    listed: float = 0.80  # stability that a short list must reach
    axes: int = 5  # with a value, of seven
    headline_axes: int = 3  # with a value, of four


class Faint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names where the F test is not significant, said to be faint.

    A verdict that one answer could take all names from is faint, too, however significant.
    """

    above: float = 0.50  # quantile of F up to which nothing is named
    roles: int = 3  # most that are shown
    withstood: int = 2  # points by which that one answer would move


class ReasonRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many reasons are given, and what makes an axis worth naming."""

    named: int = 2  # most that speak for the shown roles
    against: int = 2  # most on which the person differs from the nearest
    answers: int = 2  # most own answers with each
    usual: float = 0.25  # weight of an axis where the person is as roles are on average


class Kelley(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Regression of a scale score towards the mean of people, by how reliable it is.

    Attributes
    ----------
    means, deviations : tuple of float
        Of people's scale scores from the first items, one an axis, as `role-fit calibrate`
        tells them of real people.

    References
    ----------
    Kelley (1927), Interpretation of Educational Measurements, World Book Company.
    """

    means: tuple[float, ...]
    deviations: tuple[float, ...]


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of an edition.

    Attributes
    ----------
    standard_error : {"spearman_brown", "by_number"}
        How a scale score's error follows from the number of its answers.
    facet_gaps : {"always", "with_both_facets"}
        When the F test takes out each axis's gap between the facets.
    facets_differ : float
        Standard errors beyond which two facets are said to differ.
    significant, significant_sharpened : float
        Quantile of F beyond which a verdict is confident: of a sheet with the first items
        alone, and of one that was looked at before.
    faint : Faint or None
        None: there is no such verdict.
    family, halves : float or None
        Pooled stability from which a family is said of the whole, and of each half.
    reasons : ReasonRule or None
    kelley : Kelley or None
        None, as long as no real people's means and deviations are known: values stay as
        they are.
    keys : dict
        What a result holds: {key: the keys within it}; empty for all of it.
    """

    standard_error: ErrorRule
    facet_gaps: GapRule
    facets_differ: float
    significant: float
    significant_sharpened: float
    faint: Faint | None
    family: float | None
    halves: float | None
    reasons: ReasonRule | None
    kelley: Kelley | None
    keys: dict[str, tuple[str, ...]]

    @property
    def quantiles(self) -> tuple[float, ...]:
        """The quantiles of F that these rules look up."""
        faint = () if self.faint is None else (self.faint.above,)
        return (*faint, self.significant, self.significant_sharpened)


TODAY = Limits()
RULES = Rules(
    standard_error="by_number",
    facet_gaps="with_both_facets",
    facets_differ=2.69,
    significant=0.95,
    significant_sharpened=0.99,
    faint=Faint(),
    family=0.80,
    halves=0.70,
    reasons=ReasonRule(),
    kelley=None,
    keys={
        "verdict": (),
        "reason": (),
        "shortlist": (),
        "family": (),
        "roles": (),
        "axes": (),
        "halves": (),
        "why": (),
        "reasons": (),
        "flips": (),
        "significance": ("f", "critical", "named_above", "between", "within", "significant"),
        "careless_responding": (),
    },
)
