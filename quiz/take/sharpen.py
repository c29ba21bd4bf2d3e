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
    known = len(attempt.instrument.bank.pages)
    for number in attempt.route.sharpening:
        page = attempt.route.page(number)
        if number <= known and journey.missing_on(page, attempt.stored.answers):
            return journey.Place(journey.QUESTION, number)
    offered, codes = attempt.next_sharpening, attempt.stored.sharpening
    if offered is None:
        return None
    if offered.code in codes:
        return journey.Place(journey.QUESTION, known + 1 + codes.index(offered.code))
    # Two tabs may choose at once; each then shows the page that was chosen first.
    services().store.attempts.choose_sharpening(
        attempt.stored.id, len(codes) + 1, offered.code, services().clock()
    )
    return journey.Place(journey.QUESTION, known + 1 + len(codes))


def page_before_result(attempt: Attempt) -> journey.Place | None:
    """Give the page that an employer's long quiz asks before there is a result; else None."""
    way = attempt.route
    # It is chosen once, by all the first answers, in whichever order they came.
    if way.length != journey.LONG or journey.missing_before_result(way, attempt.stored.answers):
        return None
    return next_page(attempt)
