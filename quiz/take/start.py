"""The start page, and the beginning of an attempt."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.look.languages import languages
from quiz.look.speaking import speak, spoken
from quiz.services import services
from quiz.take import journey
from quiz.take.sitting import blueprint, expiry
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    hash_token,
    read_start_ticket,
    sign_start_ticket,
)

SECONDS_A_STATEMENT = (11, 15)  # quick and slow; the start page says minutes


@blueprint.get("/")
def start() -> tuple[str, int]:
    """Say what this quiz is, before anything is asked."""
    return _start_page()


@blueprint.post("/start")
def begin() -> tuple[str, int] | Response:
    """Make the attempt whose token the form carries; the same form twice makes one."""
    secret_key = services().settings.secret_key
    try:
        ticket = read_start_ticket(secret_key, request.form.get("ticket", ""))
    except (ForgedTicket, ExpiredTicket) as error:
        if (code := request.form.get("lang")) in languages():
            speak(code)
        return _start_page(expired=isinstance(error, ExpiredTicket), status=422)
    now = services().clock()
    services().store.attempts.create(
        hash_token(ticket.token),
        current_instrument().version,
        ticket.language or spoken().code,
        now,
        expiry(now, finished=False),
    )
    return redirect(url_for("take.resume", token=ticket.token), 303)


def _start_page(*, expired: bool = False, status: int = 200) -> tuple[str, int]:
    settings = services().settings
    pages = current_instrument().bank.pages
    short = journey.short_pages(pages)
    count = sum(map(len, pages[:short]))
    html = render_template(
        "take/start.html",
        ticket=sign_start_ticket(settings.secret_key, spoken().code),
        statements=count,
        pages=short,
        more_statements=sum(map(len, pages[short:])),
        minutes=[round(count * seconds / 60) for seconds in SECONDS_A_STATEMENT],
        validated=current_instrument().wording(spoken().code).validated,
        refused=status != 200,
        expired=expired,
    )
    return html, status
