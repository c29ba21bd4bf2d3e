"""Sharpening a result: a page more of what decides between the two nearest roles."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response

from quiz.services import services
from quiz.take import journey
from quiz.take.attempt import Attempt, open_attempt
from quiz.take.blueprint import blueprint


@blueprint.post("/a/<token>/sharpen")
def sharpen(token: str) -> Response:
    """Lead to the next page that sharpens; it is chosen here once, and never again."""
    attempt = open_attempt(token)
    place = next_page(attempt) if attempt.finished else attempt.place
    return redirect(attempt.url(place or journey.Place(journey.RESULT)), 303)


def next_page(attempt: Attempt) -> journey.Place | None:
    """Give the next page that sharpens a result, chosen where it was not; None if there is none."""
    for number in attempt.route.sharpening:
        if journey.missing_on(attempt.route.page(number), attempt.stored.answers):
            return journey.Place(journey.QUESTION, number)
    page = attempt.next_sharpening
    if page is None:
        return None
    chosen = services().store.attempts.choose_sharpening(
        attempt.stored.id, len(attempt.chosen) + 1, page.code, services().clock()
    )
    # Two tabs may choose at once; each then shows the page that was chosen first.
    return journey.Place(journey.QUESTION, len(attempt.instrument.bank.pages) + len(chosen))


def page_before_result(attempt: Attempt) -> journey.Place | None:
    """Give the page that an employer's long quiz asks before there is a result; else None."""
    return next_page(attempt) if attempt.route.length == journey.LONG else None
