"""The item bank: what we ask, in which order, and how each answer counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

import msgspec

from model.inputs.faults import decode
from model.inputs.structs import read_toml
from model.scoring import Facet, KeyedItem, ScoringKey
from questions.sharpening import Page as Page
from questions.sharpening import Plan, cut, facets_asked, is_complete
from questions.words import Wording

Length = Literal["short", "long"]
PART_TWO: Facet = "practised"  # the part that may be left out
SHORT_PAGE, SHORT_PAGES = 7, 4
SHARPENING_PAGE = 8
SECONDS_A_STATEMENT = (11, 15)  # quick and slow


class BankFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What items.toml holds."""

    version: str
    sharpening: Plan
    items: tuple[KeyedItem, ...]


class QuestionBank:
    """The items of one instrument, in the order they are asked.

    Parameters
    ----------
    version : str
        Of the instrument; every change of an item, a text or the model bumps it.
    items : sequence of KeyedItem
        First the short length, then the items that sharpen it.
    plan : FixedPages or ChosenPages
        How these are asked.
    """

    def __init__(self, version: str, items: Sequence[KeyedItem], plan: Plan) -> None:
        self.version = version
        self.items = tuple(items)
        self.plan = plan

    @cached_property
    def key(self) -> ScoringKey:
        """How every item counts."""
        return ScoringKey(self.items)

    @cached_property
    def first(self) -> Page:
        """The items everybody is asked first: the short length."""
        return tuple(item for item in self.items if item.short)

    @cached_property
    def rest(self) -> Page:
        """The items that sharpen the result."""
        return tuple(item for item in self.items if not item.short)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Four pages of seven, then those that sharpen the result, where all are asked the same."""
        return (*cut(self.first, SHORT_PAGE), *self.plan.pages(self.rest))

    def items_of(self, length: Length) -> Page:
        """The items of one length."""
        return self.items if length == "long" else self.first

    def is_part_two_answered(self, answers: Iterable[str]) -> bool:
        """Whether all first items of part two were answered or skipped."""
        return is_complete(tuple(item for item in self.first if item.facet == PART_TWO), answers)

    def units(self, facets: Sequence[Facet]) -> tuple[Page, ...]:
        """The items that sharpen, in what counts only together."""
        return self.plan.units(self.rest, facets)

    def facets_asked(self, answers: Iterable[str]) -> tuple[Facet, ...]:
        """The facets of the first items that were asked; both where none was."""
        return facets_asked(self.first, answers)

    def counted(self, answers: Iterable[str]) -> frozenset[str]:
        """The ids of the items that count, among those that were answered or skipped."""
        there = frozenset(answers)
        units = self.units(self.facets_asked(there))
        whole = (unit for unit in units if is_complete(unit, there))
        return there & {item.id for page in (self.first, *whole) for item in page}

    def complete_pages(self, answered: Iterable[str]) -> list[int]:
        """Numbers (from 1) of the pages whose every item was answered or skipped."""
        there = set(answered)
        pages = enumerate(self.pages, start=1)
        return [number for number, page in pages if is_complete(page, there)]


def read_bank(text: str, where: str = "questions/items.toml") -> QuestionBank:
    """Read a bank file; Faults if it is not one. `questions.checks` looks closer."""
    read = read_toml(text, where, BankFile)
    return QuestionBank(read.version, read.items, read.sharpening)


@cache
def current_bank() -> QuestionBank:
    """The bank this version ships with."""
    content = files("questions").joinpath("items.toml").read_bytes()
    return read_bank(decode(content, "questions/items.toml"))


def as_list(bank: QuestionBank, length: Length, wording: Wording) -> list[dict[str, Any]]:
    """The items with their words, as `role-fit items --json` prints them."""
    return [
        {
            "id": item.id,
            "axis": item.axis,
            "facet": item.facet,
            "keying": item.keying,
            "text": wording.text(item.id),
            "points": [
                {"value": value, "label": label}
                for value, label in wording.scale(item.facet).numbered
            ],
        }
        for item in bank.items_of(length)
    ]


def minutes(statements: int) -> tuple[int, int]:
    """Say how many minutes a number of statements takes, quick and slow, as pages promise it.

    >>> minutes(28)
    (5, 7)
    """
    quick, slow = (round(statements * seconds / 60) for seconds in SECONDS_A_STATEMENT)
    return quick, slow
