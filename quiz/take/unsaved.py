"""When a page of answers cannot be saved: it comes back as it was, to be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import make_response, render_template, request
from werkzeug.exceptions import NotFound, TooManyRequests
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.take.blueprint import blueprint
from quiz.take.forms import QuestionForm, read_form
from quiz.take.question_page import first_number, statements_html
from quiz.web.errors import (
    DATABASE_TROUBLE,
    PROBLEMS,
    Problem,
    show_database_trouble,
    show_http_error,
)

NOTHING: Mapping[str, str] = MappingProxyType({})
DECLINED = Problem(
    N_("This part was left out"),
    N_("It was left out in another tab or on another device. Nothing of this page was saved."),
    N_("Save it again to take the part up, or go on without it"),
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
    response = _page(form, PROBLEMS[failed.status_code], failed.status_code)
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


def keep_sent(problem: Problem, status: int, **more: str) -> Response:
    """Show a page of answers again that was not saved, for a reason of ours.

    `more` are fields that it then sends beside them.
    """
    form = _sent()
    return show_http_error(NotFound()) if form is None else _page(form, problem, status, more)


def _page(
    form: QuestionForm, problem: Problem, status: int, more: Mapping[str, str] = NOTHING
) -> Response:
    instrument, number = current_instrument(), (request.view_args or {})["number"]
    code = request_language().code if request_language().code in instrument.languages else "en"
    page = instrument.bank.pages[number - 1]
    items = {item.id for item in page}
    html = render_template(
        "take/kept.html",
        problem=problem,
        question=instrument.wording(code).scale(page[0].facet).question,
        fieldsets=statements_html(
            instrument,
            page,
            first_number(instrument.bank.pages, number),
            code,
            form.answers.data,
            {},
        ),
        others=[
            *more.items(),
            *(
                (name, value)
                for name, value in request.form.items(multi=True)
                if name not in items and name not in ("go", "language", *more)
            ),
        ],
        go=form.go.data if form.go.data in ("on", "back") else "on",
    )
    return make_response(html, status)
