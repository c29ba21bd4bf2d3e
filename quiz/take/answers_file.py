"""A person's own answers as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io

from flask import Response

from model.words import model_words
from quiz.languages.language import N_
from quiz.languages.request_language import spoken
from quiz.take.attempt import Sitting, blueprint, open_sitting

FILE = "role-fit-answers.csv"
COLUMNS = (N_("Statement"), N_("Subject"), N_("Answer"), N_("Point"))
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
# Excel reads a table as UTF-8 only with this mark in front; the others ignore it.
ENCODING = "utf-8-sig"


@blueprint.get("/a/<token>/answers.csv")
def download_answers(token: str) -> Response:
    """Send every stored answer, in the order of the quiz."""
    sitting = open_sitting(token)
    response = Response(_table(sitting).encode(ENCODING), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _table(sitting: Sitting) -> str:
    language, answers = sitting.language, sitting.attempt.answers
    wording, axes = sitting.instrument.wording(language), model_words(language).axes
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(map(spoken().gettext, COLUMNS))
    for item in sitting.instrument.bank.items:
        if item.id in answers:
            point = answers[item.id]
            cells = (wording.text(item.id), axes[item.axis].name, sitting.labels[point])
            table.writerow([*map(safe, cells), "" if point is None else point])
    return text.getvalue()


def safe(cell: str) -> str:
    """Keep a spreadsheet from reading a text as a formula.

    >>> safe("=1+1"), safe("I like maps")
    ("'=1+1", 'I like maps')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell
