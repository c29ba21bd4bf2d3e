"""What is asked beyond the first items: the plan of an edition, and its next page.

Two plans are known. `FixedPages` has the same pages for everybody, until none is left.
`ChosenPages` asks what decides between a person's two nearest roles, and stops when the
result is steady. Everything here is a function of answers; who stores them is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import msgspec
import numpy as np

from model.assessment import Assessment
from model.axes import AXES
from model.inputs.faults import Fault, Faults
from model.matching import FittedModel
from model.scoring import FACETS, Facet, KeyedItem
from model.sharpening import in_order, worth_of_more

Page = tuple[KeyedItem, ...]


class FixedPages(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="plan", tag="fixed"
):
    """The same pages for everybody; a page counts when all of it was answered or skipped."""

    size: int  # items on a page

    def pages(self, rest: Page) -> tuple[Page, ...]:
        """The pages that are known before anybody answers."""
        return cut(rest, self.size)

    def most(self, rest: Page) -> int:
        """How many items can be asked beyond the first ones."""
        return len(rest)

    def units(self, rest: Page, facets: Sequence[Facet]) -> tuple[Page, ...]:
        """What counts together: a page."""
        return self.pages(rest)


class ChosenPages(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="plan", tag="chosen"
):
    """Pages of whole quads, chosen for a person by what decides between two roles.

    A quad is the four items of an axis beyond the first ones: both facets, both keys. Of
    who was asked one facet alone, it is that facet's pair.

    Attributes
    ----------
    pages_at_most : int
    axes, axes_of_one_facet : int
        Axes on a page.
    until_stability, until_f : float
        Nothing more is offered once the nearest role's stability reaches the first and F
        lies beyond this quantile.
    """

    pages_at_most: int
    axes: int
    axes_of_one_facet: int
    until_stability: float
    until_f: float

    def pages(self, rest: Page) -> tuple[Page, ...]:
        """The pages that are known before anybody answers: none."""
        return ()

    def most(self, rest: Page) -> int:
        """How many items can be asked beyond the first ones."""
        return self.pages_at_most * self.axes * max(map(len, self.units(rest, FACETS)))

    def units(self, rest: Page, facets: Sequence[Facet]) -> tuple[Page, ...]:
        """What counts together: the items of an axis, of the facets that were asked."""
        kept = [item for item in rest if item.facet in facets]
        quads = (tuple(item for item in kept if item.axis == axis) for axis in AXES)
        return tuple(quad for quad in quads if quad)

    def is_done(self, assessed: Assessment, model: FittedModel) -> bool:
        """Whether the result is steady and clear enough to ask nothing more."""
        nearest = assessed.roles[:1]
        steady = any(role.stability >= self.until_stability for role in nearest)
        return steady and assessed.significance.is_beyond(self.until_f, model)

    def axes_on(self, facets: Sequence[Facet]) -> int:
        """How many axes a page has."""
        return self.axes if len(facets) > 1 else self.axes_of_one_facet


Plan = FixedPages | ChosenPages


def cut(items: Page, size: int) -> tuple[Page, ...]:
    """Items in pages of one size."""
    return tuple(items[start : start + size] for start in range(0, len(items), size))


@dataclass(frozen=True)
class ChosenPage:
    """A page that was chosen for somebody: it is stored, and never chosen again.

    Attributes
    ----------
    axes : tuple of str
        What decides most comes first.
    facets : tuple of str
        Both, or the one that was asked.
    """

    axes: tuple[str, ...]
    facets: tuple[Facet, ...] = FACETS

    @property
    def code(self) -> str:
        """The page as text to be stored.

        >>> ChosenPage(("delivery", "team")).code
        'delivery+team'
        >>> ChosenPage(("delivery", "team", "scope", "market"), ("drawn_to",)).code
        'drawn_to:delivery+team+scope+market'
        """
        axes = "+".join(self.axes)
        return axes if self.facets == FACETS else f"{'+'.join(self.facets)}:{axes}"

    @classmethod
    def read(cls, code: str) -> ChosenPage:
        """A page from its stored text; Faults if it is none.

        >>> ChosenPage.read("drawn_to:team+scope")
        ChosenPage(axes=('team', 'scope'), facets=('drawn_to',))
        """
        before, colon, after = code.rpartition(":")
        axes = tuple(after.split("+"))
        facets = tuple(facet for facet in FACETS if not colon or facet == before)
        if not (facets and set(axes) <= set(AXES) and len(set(axes)) == len(axes)):
            remedy = "Give a page as it was chosen, like 'delivery+team'"
            raise Faults([Fault("sharpening page", f"{code[:80]!r} is none", remedy)])
        return cls(axes, facets)

    def items(self, rest: Page) -> Page:
        """Its items: one facet after the other, keys and axes by turns."""
        found = {(item.axis, item.facet, item.keying): item for item in rest}
        cells = [
            (axis, facet, "+-"[(place + turn) % 2])
            for facet, turn, (place, axis) in product(self.facets, (0, 1), enumerate(self.axes))
        ]
        return tuple(found[cell] for cell in cells if cell in found)


def facets_asked(first: Page, answers: Iterable[str]) -> tuple[Facet, ...]:
    """The facets of which any of the first items was asked; both where none was."""
    there = set(answers)
    facets = tuple(f for f in FACETS if any(i.facet == f and i.id in there for i in first))
    return facets or FACETS


def worth_asking(assessed: Assessment, model: FittedModel, items: int) -> dict[str, float]:
    """What so many more items would be worth on each axis, by `model.sharpening`.

    Returns
    -------
    dict
        {axis id: worth}, the largest first, ties in the order of the axes.
    """
    scores = assessed.scores
    nearest = [model.roles.index(match.role) for match in assessed.roles[:2]] or [0, 0]
    worth = worth_of_more(
        scores.values.array[np.newaxis],
        scores.answered[np.newaxis],
        np.array([nearest]),
        items,
        model,
    )[0]
    return {AXES[place]: float(worth[place]) for place in in_order(worth)}


def choose_page(
    plan: ChosenPages,
    assessed: Assessment,
    model: FittedModel,
    rest: Page,
    facets: tuple[Facet, ...],
    taken: Iterable[ChosenPage],
    answers: Iterable[str],
) -> ChosenPage | None:
    """Choose the page that decides most between the two nearest roles.

    Parameters
    ----------
    rest : tuple of KeyedItem
        The items beyond the first ones.
    facets : tuple of str
        Those that were asked.
    taken : iterable of ChosenPage
        What was chosen before: its axes are asked no more.
    answers : iterable of str
        Ids of what was answered or skipped: who declines part two after a page of both
        parts has answered the half of it that counts then.

    Returns
    -------
    ChosenPage or None
        None where no axis is left.
    """
    gone = {axis for page in taken for axis in page.axes}
    there = set(answers)
    left = (unit for unit in plan.units(rest, facets) if not is_complete(unit, there))
    units = {unit[0].axis: len(unit) for unit in left}
    size = max(units.values(), default=0)
    ranked = worth_asking(assessed, model, size)
    axes = [axis for axis in ranked if axis in units and axis not in gone]
    return ChosenPage(tuple(axes[: plan.axes_on(facets)]), facets) if axes else None


def is_complete(page: Page, answers: Mapping[str, int | None] | Iterable[str]) -> bool:
    """Whether every item of a page was answered or skipped."""
    return set(answers).issuperset(item.id for item in page)
