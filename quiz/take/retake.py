"""Taking the quiz again: a new attempt that knows the one before it."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.services import services
from quiz.store import BegunFor
from quiz.store.openings import OPEN
from quiz.take.sitting import Sitting, blueprint, expiry, open_sitting
from quiz.take.start import lead_into
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    hash_token,
    read_start_ticket,
    sign_start_ticket,
)


@blueprint.get("/a/<token>/retake")
def ask_retake(token: str) -> tuple[str, int] | Response:
    """Say what taking it again means, before it begins."""
    sitting = open_sitting(token)
    if not sitting.finished:
        return redirect(sitting.url(sitting.place))
    return _show(sitting)


@blueprint.post("/a/<token>/retake")
def retake(token: str) -> tuple[str, int] | Response:
    """Begin the attempt whose token the form carries; the same form twice begins one."""
    sitting = open_sitting(token)
    if not sitting.finished:
        return redirect(sitting.url(sitting.place), 303)
    here = services()
    try:
        ticket = read_start_ticket(here.settings.secret_keys, request.form.get("ticket", ""))
    except (ForgedTicket, ExpiredTicket) as error:
        return _show(sitting, expired=isinstance(error, ExpiredTicket), status=422)
    now, begun = here.clock(), _begun(sitting)
    is_new = here.store.retakes.begin(
        sitting.attempt.id,
        hash_token(ticket.token),
        current_instrument().version,
        sitting.language,
        now,
        expiry(now, finished=False),
        begun,
        sitting.attempt.theme,
    )
    return lead_into(ticket.token, is_new=is_new)


def _begun(sitting: Sitting) -> BegunFor | None:
    """For the same opening while it takes new attempts, on its settings of today; else for none."""
    was = sitting.begun_for
    if was is None or was.opening.state != OPEN:
        return None
    return BegunFor(was.opening.id, was.opening.revision, was.ref, was.ref_signed)


def _show(sitting: Sitting, *, expired: bool = False, status: int = 200) -> tuple[str, int]:
    secret_key = services().settings.secret_key
    html = render_template(
        "take/retake.html",
        sitting=sitting,
        was=sitting.begun_for,
        again=_begun(sitting) is not None,
        ticket=sign_start_ticket(secret_key, sitting.language),
        refused=status != 200,
        expired=expired,
    )
    return html, status
