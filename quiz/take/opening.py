"""An opening's start page, and the beginning of an attempt for it."""

from __future__ import annotations

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.languages.request_language import carried, offer, spoken
from quiz.services import services
from quiz.store import BegunFor, Opening, OpeningGone
from quiz.store.openings import OPEN
from quiz.take import journey
from quiz.take.attempt import blueprint, expiry
from quiz.take.refs import Ref, read_ref
from quiz.take.showing import links_of, show_opening
from quiz.take.start import asked_theme, facts, lead_into
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    StartsFor,
    StartTicket,
    hash_token,
    read_start_ticket,
    sign_start_ticket,
)
from quiz.web.errors import UnknownOpening


@blueprint.get("/o/<public_id>", strict_slashes=False)
def opening(public_id: str) -> tuple[str, int]:
    """Say what this quiz is, whose it is and who sees what, before anything is asked."""
    return _show(_found(public_id))


@blueprint.post("/o/<public_id>/start")
def begin_for_opening(public_id: str) -> tuple[str, int] | Response:
    """Make the attempt whose token the form carries, on the settings its page showed."""
    found = _found(public_id)
    if found.state != OPEN:
        return _show(found, status=409)
    try:
        ticket, starts_for = _ticket(public_id)
    except (ForgedTicket, ExpiredTicket) as error:
        return _show(found, expired=isinstance(error, ExpiredTicket), status=422)
    now = services().clock()
    begun = BegunFor(found.id, starts_for.revision, starts_for.ref, starts_for.ref_signed)
    try:
        is_new = services().store.attempts.create(
            hash_token(ticket.token),
            current_instrument().version,
            ticket.language or spoken().code,
            now,
            expiry(now, finished=False),
            begun,
            ticket.theme,
        )
    except OpeningGone:
        raise UnknownOpening from None
    return lead_into(ticket.token, is_new=is_new)


def _found(public_id: str) -> Opening:
    found = services().store.openings.find(public_id)
    if found is None:
        raise UnknownOpening
    offer(found.settings.languages)
    show_opening(found, found.settings, asked_theme())
    return found


def _ticket(public_id: str) -> tuple[StartTicket, StartsFor]:
    secret_keys = services().settings.secret_keys
    ticket = read_start_ticket(secret_keys, request.form.get("ticket", ""))
    starts_for = ticket.starts_for
    # A ticket of another opening says what another employer's page said.
    if starts_for is None or starts_for.opening != public_id:
        raise ForgedTicket("The start form's ticket is not of this opening")
    return ticket, starts_for


def _show(found: Opening, *, expired: bool = False, status: int = 200) -> tuple[str, int]:
    if found.state != OPEN:
        return render_template("take/opening_over.html", **links_of(found)), status
    ref = read_ref(request.args, found.ref_key)
    html = render_template(
        "take/opening.html",
        **links_of(found),
        ticket=_new_ticket(found, ref),
        # The address keeps what it said, so that a form that was refused can be sent again.
        begin_url=url_for("take.begin_for_opening", public_id=found.public_id) + _query(),
        ref=ref,
        ref_problem=ref.problem and spoken().gettext(ref.problem),
        refused=status != 200,
        expired=expired,
        **facts(journey.route(current_instrument().bank.pages, found.settings.length)),
    )
    return html, status


def _new_ticket(found: Opening, ref: Ref) -> str:
    starts_for = StartsFor(found.public_id, found.revision, ref.text, ref.signed)
    secret_key = services().settings.secret_key
    return sign_start_ticket(secret_key, spoken().code, asked_theme(), starts_for)


def _query() -> str:
    query = carried(lang=spoken().code)
    return f"?{query}" if query else ""
