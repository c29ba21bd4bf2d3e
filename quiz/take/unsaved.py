"""When a page of answers cannot be saved: it comes back as it was, to be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import make_response, render_template, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from questions.bank import Page
from questions.instrument import current_instrument
from questions.sharpening import ChosenPage, facets_asked
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.take import journey
from quiz.take.blueprint import blueprint
from quiz.take.forms import QuestionForm, read_form
from quiz.take.question_page import question_of, statements_html
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
    N_("Save it again if you want to answer this part after all."),
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
    if form is None or form.answers.faults:
        return failed
    response = _page(form, PROBLEMS[failed.status_code], failed.status_code)
    response.headers["Retry-After"] = failed.headers["Retry-After"]
    return response


for trouble in (*DATABASE_TROUBLE, TooManyRequests):
    blueprint.register_error_handler(trouble, keep_answers)


def _sent() -> QuestionForm | None:
    if request.endpoint != "take.answer":
        return None
    form = read_form(_page_sent(), request.form, request_language())
    return form if form.answers.data else None


def _page_sent() -> Page:
    """Give the page that was sent; one that was chosen to sharpen is told by its answers.

    Which one was chosen stands in the database alone.
    """
    bank, number = current_instrument().bank, (request.view_args or {})["number"]
    if 1 <= number <= len(bank.pages):
        return bank.pages[number - 1]
    axis_of = {item.id: item.axis for item in bank.rest}
    axes = dict.fromkeys(axis_of[name] for name in request.form if name in axis_of)
    return ChosenPage(tuple(axes), facets_asked(bank.rest, request.form)).items(bank.rest)


def keep_sent(problem: Problem, status: int, **more: str) -> Response | None:
    """Show a page of answers again that was not saved, for a reason of ours; None if it has none.

    `more` are fields that it then sends beside them.
    """
    form = _sent()
    return form and _page(form, problem, status, more)


def _page(
    form: QuestionForm, problem: Problem, status: int, more: Mapping[str, str] = NOTHING
) -> Response:
    instrument, number = current_instrument(), (request.view_args or {})["number"]
    code = request_language().code if request_language().code in instrument.languages else "en"
    page: Page = form.meta.page
    items = {item.id for item in page}
    html = render_template(
        "take/kept.html",
        problem=problem,
        question=question_of(instrument, page, code),
        fieldsets=statements_html(
            instrument,
            page,
            journey.route(instrument.bank.pages).first_statement(number),
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
