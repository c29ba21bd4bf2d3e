"""The start page, and the beginning of an attempt."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.languages.language import languages
from quiz.languages.request_language import carried, speak, spoken
from quiz.look.page_look import THEMES
from quiz.minutes import minutes
from quiz.services import services
from quiz.take import journey
from quiz.take.attempt import blueprint, expiry
from quiz.take.showing import show_public
from quiz.take.skeletons import EXTENSION, TICKET, Skeletons, surroundings
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    hash_token,
    read_start_ticket,
    sign_start_ticket,
)


@blueprint.get("/")
def start() -> tuple[str, int]:
    """Say what this quiz is, before anything is asked."""
    return _start_page()


@blueprint.post("/start")
def begin() -> tuple[str, int] | Response:
    """Make the attempt whose token the form carries; the same form twice makes one."""
    secret_keys = services().settings.secret_keys
    try:
        ticket = read_start_ticket(secret_keys, request.form.get("ticket", ""))
        if ticket.starts_for is not None:
            raise ForgedTicket("The start form's ticket is that of an opening")
    except (ForgedTicket, ExpiredTicket) as error:
        if (code := request.form.get("lang")) in languages():
            speak(code)
        return _start_page(expired=isinstance(error, ExpiredTicket), status=422)
    now = services().clock()
    is_new = services().store.attempts.create(
        hash_token(ticket.token),
        current_instrument().version,
        ticket.language or spoken().code,
        now,
        expiry(now, finished=False),
        theme=ticket.theme,
    )
    return lead_into(ticket.token, is_new=is_new)


def lead_into(token: str, *, is_new: bool) -> Response:
    """Lead to the first page of a new attempt, or to where the person is in theirs."""
    if is_new:
        return redirect(url_for("take.question", token=token, number=1), 303)
    return redirect(url_for("take.resume", token=token), 303)


def _start_page(*, expired: bool = False, status: int = 200) -> tuple[str, int]:
    theme = asked_theme()
    show_public(theme)
    ticket = sign_start_ticket(services().settings.secret_key, spoken().code, theme)

    def render(ticket: str = TICKET) -> str:
        return render_template(
            "take/start.html",
            ticket=ticket,
            theme=theme,
            refused=status != 200,
            expired=expired,
            **facts(journey.route(current_instrument().bank.pages)),
        )

    if status != 200:
        return render(ticket), status
    skeletons: Skeletons = current_app.extensions[EXTENSION]
    key = ("start", spoken().code, carried(), surroundings())
    return skeletons.page(key, render, {TICKET: ticket}), status


def facts(way: journey.Route) -> dict[str, Any]:
    """Say how much is asked, how long that takes, and whether a study has tested it."""
    count = sum(map(len, way.first_pages))
    return {
        "statements": count,
        "pages": way.before_result,
        "more_statements": sum(map(len, way.sharpening_pages)),
        "minutes": minutes(count),
        "validated": current_instrument().wording(spoken().code).validated,
    }


def asked_theme() -> str | None:
    """The theme that the address asks for, if there is such a one."""
    theme = request.args.get("theme")
    return theme if theme in THEMES else None
