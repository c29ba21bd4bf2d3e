"""The whole procedure for many people at once: the first items, then the pages chosen for them.

What `questions.sharpening` does for one person, over arrays; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from model.axes import AXES, Floats
from model.matching import TIE, FittedModel
from model.research.table import ScoredTable, decide_table, is_beyond, score_table, stability_table
from model.scoring import FACETS, Facet, ScoringKey
from model.sharpening import in_order, worth_of_more
from model.verdict import Verdict


@dataclass(frozen=True)
class Procedure:
    """The numbers of a plan that chooses pages, with the facets that are asked."""

    pages: int
    axes: int
    until_stability: float
    until_f: float
    facets: tuple[Facet, ...] = FACETS


@dataclass(frozen=True, eq=False)
class Look:
    """What is known of everybody at one look at their answers.

    Attributes
    ----------
    asked : ndarray of shape (n_people, n_items)
    table : ScoredTable
    stability : ndarray of shape (n_people, n_roles)
    verdicts : list of Verdict
    new : ndarray of shape (n_people,)
        Who was asked more since the look before; all of them at the first.
    axes : ndarray of shape (n_people, n_axes on a page)
        Indices of the axes of the page before this look; −1 where there was none.
    """

    asked: NDArray[np.bool_]
    table: ScoredTable
    stability: Floats
    verdicts: list[Verdict]
    new: NDArray[np.bool_]
    axes: NDArray[np.int64]

    def every(self, step: int) -> Look:
        """What is known of every so many-th of them."""
        rows = np.arange(0, len(self.asked), step)
        table, verdicts = _some(self.table, rows), self.verdicts[::step]
        return Look(
            asked=self.asked[rows],
            table=table,
            stability=self.stability[rows],
            verdicts=verdicts,
            new=self.new[rows],
            axes=self.axes[rows],
        )

    @property
    def order(self) -> NDArray[np.int64]:
        """Indices of the roles, nearest first, shape (n_people, n_roles)."""
        return np.argsort(np.round(self.table.distances**2, TIE), axis=1, kind="stable")

    @property
    def nearest_stability(self) -> Floats:
        """Stability of each person's nearest role."""
        return np.take_along_axis(self.stability, self.table.nearest[:, np.newaxis], axis=1)[:, 0]

    def kinds(self) -> NDArray[np.str_]:
        """Each person's verdict, by its name."""
        return np.array([verdict.kind for verdict in self.verdicts])


def first_items(key: ScoringKey, facets: Sequence[Facet]) -> NDArray[np.bool_]:
    """The items everybody is asked first, shape (n_items,)."""
    return (key.short > 0) & of_facets(key, facets)


def of_facets(key: ScoringKey, facets: Sequence[Facet]) -> NDArray[np.bool_]:
    """The items of these facets, shape (n_items,)."""
    return np.array([item.facet in facets for item in key.items])


def look_at(
    points: Floats,
    asked: NDArray[np.bool_],
    key: ScoringKey,
    model: FittedModel,
    *,
    drawn_beyond: float | None = None,
) -> Look:
    """Assess everybody by what they were asked so far.

    Parameters
    ----------
    drawn_beyond : float, optional
        Spare the draws of all whose F does not lie beyond this quantile: their stability is
        then 0, and `verdicts` is empty.
    """
    table = score_table(np.where(asked, points, np.nan), key, model, asked)
    verdicts: list[Verdict] = []
    if drawn_beyond is None:
        stability = stability_table(table, model)
        verdicts = decide_table(table, model, stability)
    else:
        rows = np.flatnonzero(is_beyond(table, np.full(len(points), drawn_beyond), model))
        stability = np.zeros(table.distances.shape)
        stability[rows] = stability_table(table, model, rows)
    return Look(
        asked=asked,
        table=table,
        stability=stability,
        verdicts=verdicts,
        new=np.ones(len(points), dtype=np.bool_),
        axes=np.full((len(points), 0), -1),
    )


def follow(
    points: Floats, key: ScoringKey, model: FittedModel, plan: Procedure, *, sparing: bool = False
) -> list[Look]:
    """Ask people by the plan, whose answers to all items are known.

    Parameters
    ----------
    points : ndarray of shape (n_people, n_items)
    sparing : bool
        Draw only where it decides who is asked more; there are then no verdicts.

    Returns
    -------
    list of Look
        After the first items and after each page; who is asked nothing more keeps what was.
    """
    drawn_beyond = plan.until_f if sparing else None
    first = np.tile(first_items(key, plan.facets), (len(points), 1))
    looks = [look_at(points, first, key, model, drawn_beyond=drawn_beyond)]
    for _ in range(plan.pages):
        before = looks[-1]
        page, axes = _choose(before, key, model, plan)
        goes_on = ~_is_done(before, model, plan) & page.any(axis=1)
        rows = np.flatnonzero(goes_on)
        asked = before.asked | (page & goes_on[:, np.newaxis])
        axes[~goes_on] = -1
        now = look_at(points[rows], asked[rows], key, model, drawn_beyond=drawn_beyond)
        looks.append(_joined(before, now, rows, asked, axes))
    return looks


def _joined(
    before: Look,
    now: Look,
    rows: NDArray[np.int64],
    asked: NDArray[np.bool_],
    axes: NDArray[np.int64],
) -> Look:
    """The look before, with what is new of those who were asked more."""
    verdicts = list(before.verdicts)
    for row, verdict in zip(rows.tolist(), now.verdicts, strict=bool(verdicts)):
        verdicts[row] = verdict
    stability, new = before.stability.copy(), np.zeros(len(asked), dtype=np.bool_)
    stability[rows], new[rows] = now.stability, True
    table = _with_rows(before.table, rows, now.table)
    return Look(asked, table, stability, verdicts, new, axes)


def _is_done(look: Look, model: FittedModel, plan: Procedure) -> NDArray[np.bool_]:
    shares = np.full(len(look.asked), plan.until_f)
    done: NDArray[np.bool_] = look.nearest_stability >= plan.until_stability
    return done & is_beyond(look.table, shares, model)


def _choose(
    look: Look, key: ScoringKey, model: FittedModel, plan: Procedure
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """The items of each person's next page, and its axes."""
    rest = (key.short == 0) & of_facets(key, plan.facets)
    units = np.array([rest & (key.membership[:, axis] > 0) for axis in range(len(AXES))])
    items = int(units.sum(axis=1).max())
    worth = worth_of_more(look.table.values, look.table.answered, look.order[:, :2], items, model)
    used = look.asked.astype(float) @ units.T > 0
    worth = np.where(used, -np.inf, worth)
    axes = in_order(worth)[:, : plan.axes]
    left = np.take_along_axis(worth, axes, axis=1) > -np.inf
    axes = np.where(left, axes, -1)
    page = np.zeros_like(look.asked)
    for place in range(axes.shape[1]):
        page |= units[axes[:, place]] & left[:, place, np.newaxis]
    return page, axes


def _some(table: ScoredTable, rows: NDArray[np.int64]) -> ScoredTable:
    """Some rows of a table."""
    return ScoredTable(**{f.name: getattr(table, f.name)[rows] for f in fields(ScoredTable)})


def _with_rows(table: ScoredTable, rows: NDArray[np.int64], other: ScoredTable) -> ScoredTable:
    """A table in which some rows are those of another."""
    parts = {}
    for field in fields(ScoredTable):
        part = getattr(table, field.name).copy()
        part[rows] = getattr(other, field.name)
        parts[field.name] = part
    return ScoredTable(**parts)
