"""What if: other answers tried on the result, and nothing stored.

The answers come by POST although nothing is changed: an address with answers in it would
stand in logs and histories.
"""

from __future__ import annotations

from typing import Any

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response
from wtforms import Form

from model.inputs.faults import Fault
from model.words import model_words
from quiz.languages.request_language import spoken
from quiz.report.trial import trial
from quiz.services import services
from quiz.store import StoredResult
from quiz.take.attempt import Sitting, open_sitting
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
    sitting = open_sitting(token)
    latest = services().store.results.latest(sitting.attempt.id)
    if latest is None:
        return redirect(sitting.url(sitting.place))
    return _show(sitting, latest, {}, [])


@blueprint.post("/a/<token>/what-if")
def try_answers(token: str) -> Response:
    """Show what the result would be with these answers."""
    sitting = open_sitting(token)
    latest = services().store.results.latest(sitting.attempt.id)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    given = _given(sitting)
    page = tuple(item for item in sitting.instrument.bank.items if item.id in given)
    form = TrialForm(request.form, meta={"page": page, "language": spoken()})
    return _show(sitting, latest, form.answers.data, form.answers.faults)


def _given(sitting: Sitting) -> dict[str, int | None]:
    return sitting.instrument.scored_answers(sitting.attempt.answers)


def _show(
    sitting: Sitting, latest: StoredResult, changes: Answers, faults: list[Fault]
) -> Response:
    given = _given(sitting)
    # A request that no page of ours can send is not half believed.
    tried = given if faults else {**given, **changes}
    html = render_template(
        "take/what_if.html",
        sitting=sitting,
        trial=trial(latest.assessment, given, tried, sitting.instrument, sitting.language),
        subjects=_subjects(sitting, given, tried),
        faults=faults,
    )
    response = make_response(html, 422 if faults else 200)
    response.headers["Content-Security-Policy"] = SAVING_POLICY
    return response


def _subjects(sitting: Sitting, given: Answers, tried: Answers) -> list[dict[str, Any]]:
    """List the statements with their choices, subject by subject."""
    wording = sitting.instrument.wording(sitting.language)
    choices = [(str(value), label) for value, label in wording.points]
    choices.append((SKIP, sitting.labels[None]))
    return [
        {
            "name": words.name,
            "statements": [
                {
                    "id": item.id,
                    "text": wording.text(item.id),
                    "stored": _value(given[item.id]),
                    "tried": _value(tried[item.id]),
                    "choices": choices,
                }
                for item in sitting.instrument.bank.items
                if item.axis == axis and item.id in given
            ],
        }
        for axis, words in model_words(sitting.language).axes.items()
    ]


def _value(point: int | None) -> str:
    return SKIP if point is None else str(point)
