"""Saving the answers of one page: with the form, or one by one as they are given."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, jsonify, request

from quiz.languages.request_language import spoken
from quiz.services import services
from quiz.store import Conflict
from quiz.take import journey
from quiz.take.attempt import Sitting, blueprint, expiry, open_sitting
from quiz.take.forms import QuestionForm, read_form
from quiz.web.errors import problem_response


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


def _stored(sitting: Sitting, number: int) -> dict[str, object]:
    # All of the page, not the revision alone: a tab that learned only the revision would say
    # with its next save that it has seen what another tab answered meanwhile.
    answers = sitting.attempt.answers
    page = sitting.pages[number - 1]
    return {
        "revision": sitting.attempt.revision,
        "answers": {item.id: answers[item.id] for item in page if item.id in answers},
    }
