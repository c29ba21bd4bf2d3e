"""Where a person is in the quiz, and where they go next.

The one place that decides this. Pure: it looks at the pages of an attempt, at the answers and
at whether it is finished, and knows nothing of requests or addresses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.scoring import KeyedItem
from questions.bank import PART_TWO, Page

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
    """The pages of an attempt, and when each is asked. Pages have numbers from 1.

    Attributes
    ----------
    pages : tuple of Page
        First those that everybody has, then those that sharpen a result.
    first, sharpening : tuple of int
        Numbers of the pages that are asked, of either kind.
    length : {"short", "long"}
        Whether a result waits for the pages that sharpen it, too.
    """

    pages: tuple[Page, ...]
    first: tuple[int, ...]
    sharpening: tuple[int, ...]
    length: str = SHORT

    @property
    def before_result(self) -> tuple[int, ...]:
        """The pages that come before the result."""
        return self.first + self.sharpening if self.length == LONG else self.first

    @property
    def order(self) -> tuple[int, ...]:
        """All pages that are asked, in their order."""
        return self.first + self.sharpening

    def page(self, number: int) -> Page:
        """One page."""
        return self.pages[number - 1]

    def siblings(self, number: int) -> tuple[int, ...]:
        """The pages among which a page is counted for its person."""
        return self.before_result if number in self.before_result else self.sharpening

    def first_statement(self, number: int) -> int:
        """The place of a page's first statement among all that are asked, from 1."""
        return 1 + sum(len(self.page(each)) for each in self.order if each < number)

    def last_statement(self, number: int) -> int:
        """The place of the last statement that is asked before the person gets elsewhere."""
        last = self.siblings(number)[-1]
        return self.first_statement(last) + len(self.page(last)) - 1


def route(pages: Sequence[Page], length: str = SHORT, *, declined: bool = False) -> Route:
    """Say which pages are asked before the result, and which can follow; part two on request."""
    first: list[int] = []
    sharpening: list[int] = []
    for number, page in enumerate(pages, start=1):
        if not (declined and asks_part_two(page)):
            (first if all(item.short for item in page) else sharpening).append(number)
    return Route(tuple(pages), tuple(first), tuple(sharpening), length)


def asks_part_two(page: Page) -> bool:
    """Whether a page asks what a person has done."""
    return any(item.facet == PART_TWO for item in page)


def missing_on(page: Page, answers: Answers) -> tuple[KeyedItem, ...]:
    """Name the statements of a page that are neither answered nor skipped."""
    return tuple(item for item in page if item.id not in answers)


def missing_before_result(way: Route, answers: Answers) -> tuple[KeyedItem, ...]:
    """Name every statement that still stands between the person and a result."""
    pages = map(way.page, way.before_result)
    return tuple(item for page in pages for item in missing_on(page, answers))


def resume_place(way: Route, answers: Answers, finished: bool) -> Place:
    """Say where a person is who comes back."""
    if finished:
        return Place(RESULT)
    for number in way.before_result:
        if missing_on(way.page(number), answers):
            return Place(QUESTION, number)
    return Place(REVIEW)


def is_open(number: int, way: Route, finished: bool) -> bool:
    """Say whether a question page may be seen: those that sharpen need a result first."""
    return number in way.before_result or (finished and number in way.sharpening)


def place_before(number: int, way: Route) -> Place | None:
    """Say where Back leads, or None where there is nothing to go back to."""
    siblings = way.siblings(number)
    at = siblings.index(number)
    if at > 0:
        return Place(QUESTION, siblings[at - 1])
    return None if number in way.before_result else Place(RESULT)


def place_after(number: int, way: Route, *, back: bool, from_review: bool) -> Place:
    """Say where a saved page leads."""
    if from_review:
        return Place(REVIEW)
    if back:
        return place_before(number, way) or Place(QUESTION, number)
    siblings = way.siblings(number)
    if number != siblings[-1]:
        return Place(QUESTION, siblings[siblings.index(number) + 1])
    return Place(REVIEW) if number in way.before_result else Place(RESULT)
