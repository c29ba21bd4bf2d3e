"""The item bank: what we ask, in which order, and how each answer counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

import msgspec

from model.inputs.faults import decode
from model.inputs.structs import read_toml
from model.scoring import KeyedItem, ScoringKey
from questions.words import Wording

Length = Literal["short", "long"]
Page = tuple[KeyedItem, ...]
SHORT_PAGE, SHORT_PAGES = 7, 4
SHARPENING_PAGE = 8
SECONDS_A_STATEMENT = (11, 15)  # quick and slow


class BankFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What items.toml holds."""

    version: str
    items: tuple[KeyedItem, ...]


class QuestionBank:
    """The items of one instrument, in the order they are asked.

    Parameters
    ----------
    version : str
        Of the instrument; every change of an item, a text or the model bumps it.
    items : sequence of KeyedItem
        First the short length, then the items that sharpen it.
    """

    def __init__(self, version: str, items: Sequence[KeyedItem]) -> None:
        self.version = version
        self.items = tuple(items)

    @cached_property
    def key(self) -> ScoringKey:
        """How every item counts."""
        return ScoringKey(self.items)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Four pages of seven, then two of eight that sharpen the result."""
        short, rest = self.items_of("short"), self.items[len(self.items_of("short")) :]
        return (*_cut(short, SHORT_PAGE), *_cut(rest, SHARPENING_PAGE))

    def items_of(self, length: Length) -> Page:
        """The items of one length."""
        return self.items if length == "long" else tuple(i for i in self.items if i.short)

    def complete_pages(self, answered: Iterable[str]) -> list[int]:
        """Numbers (from 1) of the pages whose every item was answered or skipped."""
        there = set(answered)
        pages = enumerate(self.pages, start=1)
        return [number for number, page in pages if there.issuperset(i.id for i in page)]


def _cut(items: Page, size: int) -> list[Page]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def read_bank(text: str, where: str = "questions/items.toml") -> QuestionBank:
    """Read a bank file; Faults if it is not one. `questions.checks` looks closer."""
    read = read_toml(text, where, BankFile)
    return QuestionBank(read.version, read.items)


@cache
def current_bank() -> QuestionBank:
    """The bank this version ships with."""
    content = files("questions").joinpath("items.toml").read_bytes()
    return read_bank(decode(content, "questions/items.toml"))


def as_list(bank: QuestionBank, length: Length, wording: Wording) -> list[dict[str, Any]]:
    """The items with their words, as `role-fit items --json` prints them."""
    points = [{"value": value, "label": label} for value, label in wording.points]
    return [
        {
            "id": item.id,
            "axis": item.axis,
            "facet": item.facet,
            "keying": item.keying,
            "text": wording.text(item.id),
            "points": points,
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
