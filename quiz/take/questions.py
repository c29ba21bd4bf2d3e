"""The question pages: show one, save one, or save each answer as it is given."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, jsonify, redirect, request
from werkzeug.wrappers import Response

from model.inputs.faults import Fault
from quiz.languages.request_language import spoken
from quiz.services import services
from quiz.store import Conflict
from quiz.take import journey
from quiz.take.attempt import Sitting, expiry, in_language, open_sitting
from quiz.take.blueprint import blueprint
from quiz.take.forms import QuestionForm, read_form
from quiz.take.question_page import QuestionView, show_question
from quiz.web.errors import problem_response


@blueprint.get("/a/<token>", strict_slashes=False)
def resume(token: str) -> Response:
    """Lead back to where the person is."""
    sitting = open_sitting(token)
    return redirect(sitting.url(sitting.place))


@blueprint.get("/a/<token>/q/<int:number>")
def question(token: str, number: int) -> Response:
    """Show one page of statements."""
    sitting = open_sitting(token)
    if elsewhere := _not_here(sitting, number):
        return elsewhere
    attempt = sitting.attempt
    from_review = request.args.get("from") == journey.REVIEW
    return show_question(
        QuestionView(sitting, number, attempt.answers, attempt.revision, from_review)
    )


@blueprint.post("/a/<token>/q/<int:number>")
def answer(token: str, number: int) -> Response:
    """Save one page of answers and go on."""
    sitting = open_sitting(token)
    if elsewhere := _not_here(sitting, number):
        return elsewhere
    form = read_form(sitting.pages[number - 1], request.form, spoken())
    if (code := form.another_language) in sitting.languages:
        sitting = in_language(sitting, code)
    if faults := form.faults(sitting.attempt.revision):
        return show_question(_refused(sitting, number, form, faults))
    try:
        sitting = save(sitting, form)
    except Conflict as conflict:
        return show_question(_at_odds(open_sitting(token), number, form, conflict))
    if form.another_language:
        place = journey.Place(journey.QUESTION, number)
        return_to = {"from": journey.REVIEW} if form.from_review else {}
        return redirect(sitting.url(place, **return_to), 303)
    if not form.back and (incomplete := _incomplete(sitting, number, form)):
        return show_question(incomplete)
    place = journey.place_after(number, sitting.route, back=form.back, from_review=form.from_review)
    return redirect(sitting.url(place), 303)


@blueprint.post("/a/<token>/q/<int:number>/save.json")
def save_answers(token: str, number: int) -> Response:
    """Save the answers given so far on one page, and say what is stored now."""
    sitting = open_sitting(token)
    pages = sitting.pages
    if not 1 <= number <= len(pages) or not journey.is_open(
        number, sitting.route, sitting.finished
    ):
        abort(404)
    form = read_form(pages[number - 1], request.form, spoken())
    if faults := form.faults(sitting.attempt.revision):
        return problem_response(
            422,
            spoken().gettext("These answers were not saved"),
            " ".join(map(str, faults)),
            faults=[
                {"where": fault.where, "what": fault.what, "remedy": fault.remedy}
                for fault in faults
            ],
        )
    try:
        sitting = save(sitting, form)
    except Conflict as conflict:
        return problem_response(
            409,
            spoken().gettext("These answers were changed elsewhere meanwhile"),
            spoken().gettext(
                "Nothing was overwritten. Send the page's form to see both, and choose."
            ),
            revision=conflict.revision,
            stored=conflict.stored,
        )
    return jsonify(_stored(sitting, number))


def save(sitting: Sitting, form: QuestionForm) -> Sitting:
    """Store the answers of a form that has no faults; give the sitting as it is then stored.

    Raises
    ------
    Conflict
        If one of them was changed elsewhere since the form was made.
    """
    now = services().clock()
    saved = services().store.attempts.save(
        sitting.attempt.id,
        form.answers.data,
        form.seen_at,
        now,
        expiry(now, finished=sitting.finished),
        score=sitting.score,
        own=form.own,
    )
    # As one transaction left it: what is shown is never older than the revision it goes with.
    now_stored = replace(sitting.attempt, revision=saved.revision, answers=saved.answers)
    return replace(sitting, attempt=now_stored)


def _not_here(sitting: Sitting, number: int) -> Response | None:
    if not 1 <= number <= len(sitting.pages):
        abort(404)
    if journey.is_open(number, sitting.route, sitting.finished):
        return None
    return redirect(sitting.url(sitting.place), 303)


def _incomplete(sitting: Sitting, number: int, form: QuestionForm) -> QuestionView | None:
    attempt = sitting.attempt
    missing = journey.missing_on(sitting.pages[number - 1], attempt.answers)
    if not missing:
        return None
    return QuestionView(
        sitting,
        number,
        attempt.answers,
        attempt.revision,
        form.from_review,
        missing=tuple(item.id for item in missing),
        status=422,
    )


def _refused(
    sitting: Sitting, number: int, form: QuestionForm, faults: list[Fault]
) -> QuestionView:
    # The page goes back at the revision it came with, so that refusing it hides no conflict.
    revision = sitting.attempt.revision
    seen = min(form.seen.data, revision) if form.seen.data is not None else revision
    answers = {**sitting.attempt.answers, **form.answers.data}
    return QuestionView(
        sitting, number, answers, seen, form.from_review, faults=tuple(faults), status=422
    )


def _at_odds(sitting: Sitting, number: int, form: QuestionForm, conflict: Conflict) -> QuestionView:
    answers = {**sitting.attempt.answers, **form.answers.data}
    return QuestionView(
        sitting,
        number,
        answers,
        conflict.revision,
        form.from_review,
        conflict=conflict,
        at_odds=form.seen_at,
        go=form.go.data,
        status=409,
    )


def _stored(sitting: Sitting, number: int) -> dict[str, object]:
    # All of the page, not the revision alone: a tab that learned only the revision would say
    # with its next save that it has seen what another tab answered meanwhile.
    answers = sitting.attempt.answers
    page = sitting.pages[number - 1]
    return {
        "revision": sitting.attempt.revision,
        "answers": {item.id: answers[item.id] for item in page if item.id in answers},
    }
