"""Where a person is in the quiz, and where they go next.

The one place that decides this. Pure: it looks at the bank's pages, at the answers and at
whether the attempt is finished, and knows nothing of requests or addresses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.scoring import KeyedItem
from questions.bank import Page

Answers = Mapping[str, int | None]

QUESTION = "question"
REVIEW = "review"
RESULT = "result"
SHORT, LONG = "short", "long"


@dataclass(frozen=True)
class Place:
    """One page of the journey; `number` counts question pages from 1."""

    name: str
    number: int = 0


@dataclass(frozen=True)
class Route:
    """The pages of an attempt, and how many of them come before its result."""

    pages: tuple[Page, ...]
    before_result: int  # those after them sharpen it

    @property
    def first_pages(self) -> tuple[Page, ...]:
        """The pages that come before the result."""
        return self.pages[: self.before_result]

    @property
    def sharpening_pages(self) -> tuple[Page, ...]:
        """The pages that can follow on the result."""
        return self.pages[self.before_result :]


def route(pages: Sequence[Page], length: str = SHORT) -> Route:
    """Say which pages come before the result: all of them, or those of the short length."""
    short = sum(all(item.short for item in page) for page in pages)
    return Route(tuple(pages), len(pages) if length == LONG else short)


def missing_on(page: Page, answers: Answers) -> tuple[KeyedItem, ...]:
    """Name the statements of a page that are neither answered nor skipped."""
    return tuple(item for item in page if item.id not in answers)


def missing_before_result(way: Route, answers: Answers) -> tuple[KeyedItem, ...]:
    """Name every statement that still stands between the person and a result."""
    return tuple(item for page in way.first_pages for item in missing_on(page, answers))


def resume_place(way: Route, answers: Answers, finished: bool) -> Place:
    """Say where a person is who comes back."""
    if finished:
        return Place(RESULT)
    for number, page in enumerate(way.first_pages, start=1):
        if missing_on(page, answers):
            return Place(QUESTION, number)
    return Place(REVIEW)


def is_open(number: int, way: Route, finished: bool) -> bool:
    """Say whether a question page may be seen: those that sharpen need a result first."""
    return number <= way.before_result or finished


def place_before(number: int, way: Route) -> Place | None:
    """Say where Back leads, or None where there is nothing to go back to."""
    if number == 1:
        return None
    if number == way.before_result + 1:
        return Place(RESULT)
    return Place(QUESTION, number - 1)


def place_after(number: int, way: Route, *, back: bool, from_review: bool) -> Place:
    """Say where a saved page leads."""
    if from_review:
        return Place(REVIEW)
    if back:
        return place_before(number, way) or Place(QUESTION, number)
    if number == way.before_result:
        return Place(REVIEW)
    if number == len(way.pages):
        return Place(RESULT)
    return Place(QUESTION, number + 1)
