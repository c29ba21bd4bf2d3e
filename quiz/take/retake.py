"""Taking the quiz again: a new attempt that knows the one before it."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.services import services
from quiz.store import BegunFor, OpeningGone, OpeningOfAttempt
from quiz.store.openings import OPEN
from quiz.take.attempt import Sitting, blueprint, expiry, open_sitting
from quiz.take.start import lead_into
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    StartsFor,
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
    here, starts_for = services(), _starts_for(sitting)
    try:
        ticket = read_start_ticket(here.settings.secret_keys, request.form.get("ticket", ""))
    except (ForgedTicket, ExpiredTicket) as error:
        return _show(sitting, expired=isinstance(error, ExpiredTicket), status=422)
    if ticket.starts_for != starts_for:
        return _show(sitting, status=409)
    now = here.clock()
    try:
        is_new = here.store.retakes.begin(
            sitting.attempt.id,
            hash_token(ticket.token),
            current_instrument().version,
            sitting.language,
            now,
            expiry(now, finished=False),
            _begun(sitting.begun_for, starts_for),
            sitting.attempt.theme,
        )
    except OpeningGone:  # a moment ago
        return _show(open_sitting(token), status=409)
    return lead_into(ticket.token, is_new=is_new)


def _starts_for(sitting: Sitting) -> StartsFor | None:
    """For the same opening while it takes new attempts, on its settings of today; else for none."""
    was = sitting.begun_for
    if was is None or was.opening.state != OPEN:
        return None
    return StartsFor(was.opening.public_id, was.opening.revision, was.ref, was.ref_signed)


def _begun(was: OpeningOfAttempt | None, starts_for: StartsFor | None) -> BegunFor | None:
    if was is None or starts_for is None:
        return None
    return BegunFor(was.opening.id, starts_for.revision, was.ref, was.ref_signed)


def _show(sitting: Sitting, *, expired: bool = False, status: int = 200) -> tuple[str, int]:
    secret_key, starts_for = services().settings.secret_key, _starts_for(sitting)
    html = render_template(
        "take/retake.html",
        sitting=sitting,
        was=sitting.begun_for,
        again=starts_for is not None,
        ticket=sign_start_ticket(secret_key, sitting.language, starts_for=starts_for),
        refused=status != 200,
        expired=expired,
        changed=status == 409,
    )
    return html, status
