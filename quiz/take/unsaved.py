"""When a page of answers cannot be saved: it comes back as it was, to be sent again."""

from __future__ import annotations

from flask import make_response, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.languages.request_language import request_language
from quiz.take.blueprint import blueprint
from quiz.take.forms import QuestionForm, read_form
from quiz.take.question_page import statements_html
from quiz.web.errors import (
    DATABASE_TROUBLE,
    PROBLEMS,
    show_database_trouble,
    show_http_error,
)


def keep_answers(error: Exception) -> Response:
    """Show the answers again that could not be saved.

    Nothing is asked of the database: the page is made from what was sent. Where that is not a
    page of today's statements, the page of the failure keeps it without showing it.
    """
    if isinstance(error, TooManyRequests):
        failed = show_http_error(error)
    else:
        failed = show_database_trouble(error)
    form = _sent() if failed.mimetype == "text/html" else None
    if form is None:
        return failed
    response = make_response(_page(form, failed.status_code), failed.status_code)
    response.headers["Retry-After"] = failed.headers["Retry-After"]
    return response


for trouble in (*DATABASE_TROUBLE, TooManyRequests):
    blueprint.register_error_handler(trouble, keep_answers)


def _sent() -> QuestionForm | None:
    pages = current_instrument().bank.pages
    number = (request.view_args or {}).get("number", 0)
    if request.endpoint != "take.answer" or not 1 <= number <= len(pages):
        return None
    form = read_form(pages[number - 1], request.form, request_language())
    return None if form.answers.faults or not form.answers.data else form


def _page(form: QuestionForm, status: int) -> str:
    instrument, number = current_instrument(), (request.view_args or {})["number"]
    code = request_language().code if request_language().code in instrument.languages else "en"
    page = instrument.bank.pages[number - 1]
    items = {item.id for item in page}
    return render_template(
        "take/kept.html",
        problem=PROBLEMS[status],
        fieldsets=statements_html(instrument, number, code, form.answers.data, {}),
        others=[
            (name, value)
            for name, value in request.form.items(multi=True)
            if name not in items and name not in ("go", "language")
        ],
        go=form.go.data if form.go.data in ("on", "back") else "on",
    )
