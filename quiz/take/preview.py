"""An opening's pages as candidates see them, for who made it: nothing is stored or counted."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.languages.request_language import ASKED, kept_query, limit_languages, request_language
from quiz.services import services
from quiz.store import Opening
from quiz.take import journey
from quiz.take.attempt import links_of, show_opening
from quiz.take.blueprint import blueprint
from quiz.take.question_page import question_of, statements_html
from quiz.take.start import Ref, asked_theme, facts
from quiz.tokens import may_preview
from quiz.web.headers import allow_frames


@blueprint.get("/o/<public_id>/preview/<ticket>")
def preview_start(public_id: str, ticket: str) -> str:
    """Show the start page, whatever the state of the opening."""
    opening = _found(public_id, ticket)
    return render_template(
        "take/preview_start.html",
        **links_of(opening),
        ticket="",
        begin_url=_url(opening, ticket, 0),
        ref=Ref(),
        ref_problem=None,
        refused=False,
        expired=False,
        facts=facts(_route(opening)),
    )


@blueprint.get("/o/<public_id>/preview/<ticket>/q/<int:number>")
def preview_question(public_id: str, ticket: str, number: int) -> str:
    """Show a page of statements, and after the last one where the preview ends."""
    opening = _found(public_id, ticket)
    way = _route(opening)
    count = len(way.first)
    if not 1 <= number <= count + 1:
        raise NotFound
    start = f"{url_for('take.preview_start', public_id=public_id, ticket=ticket)}?{_query()}"
    if number > count:
        return render_template("take/preview_end.html", start=start)
    instrument, code = current_instrument(), request_language().code
    return render_template(
        "take/preview_question.html",
        number=number,
        count=count,
        fieldsets=statements_html(
            instrument, way.page(number), way.first_statement(number), code, {}, {}
        ),
        question=question_of(instrument, way.page(number), code),
        validated=instrument.wording(code).validated,
        go_on=_url(opening, ticket, number),
        back=_url(opening, ticket, number - 1) if number > 1 else start,
    )


@blueprint.post("/o/<public_id>/preview/<ticket>/q/<int:number>")
def pass_preview(public_id: str, ticket: str, number: int) -> Response:
    """Go on to the next page. What was chosen is not even read."""
    opening = _found(public_id, ticket)
    return redirect(_url(opening, ticket, min(number, len(_route(opening).first)) + 1), 303)


def _found(public_id: str, ticket: str) -> Opening:
    found = services().store.openings.find(public_id)
    if found is None or not may_preview(services().settings.secret_key, public_id, ticket):
        raise NotFound
    limit_languages(found.settings.languages)
    show_opening(found, found.settings, asked_theme())
    allow_frames(())
    return found


def _route(opening: Opening) -> journey.Route:
    return journey.route(current_instrument().bank.pages, opening.settings.length)


def _url(opening: Opening, ticket: str, number: int) -> str:
    at = url_for("take.preview_question", public_id=opening.public_id, ticket=ticket, number=number)
    return f"{at}?{_query()}"


def _query() -> str:
    return kept_query(**{ASKED: request_language().code})
