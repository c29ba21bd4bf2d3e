"""The question pages: show one, save one, or save each answer as it is given."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, jsonify, redirect, request
from werkzeug.wrappers import Response

from model.inputs.faults import Fault
from quiz.languages.request_language import request_language
from quiz.services import services
from quiz.store import Conflict
from quiz.take import journey
from quiz.take.attempt import Attempt, expiry, in_language, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.forms import QuestionForm, read_form
from quiz.take.part_two import leave_out
from quiz.take.question_page import QuestionView, show_question
from quiz.take.sharpen import page_before_result
from quiz.take.unsaved import DECLINED, keep_sent
from quiz.web.errors import problem_response


@blueprint.get("/a/<token>", strict_slashes=False)
def resume(token: str) -> Response:
    """Lead back to where the person is."""
    attempt = open_attempt(token)
    return redirect(attempt.url(attempt.place))


@blueprint.get("/a/<token>/q/<int:number>")
def question(token: str, number: int) -> Response:
    """Show one page of statements."""
    attempt = open_attempt(token)
    if elsewhere := _not_here(attempt, number):
        return elsewhere
    stored = attempt.stored
    from_review = request.args.get("from") == journey.REVIEW
    return show_question(
        QuestionView(attempt, number, stored.answers, stored.revision, from_review)
    )


@blueprint.post("/a/<token>/q/<int:number>")
def answer(token: str, number: int) -> Response:
    """Save one page of answers and go on."""
    attempt = open_attempt(token)
    if 1 <= number <= len(attempt.pages) and _was_left_out(attempt, number):
        if "take_up" in request.form:
            attempt = leave_out(attempt, declined=False)
        elif kept := keep_sent(DECLINED, 409, take_up="1"):
            return kept
    if elsewhere := _not_here(attempt, number):
        return elsewhere
    form = read_form(attempt.route.page(number), request.form, request_language())
    if (code := form.another_language) in attempt.languages:
        attempt = in_language(attempt, code)
    if faults := form.faults(attempt.stored.revision):
        return show_question(_refused(attempt, number, form, faults))
    try:
        attempt = save(attempt, form)
    except Conflict as conflict:
        return show_question(_at_odds(open_attempt(token), number, form, conflict))
    if form.another_language:
        place = journey.Place(journey.QUESTION, number)
        return_to = {"from": journey.REVIEW} if form.from_review else {}
        return redirect(attempt.url(place, **return_to), 303)
    if not form.back and (incomplete := _incomplete(attempt, number, form)):
        return show_question(incomplete)
    return redirect(attempt.url(_place_after(attempt, number, form)), 303)


def _place_after(attempt: Attempt, number: int, form: QuestionForm) -> journey.Place:
    way = attempt.route
    place = journey.place_after(number, way, back=form.back, from_review=form.from_review)
    if place.name == journey.REVIEW and not form.from_review and not attempt.finished:
        return page_before_result(attempt) or place
    return place


@blueprint.post("/a/<token>/q/<int:number>/save.json")
def save_answers(token: str, number: int) -> Response:
    """Save the answers given so far on one page, and say what is stored now."""
    attempt = open_attempt(token)
    if not 1 <= number <= len(attempt.pages):
        abort(404)
    if _was_left_out(attempt, number):
        return problem_response(
            409,
            request_language().gettext("This part was left out"),
            request_language().gettext(
                "It was left out in another tab. Nothing was saved. Press Continue to answer it "
                "after all."
            ),
        )
    if not journey.is_open(number, attempt.route, attempt.finished):
        abort(404)
    form = read_form(attempt.route.page(number), request.form, request_language())
    if faults := form.faults(attempt.stored.revision):
        return problem_response(
            422,
            request_language().gettext("These answers were not saved"),
            " ".join(map(str, faults)),
            faults=[
                {"where": fault.where, "what": fault.what, "remedy": fault.remedy}
                for fault in faults
            ],
        )
    try:
        attempt = save(attempt, form)
    except Conflict as conflict:
        return problem_response(
            409,
            request_language().gettext("These answers were changed elsewhere meanwhile"),
            request_language().gettext(
                "Nothing was overwritten. Send the page's form to see both, and choose."
            ),
            revision=conflict.revision,
            stored=conflict.stored,
        )
    return jsonify(_stored(attempt, number))


def save(attempt: Attempt, form: QuestionForm) -> Attempt:
    """Store the answers of a form that has no faults; give the sitting as it is then stored.

    Raises
    ------
    Conflict
        If one of them was changed elsewhere since the form was made.
    """
    now = services().clock()
    saved = services().store.attempts.save(
        attempt.stored.id,
        form.answers.data,
        form.seen_at,
        now,
        expiry(now, finished=attempt.finished),
        score=attempt.score,
        own=form.own,
    )
    # As one transaction left it: what is shown is never older than the revision it goes with.
    now_stored = replace(attempt.stored, revision=saved.revision, answers=saved.answers)
    return replace(attempt, stored=now_stored)


def _was_left_out(attempt: Attempt, number: int) -> bool:
    return attempt.stored.declined and journey.asks_part_two(attempt.route.page(number))


def _not_here(attempt: Attempt, number: int) -> Response | None:
    if not 1 <= number <= len(attempt.pages):
        abort(404)
    if journey.is_open(number, attempt.route, attempt.finished):
        return None
    return redirect(attempt.url(attempt.place), 303)


def _incomplete(attempt: Attempt, number: int, form: QuestionForm) -> QuestionView | None:
    stored = attempt.stored
    missing = journey.missing_on(attempt.route.page(number), stored.answers)
    if not missing:
        return None
    return QuestionView(
        attempt,
        number,
        stored.answers,
        stored.revision,
        form.from_review,
        missing=tuple(item.id for item in missing),
        status=422,
    )


def _refused(
    attempt: Attempt, number: int, form: QuestionForm, faults: list[Fault]
) -> QuestionView:
    # The page goes back at the revision it came with, so that refusing it hides no conflict.
    revision = attempt.stored.revision
    seen = min(form.seen.data, revision) if form.seen.data is not None else revision
    answers = {**attempt.stored.answers, **form.answers.data}
    return QuestionView(
        attempt, number, answers, seen, form.from_review, faults=tuple(faults), status=422
    )


def _at_odds(attempt: Attempt, number: int, form: QuestionForm, conflict: Conflict) -> QuestionView:
    answers = {**attempt.stored.answers, **form.answers.data}
    return QuestionView(
        attempt,
        number,
        answers,
        conflict.revision,
        form.from_review,
        conflict=conflict,
        at_odds=form.seen_at,
        go=form.go.data,
        status=409,
    )


def _stored(attempt: Attempt, number: int) -> dict[str, object]:
    # All of the page, not the revision alone: a tab that learned only the revision would say
    # with its next save that it has seen what another tab answered meanwhile.
    answers = attempt.stored.answers
    page = attempt.route.page(number)
    return {
        "revision": attempt.stored.revision,
        "answers": {item.id: answers[item.id] for item in page if item.id in answers},
    }
