"""What if: other answers tried on the result, and nothing stored.

The answers come by POST although nothing is changed: an address with answers in it would
stand in logs and histories.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import Form

from model.inputs.faults import Fault
from model.words import model_words
from quiz.languages.request_language import request_language
from quiz.report.trial import trial
from quiz.services import services
from quiz.store import StoredResult
from quiz.take.attempt import Attempt, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.forms import SKIP, AnswerGrid
from quiz.take.journey import Answers
from quiz.web.headers import SAVING_POLICY


class TrialForm(Form):
    """Answers to try; what was not sent stays as it is stored."""

    answers = AnswerGrid()


@blueprint.get("/a/<token>/what-if")
def what_if(token: str) -> Response:
    """Show every answer that counts, to be changed on trial."""
    attempt = open_attempt(token)
    latest = services().store.results.latest(attempt.stored.id)
    if latest is None:
        return redirect(attempt.url(attempt.place))
    return _show(attempt, latest, {}, [])


@blueprint.post("/a/<token>/what-if")
def try_answers(token: str) -> Response:
    """Show what the result would be with these answers."""
    attempt = open_attempt(token)
    latest = services().store.results.latest(attempt.stored.id)
    if latest is None:
        return redirect(attempt.url(attempt.place), 303)
    given = _given(attempt)
    page = tuple(item for item in attempt.instrument.bank.items if item.id in given)
    form = TrialForm(request.form, meta={"page": page, "language": request_language()})
    return _show(attempt, latest, form.answers.data, form.answers.faults)


def _given(attempt: Attempt) -> dict[str, int | None]:
    return attempt.instrument.scored_answers(attempt.asked_answers)


def _show(
    attempt: Attempt, latest: StoredResult, changes: Answers, faults: list[Fault]
) -> Response:
    given = _given(attempt)
    # A request that no page of ours can send is not half believed.
    tried = given if faults else {**given, **changes}
    html = render_template(
        "take/what_if.html",
        attempt=attempt,
        trial=trial(latest.assessment, given, tried, attempt.instrument, attempt.language),
        subjects=_subjects(attempt, given, tried),
        faults=faults,
    )
    response = make_response(html, 422 if faults else 200)
    response.headers["Content-Security-Policy"] = SAVING_POLICY
    return response


class TriedStatement(NamedTuple):
    """A statement with its choices: which is stored, and which is tried."""

    id: str
    text: str
    stored: str
    tried: str
    choices: list[tuple[str, str]]


class Subject(NamedTuple):
    """The statements of one axis."""

    name: str
    statements: list[TriedStatement]


def _subjects(attempt: Attempt, given: Answers, tried: Answers) -> list[Subject]:
    """List the statements with their choices, subject by subject."""
    wording = attempt.instrument.wording(attempt.language)
    skipped = (SKIP, request_language().gettext("Skipped"))
    return [
        Subject(
            name=words.name,
            statements=[
                TriedStatement(
                    id=item.id,
                    text=wording.text(item.id),
                    stored=_value(given[item.id]),
                    tried=_value(tried[item.id]),
                    choices=[
                        *((str(v), label) for v, label in wording.scale(item.facet).numbered),
                        skipped,
                    ],
                )
                for item in attempt.instrument.bank.items
                if item.axis == axis and item.id in given
            ],
        )
        for axis, words in model_words(attempt.language).axes.items()
    ]


def _value(point: int | None) -> str:
    return SKIP if point is None else str(point)
