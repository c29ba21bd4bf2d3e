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


@dataclass(frozen=True)
class Place:
    """One page of the journey; `number` counts question pages from 1."""

    name: str
    number: int = 0


def short_pages(pages: Sequence[Page]) -> int:
    """Say how many pages come before the result; the pages after them sharpen it."""
    return sum(all(item.short for item in page) for page in pages)


def missing_on(page: Page, answers: Answers) -> tuple[KeyedItem, ...]:
    """Name the statements of a page that are neither answered nor skipped."""
    return tuple(item for item in page if item.id not in answers)


def missing_before_result(pages: Sequence[Page], answers: Answers) -> tuple[KeyedItem, ...]:
    """Name every statement that still stands between the person and a result."""
    short = pages[: short_pages(pages)]
    return tuple(item for page in short for item in missing_on(page, answers))


def resume_place(pages: Sequence[Page], answers: Answers, finished: bool) -> Place:
    """Say where a person is who comes back."""
    if finished:
        return Place(RESULT)
    for number, page in enumerate(pages[: short_pages(pages)], start=1):
        if missing_on(page, answers):
            return Place(QUESTION, number)
    return Place(REVIEW)


def is_open(number: int, pages: Sequence[Page], finished: bool) -> bool:
    """Say whether a question page may be seen: those that sharpen need a result first."""
    return number <= short_pages(pages) or finished


def place_before(number: int, pages: Sequence[Page]) -> Place | None:
    """Say where Back leads, or None where there is nothing to go back to."""
    if number == 1:
        return None
    if number == short_pages(pages) + 1:
        return Place(RESULT)
    return Place(QUESTION, number - 1)


def place_after(number: int, pages: Sequence[Page], *, back: bool, from_review: bool) -> Place:
    """Say where a saved page leads."""
    if from_review:
        return Place(REVIEW)
    if back:
        return place_before(number, pages) or Place(QUESTION, number)
    if number == short_pages(pages):
        return Place(REVIEW)
    if number == len(pages):
        return Place(RESULT)
    return Place(QUESTION, number + 1)
