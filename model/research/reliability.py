"""How far scores can be relied on, from the answers of many people.

`responses` is always an array of shape (n_people, n_items) with the items of one axis,
keyed (higher is the high end of the axis), NaN where there is no answer. What cannot be
computed is refused with `Faults`, everything wrong at once: no NaN passes for a result.

Alpha, omega and the item-rest correlations agree with R's psych 2.2.9.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from model.axes import Floats
from model.inputs.faults import Fault, Faults
from model.research.answer_table import Responses, matrix, refuse
from model.research.one_factor import minres

NOTHING = 1e-10  # a share of variance below this is rounding


def alpha(responses: ArrayLike, items: Sequence[str] | None = None) -> float:
    """Cronbach's alpha, from the covariances of pairs.

    k / (k − 1) · (1 − Σ variances / Σ covariances). Where answers are missing, each
    covariance is taken over the people who answered both items, as psych does.

    Parameters
    ----------
    responses : array of shape (n_people, n_items)
        Keyed answers of one axis, NaN where missing.
    items : sequence of str, optional
        Names of the columns, for faults; else they are counted from 1.

    Returns
    -------
    float
        1 at best; below 0 where the items contradict each other.

    Raises
    ------
    Faults
        No table of numbers; fewer than two people or items; infinite numbers; items
        without answers or without variance; pairs that fewer than two people answered.

    References
    ----------
    Cronbach (1951), Psychometrika 16(3), 297-334.

    Examples
    --------
    >>> alpha([[1, 2], [2, 1], [3, 4], [4, 3]])
    0.75
    """
    return alpha_of(pairwise_covariance(responses, items))


def alpha_of(covariance: Floats) -> float:
    """Cronbach's alpha of a covariance matrix, shape (n_items, n_items).

    Raises
    ------
    Faults
        If it is no covariance matrix of two items or more, or its sum is not positive.
    """
    total = _positive_total(matrix(covariance, least_items=2))
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def pairwise_covariance(responses: ArrayLike, items: Sequence[str] | None = None) -> Floats:
    """Covariance of each pair of items over the people who answered both.

    Divided by n − 1 of that pair, with the means of that pair: R's
    `cov(use = "pairwise")`.

    Returns
    -------
    ndarray of shape (n_items, n_items)

    Raises
    ------
    Faults
        As `alpha`.
    """
    table = Responses.of(responses, items, least_items=2)
    given = table.given.astype(float)
    counts = table.pairs()
    centred = np.where(table.given, table.answers - np.nanmean(table.answers, axis=0), 0)
    sums = centred.T @ given  # of the row's item, over the people who answered the column's too
    products = centred.T @ centred - sums * sums.T / counts
    covariance: Floats = products / (counts - 1)
    return covariance


def item_rest_correlations(responses: ArrayLike, items: Sequence[str] | None = None) -> Floats:
    """Correlation of each item with the sum of the others, from the covariances of pairs.

    Returns
    -------
    ndarray of shape (n_items,)

    Raises
    ------
    Faults
        As `alpha`; and where the others together do not vary, or so many answers are
        missing that a correlation leaves −1 to 1.

    Examples
    --------
    >>> item_rest_correlations([[1, 2], [2, 1], [3, 4], [4, 3]]).round(2).tolist()
    [0.6, 0.6]
    """
    table = Responses.of(responses, items, least_items=2)
    covariance = pairwise_covariance(table.answers, table.items)
    own = np.diag(covariance)
    shared = covariance.sum(axis=0) - own
    rest = covariance.sum() - own - 2 * shared
    impossible = (rest <= 0) | (shared**2 > (1 + NOTHING) * own * rest)
    what = "its correlation with the other items cannot be told"
    remedy = "Leave out items that cancel out, or people who skipped many"
    refuse(Fault(table.items[i], what, remedy) for i in np.flatnonzero(impossible))
    correlations: Floats = shared / np.sqrt(own * rest)
    return correlations


def omega(responses: ArrayLike, items: Sequence[str] | None = None) -> float:
    """McDonald's omega of one factor, from complete rows.

    (Σλ)² / ΣR, where R is the correlation matrix and λ are the loadings of one minres
    factor: the share of the variance of the sum that the common factor accounts for.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    Faults
        As `alpha`, of complete rows and at least three items; and where correlations
        are singular, there is no common factor, or it explains an item wholly.

    References
    ----------
    McDonald (1999), Test Theory: A Unified Treatment, chapter 6.

    Examples
    --------
    >>> people = [[3, 2, 2], [3, 4, 5], [1, 1, 1], [5, 5, 6], [1, 1, 1], [2, 3, 2]]
    >>> round(omega(people), 4)
    0.9696
    """
    complete = Responses.of(responses, items, least_items=3).complete()
    correlation = np.asarray(np.corrcoef(complete.answers, rowvar=False))
    return omega_of(correlation, complete.items)


def omega_of(correlation: Floats, items: Sequence[str] | None = None) -> float:
    """McDonald's omega of a correlation matrix, shape (n_items, n_items).

    Raises
    ------
    Faults
        If it is no correlation matrix of three items or more; and as `minres`.
    """
    loadings = minres(correlation, items)
    return float(loadings.sum() ** 2 / correlation.sum())


def sem(
    responses: ArrayLike, reliability: float | None = None, items: Sequence[str] | None = None
) -> float:
    """Standard error of measurement of the mean answer: SD √(1 − reliability).

    The SD is that of the mean over the items, √(Σ covariances) / k, from the covariances
    of pairs: of complete rows, the standard deviation of people's means.

    Parameters
    ----------
    reliability : float, optional
        From 0 to 1; alpha of the same responses if not given.

    Returns
    -------
    float
        In the unit of the responses.

    Raises
    ------
    Faults
        As `alpha`, and if the reliability is not from 0 to 1.

    References
    ----------
    Lord & Novick (1968), Statistical Theories of Mental Test Scores, section 3.4.

    Examples
    --------
    >>> round(sem([[1, 2], [2, 1], [3, 4], [4, 3]]), 4)
    0.5774
    """
    covariance = pairwise_covariance(responses, items)
    relied = alpha_of(covariance) if reliability is None else reliability
    if not 0 <= relied <= 1:
        what = f"{relied:.3g} is not from 0 to 1"
        raise Faults([Fault("reliability", what, "Look for items that are keyed the wrong way")])
    deviation = np.sqrt(_positive_total(covariance)) / len(covariance)
    return float(deviation * np.sqrt(1 - relied))


def _positive_total(covariance: Floats) -> float:
    total = float(covariance.sum())
    if total <= NOTHING * float(np.trace(covariance)):
        what = "the items cancel out: their sum does not vary"
        raise Faults([Fault("covariances", what, "Look for items that are keyed the wrong way")])
    return total


@dataclass(frozen=True)
class Named:
    """What one sitting named.

    Attributes
    ----------
    nearest : str or None
        The nearest role; None where no axis had a value.
    shown : tuple of str
        The roles that were shown; empty under `none`.
    """

    nearest: str | None
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Consistency:
    """How often two sittings of the same people say the same.

    Attributes
    ----------
    nearest, family : float
        Share with the same nearest role, and with one of the same family; of the people
        who have a nearest role in both sittings.
    shown : float
        Share that was shown the same set of roles, in any order; of all people. Two
        sittings that show no role are the same.
    shown_if_any : float or None
        The same, of the people to whom at least one sitting showed a role; None if
        there is no such person.
    people, with_nearest : int
        How many these shares are of.
    """

    nearest: float
    family: float
    shown: float
    shown_if_any: float | None
    people: int
    with_nearest: int


def classification_consistency(
    first: Sequence[Named], second: Sequence[Named], families: Mapping[str, str]
) -> Consistency:
    """How often two sittings name the same nearest role, shown set and family.

    Parameters
    ----------
    first, second : sequences of Named
        One a person, in the same order.
    families : mapping
        Role id to family.

    Raises
    ------
    Faults
        No people, sittings of different numbers of people, roles without a family,
        nobody with a nearest role in both.

    References
    ----------
    Livingston & Lewis (1995), Journal of Educational Measurement 32(2), 179-197.

    Examples
    --------
    >>> first = [Named("cto", ("cto",)), Named("cio", ("cio", "cto"))]
    >>> second = [Named("cto", ("cto",)), Named("cto", ("cto", "cio"))]
    >>> same = classification_consistency(first, second, {"cto": "it", "cio": "it"})
    >>> same.nearest, same.family, same.shown
    (0.5, 1.0, 1.0)
    """
    refuse(_sitting_faults(first, second, families))
    pairs = list(zip(first, second, strict=True))
    roles = [(a.nearest, b.nearest) for a, b in pairs if a.nearest and b.nearest]
    shown = [set(a.shown) == set(b.shown) for a, b in pairs]
    any_shown = [same for same, (a, b) in zip(shown, pairs, strict=True) if a.shown or b.shown]
    return Consistency(
        nearest=float(np.mean([a == b for a, b in roles])),
        family=float(np.mean([families[a] == families[b] for a, b in roles])),
        shown=float(np.mean(shown)),
        shown_if_any=float(np.mean(any_shown)) if any_shown else None,
        people=len(pairs),
        with_nearest=len(roles),
    )


def _sitting_faults(
    first: Sequence[Named], second: Sequence[Named], families: Mapping[str, str]
) -> Iterator[Fault]:
    if len(first) != len(second):
        what = f"{len(first)} people sat once and {len(second)} sat again"
        yield Fault("sittings", what, "Give both sittings of the same people, in one order")
    elif not any(a.nearest and b.nearest for a, b in zip(first, second, strict=True)):
        yield Fault("sittings", "nobody has a nearest role in both", "Give more people")
    named = {role for sitting in (*first, *second) for role in (sitting.nearest, *sitting.shown)}
    for role in sorted(named - {None} - set(families), key=str):
        yield Fault(f"role {role!r}", "it has no family", "Use the role ids of this model")
