"""The review page, and the end of the first part: scoring."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template
from werkzeug.wrappers import Response

from quiz.services import services
from quiz.take import journey
from quiz.take.attempt import Attempt, expiry, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.question_page import Numbered, numbered_statements
from quiz.take.sharpen import page_before_result


@dataclass(frozen=True)
class ReviewedPage:
    """One question page as the review lists it."""

    number: int
    position: int  # among those of its kind
    sharpens: bool
    statements: tuple[Numbered, ...]
    missing: frozenset[str]


@blueprint.get("/a/<token>/review")
def review(token: str) -> tuple[str, int]:
    """List every statement with its answer and a way to change it."""
    return _show(open_attempt(token))


@blueprint.post("/a/<token>/finish")
def finish(token: str) -> tuple[str, int] | Response:
    """Score the stored answers, or say which are missing."""
    attempt = open_attempt(token)
    if journey.missing_before_result(attempt.route, attempt.stored.answers):
        return _show(attempt, refused=True)
    if not attempt.finished and (place := page_before_result(attempt)):
        return redirect(attempt.url(place), 303)
    if not attempt.finished:
        now = services().clock()
        services().store.results.finish(
            attempt.stored.id, attempt.score, now, expiry(now, finished=True)
        )
    return redirect(attempt.url(journey.Place(journey.RESULT)), 303)


def _show(attempt: Attempt, *, refused: bool = False) -> tuple[str, int]:
    pages = [_reviewed(attempt, number) for number in _listed(attempt)]
    html = render_template(
        "take/review.html",
        attempt=attempt,
        answers=attempt.stored.answers,
        label=attempt.label,
        items={item.id: item for item in attempt.instrument.bank.items},
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


def _listed(attempt: Attempt) -> list[int]:
    """Number the pages before the result, and those that sharpen it once they are begun."""
    answers, way = attempt.stored.answers, attempt.route
    return [
        number
        for number in way.order
        if number in way.before_result or any(item.id in answers for item in way.page(number))
    ]


def _reviewed(attempt: Attempt, number: int) -> ReviewedPage:
    page, siblings = attempt.route.page(number), attempt.route.siblings(number)
    missing = journey.missing_on(page, attempt.stored.answers)
    return ReviewedPage(
        number,
        1 + siblings.index(number),
        number not in attempt.route.before_result,
        numbered_statements(
            attempt.instrument, page, attempt.route.first_statement(number), attempt.language
        ),
        frozenset(item.id for item in missing),
    )
