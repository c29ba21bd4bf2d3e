"""The review page, and the end of the first part: scoring."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template
from werkzeug.wrappers import Response

from quiz.services import services
from quiz.take import journey
from quiz.take.attempt import Sitting, expiry, open_sitting
from quiz.take.blueprint import blueprint
from quiz.take.question_page import Numbered, numbered_statements


@dataclass(frozen=True)
class ReviewedPage:
    """One question page as the review lists it."""

    number: int
    statements: tuple[Numbered, ...]
    missing: frozenset[str]


@blueprint.get("/a/<token>/review")
def review(token: str) -> tuple[str, int]:
    """List every statement with its answer and a way to change it."""
    return _show(open_sitting(token))


@blueprint.post("/a/<token>/finish")
def finish(token: str) -> tuple[str, int] | Response:
    """Score the stored answers, or say which are missing."""
    sitting = open_sitting(token)
    if journey.missing_before_result(sitting.route, sitting.attempt.answers):
        return _show(sitting, refused=True)
    if not sitting.finished:
        now = services().clock()
        services().store.results.finish(
            sitting.attempt.id, sitting.score, now, expiry(now, finished=True)
        )
    return redirect(sitting.url(journey.Place(journey.RESULT)), 303)


def _show(sitting: Sitting, *, refused: bool = False) -> tuple[str, int]:
    pages = [_reviewed(sitting, number) for number in _listed(sitting)]
    html = render_template(
        "take/review.html",
        sitting=sitting,
        answers=sitting.attempt.answers,
        labels=sitting.labels,
        pages=pages,
        missing=[
            (page.number, statement)
            for page in pages
            for statement in page.statements
            if statement.id in page.missing
        ],
        refused=refused,
    )
    return html, 422 if refused else 200


def _listed(sitting: Sitting) -> list[int]:
    """Number the pages before the result, and those that sharpen it once they are begun."""
    answers = sitting.attempt.answers
    return [
        number
        for number, page in enumerate(sitting.pages, start=1)
        if number <= sitting.route.before_result or any(item.id in answers for item in page)
    ]


def _reviewed(sitting: Sitting, number: int) -> ReviewedPage:
    missing = journey.missing_on(sitting.pages[number - 1], sitting.attempt.answers)
    return ReviewedPage(
        number,
        numbered_statements(sitting.instrument, number, sitting.language),
        frozenset(item.id for item in missing),
    )
