"""Leaving out part two, for who has done no product work, and taking it up again."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from quiz.services import services
from quiz.take import journey
from quiz.take.attempt import Attempt, expiry, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.sharpen import page_before_result


@blueprint.post("/a/<token>/part-two")
def choose_part_two(token: str) -> Response:
    """Leave the part out, or take it up; done twice, it stays as it was chosen."""
    attempt = open_attempt(token)
    if attempt.instrument.wording(attempt.language).has_parts:
        attempt = leave_out(attempt, declined=request.form.get("leave") == "out")
    return redirect(attempt.url(_next_place(attempt)), 303)


def leave_out(attempt: Attempt, *, declined: bool) -> Attempt:
    """Leave part two out, or take it up, and give the attempt as it is then stored."""
    now = services().clock()
    services().store.attempts.decline(
        attempt.stored.id, declined, now, expiry(now, finished=attempt.finished), attempt.score
    )
    return open_attempt(attempt.token)


def _next_place(attempt: Attempt) -> journey.Place:
    """Where the person is; who takes the part up begins with what is missing of it."""
    way, answers = attempt.route, attempt.stored.answers
    for number in way.first:
        if journey.missing_on(way.page(number), answers):
            return journey.Place(journey.QUESTION, number)
    return (not attempt.finished and page_before_result(attempt)) or attempt.place
