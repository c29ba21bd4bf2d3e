"""The result of a finished attempt as a file that anyone can check."""

from __future__ import annotations

import csv
import io
import json

from flask import Response, abort

from model.words import model_words
from questions.instrument import load_instrument
from questions.verification import download
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.services import services
from quiz.store import StoredResult
from quiz.take.attempt import Attempt, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.errors import NoResult

RESULT_FILE = "role-fit-result.json"
TRIES = 3


@blueprint.get("/a/<token>/result.json")
def download_result(token: str) -> Response:
    """Send the latest result with the answers it was made from."""
    attempt, latest = _of_one_moment(token)
    instrument = load_instrument(latest.assessment["instrument"]["version"])
    answers = instrument.scored_answers(attempt.asked_answers)
    document = download(latest.assessment, answers)
    response = Response(
        json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n",
        mimetype="application/json",
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{RESULT_FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _of_one_moment(token: str) -> tuple[Attempt, StoredResult]:
    """Read answers and result that belong together, also while another tab is saving."""
    for _ in range(TRIES):
        attempt = open_attempt(token)
        latest = services().store.results.latest(attempt.stored.id)
        if latest is None:
            raise NoResult
        if latest.revision == attempt.stored.revision:
            return attempt, latest
    return abort(409)


ANSWERS_FILE = "role-fit-answers.csv"
COLUMNS = (N_("Statement"), N_("Subject"), N_("Answer"), N_("Point"))
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
# Excel reads a table as UTF-8 only with this mark in front; the others ignore it.
ENCODING = "utf-8-sig"


@blueprint.get("/a/<token>/answers.csv")
def download_answers(token: str) -> Response:
    """Send every stored answer, in the order of the quiz."""
    attempt = open_attempt(token)
    response = Response(_table(attempt).encode(ENCODING), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{ANSWERS_FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _table(attempt: Attempt) -> str:
    language, answers = attempt.language, attempt.stored.answers
    wording, axes = attempt.instrument.wording(language), model_words(language).axes
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(map(request_language().gettext, COLUMNS))
    for item in attempt.instrument.bank.items:
        if item.id in answers:
            point = answers[item.id]
            cells = (wording.text(item.id), axes[item.axis].name, attempt.label(item, point))
            table.writerow([*map(safe, cells), "" if point is None else point])
    return text.getvalue()


def safe(cell: str) -> str:
    """Keep a spreadsheet from reading a text as a formula.

    >>> safe("=1+1"), safe("I like maps")
    ("'=1+1", 'I like maps')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell
