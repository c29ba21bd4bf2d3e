"""Sending a result to the employer of an opening: tick, look at it, send it, take it back."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import NamedTuple

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from model.inputs.faults import Fault
from questions.instrument import load_instrument
from quiz.languages.language import N_
from quiz.languages.request_language import request_language
from quiz.mail import send_mail
from quiz.report import excerpt
from quiz.services import services
from quiz.store import (
    Limit,
    NotForOpening,
    Opening,
    OpeningOfAttempt,
    Sending,
    SentResult,
    StoredResult,
)
from quiz.take.attempt import Attempt, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.excerpt_form import (
    CHANGED,
    LONGEST_EMAIL,
    LONGEST_NAME,
    STRANGE,
    ExcerptForm,
    in_words,
)

ENDED = {  # how what was sent came to its end without its person
    "erased": N_(
        "The employer deleted what you sent. That says nothing about you: employers delete such "
        "things when a job is filled, for instance."
    ),
    "anonymous": N_(
        "The employer took away whatever linked what you sent to you. They can no longer tell "
        "whose it is, and so you can no longer take it back."
    ),
    "over": N_("The time for which what you sent was kept is over. It was deleted."),
}


class SentInWords(NamedTuple):
    """What was sent, as its person's pages say it."""

    shows: str
    name: str | None
    email: str | None
    ref: str | None
    sent_at: str
    keep_until: str
    revision: int


class SendingState(NamedTuple):
    """Whether a result can be sent, what was sent, and how that came to its end."""

    possible: bool = False
    sent: SentInWords | None = None
    ended: str | None = None


@blueprint.get("/a/<token>/send")
def send(token: str) -> tuple[str, int] | Response:
    """Say what was sent, and offer to send; nothing is ticked."""
    attempt, for_opening = _open(token)
    latest = _latest(attempt)
    if latest is None:
        return redirect(attempt.url(attempt.place))
    return _ask(attempt, for_opening, latest, ExcerptForm(latest), [])


@blueprint.post("/a/<token>/send/preview")
def preview_sending(token: str) -> tuple[str, int] | Response:
    """Show exactly what the employer would get; nothing is stored."""
    attempt, for_opening = _open(token)
    latest = _latest(attempt)
    if latest is None:
        return redirect(attempt.url(attempt.place), 303)
    form, faults = _read(for_opening, latest)
    if faults:
        return _ask(attempt, for_opening, latest, form, faults)
    return _preview(attempt, for_opening, latest, form, [])


@blueprint.post("/a/<token>/send")
def send_result(token: str) -> tuple[str, int] | Response:
    """Send what was looked at, in place of what was sent before."""
    attempt, for_opening = _open(token)
    latest = _latest(attempt)
    if latest is None:
        return redirect(attempt.url(attempt.place), 303)
    form, faults = _read(for_opening, latest)
    if faults:
        return _ask(attempt, for_opening, latest, form, faults)
    if request.form.get("revision") != str(latest.revision):
        return _preview(attempt, for_opening, latest, form, [CHANGED])
    here = services()
    try:
        is_first = here.store.sent.send(
            attempt.stored.id, _sending(attempt, latest, form), here.clock()
        )
    except NotForOpening:  # deleted a moment ago
        abort(404)
    if is_first:
        mail_members(for_opening.now)
    return redirect(url_for("take.send", token=token, _anchor="sent"), 303)


@blueprint.post("/a/<token>/send/withdraw")
def withdraw_sending(token: str) -> Response:
    """Take back what was sent; a second time changes nothing."""
    attempt = open_attempt(token)
    services().store.sent.withdraw(attempt.stored.id)
    if attempt.opening is None:
        return redirect(attempt.url(attempt.place), 303)
    return redirect(url_for("take.send", token=token, withdrawn=1), 303)


def state_of_sending(attempt: Attempt) -> SendingState:
    """Say what the pages of an attempt can say of sending."""
    for_opening = attempt.opening
    if for_opening is None:
        return SendingState()
    sent = services().store.sent.of_attempt(attempt.stored.id)
    ending = None if sent else services().store.sent.ending(attempt.stored.id)
    return SendingState(
        possible=may_send(for_opening),
        sent=_described(sent) if sent else None,
        ended=request_language().gettext(ENDED[ending]) if ending else None,
    )


def may_send(for_opening: OpeningOfAttempt) -> bool:
    """Whether sending was offered when the attempt was begun, and still is."""
    return for_opening.settings.may_send and for_opening.now.settings.may_send


def _open(token: str) -> tuple[Attempt, OpeningOfAttempt]:
    attempt = open_attempt(token)
    for_opening = attempt.opening
    if for_opening is None:
        abort(404)
    if may_send(for_opening):
        return attempt, for_opening
    # Where no more can be sent, what was sent can still be seen and taken back.
    if request.method not in ("GET", "HEAD"):
        abort(404)
    if "withdrawn" not in request.args and not any(state_of_sending(attempt)):
        abort(404)
    return attempt, for_opening


def _latest(attempt: Attempt) -> StoredResult | None:
    return services().store.results.latest(attempt.stored.id)


def _read(for_opening: OpeningOfAttempt, latest: StoredResult) -> tuple[ExcerptForm, list[Fault]]:
    form, settings = ExcerptForm(latest, request.form), for_opening.settings
    unasked = (form.name.data and not settings.asks_name) or (
        form.email.data and not settings.asks_email
    )
    return form, [*form.faults, STRANGE] if unasked else form.faults


def _sending(attempt: Attempt, latest: StoredResult, form: ExcerptForm) -> Sending:
    instrument = load_instrument(latest.assessment["instrument"]["version"])
    return Sending(
        revision=latest.revision,
        made_at=latest.created_at,
        parts=form.parts,
        assessment=excerpt.cut_assessment(latest.assessment, form.parts),
        family=excerpt.shown_family(latest.assessment, form.parts, instrument),
        language=attempt.language,
        name=form.name.data or None,
        email=form.email.data or None,
    )


def _ask(
    attempt: Attempt,
    for_opening: OpeningOfAttempt,
    latest: StoredResult,
    form: ExcerptForm,
    faults: list[Fault],
) -> tuple[str, int]:
    html = render_template(
        "take/send.html",
        attempt=attempt,
        for_opening=for_opening,
        state=state_of_sending(attempt),
        choices=excerpt.part_choices(latest.assessment, attempt.language, form.parts),
        excerpt_form=form,
        faults=in_words(faults),
        longest_name=LONGEST_NAME,
        longest_email=LONGEST_EMAIL,
        withdrawn="withdrawn" in request.args,
        keeps=request_language().days(for_opening.settings.keep_days),
    )
    return html, 422 if faults else 200


def _preview(
    attempt: Attempt,
    for_opening: OpeningOfAttempt,
    latest: StoredResult,
    form: ExcerptForm,
    faults: list[Fault],
) -> tuple[str, int]:
    # Made from what would be stored, so that nothing can go that is not seen here.
    goes = _sending(attempt, latest, form)
    instrument = load_instrument(latest.assessment["instrument"]["version"])
    html = render_template(
        "take/send_preview.html",
        attempt=attempt,
        for_opening=for_opening,
        excerpt_form=form,
        faults=in_words(faults),
        revision=latest.revision,
        shared=excerpt.excerpt_as_page(
            goes.assessment, goes.parts, goes.name, instrument, attempt.language
        ),
        made_on=request_language().date(latest.created_at),
        replaces=services().store.sent.of_attempt(attempt.stored.id) is not None,
        keeps=request_language().days(for_opening.settings.keep_days),
    )
    return html, 409 if faults else 200


def _described(sent: SentResult) -> SentInWords:
    return SentInWords(
        shows=excerpt.parts_in_words(sent.parts, request_language()),
        name=sent.name,
        email=sent.email,
        ref=sent.ref,
        sent_at=request_language().moment(sent.sent_at),
        keep_until=request_language().date(sent.keep_until),
        revision=sent.revision,
    )


# Somebody who sends and takes back, over and over, must not fill anybody's mailbox.
LETTERS = Limit(20, timedelta(hours=1))


def mail_members(opening: Opening) -> None:
    """Mail those who asked for it: that there is a result and where, and nothing of it."""
    here = services()
    if here.settings.smtp_url is None or here.settings.address is None:
        return
    members = here.store.sent.members_to_mail(opening.id)
    key = hashlib.sha256(f"role-fit letters {opening.public_id}".encode()).digest()
    if not members or here.store.throttles.count({key: LETTERS}, here.clock()):
        return
    title = opening.settings.title
    text = (
        f"Somebody has sent a result to the opening “{title}”.\n\n"
        f"{here.settings.address}/hr/openings/{opening.public_id}/results\n\n"
        "It is a self-description, not a test result: please hire, promote or turn away nobody "
        "by it.\n\n"
        "You get this mail because you asked for it. You can end that under “Your account”.\n"
    )
    for email in members:
        send_mail(here.settings, email, f"A new result for “{title}”", text)
