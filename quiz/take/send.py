"""Sending a result to the employer of an opening: tick, look at it, send it, take it back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questions.instrument import load_instrument
from quiz.languages.language import N_
from quiz.languages.request_language import spoken
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
from quiz.take.attempt import Sitting, open_sitting
from quiz.take.blueprint import blueprint
from quiz.take.wishes import CHANGED, LONGEST_EMAIL, LONGEST_NAME, STRANGE, Wish, read_wish, said

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
NOTHING = {"possible": False, "sent": None, "ended": None}  # there is nothing to send or to see


@blueprint.get("/a/<token>/send")
def send(token: str) -> tuple[str, int] | Response:
    """Say what was sent, and offer to send; nothing is ticked."""
    sitting, begun_for = _open(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place))
    return _ask(sitting, begun_for, latest, Wish(()))


@blueprint.post("/a/<token>/send/preview")
def preview_sending(token: str) -> tuple[str, int] | Response:
    """Show exactly what the employer would get; nothing is stored."""
    sitting, begun_for = _open(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    wish = _read(begun_for, latest)
    if wish.faults:
        return _ask(sitting, begun_for, latest, wish)
    return _preview(sitting, begun_for, latest, wish)


@blueprint.post("/a/<token>/send")
def send_result(token: str) -> tuple[str, int] | Response:
    """Send what was looked at, in place of what was sent before."""
    sitting, begun_for = _open(token)
    latest = _latest(sitting)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    wish = _read(begun_for, latest)
    if wish.faults:
        return _ask(sitting, begun_for, latest, wish)
    if request.form.get("revision") != str(latest.revision):
        return _preview(sitting, begun_for, latest, replace(wish, faults=(CHANGED,)))
    here = services()
    try:
        is_first = here.store.sent.send(
            sitting.attempt.id, _sending(sitting, latest, wish), here.clock()
        )
    except NotForOpening:  # deleted a moment ago
        abort(404)
    if is_first:
        tell_members(begun_for.opening)
    return redirect(url_for("take.send", token=token, _anchor="sent"), 303)


@blueprint.post("/a/<token>/send/withdraw")
def withdraw_sending(token: str) -> Response:
    """Take back what was sent; done twice, it is gone all the same."""
    sitting = open_sitting(token)
    services().store.sent.withdraw(sitting.attempt.id)
    if sitting.begun_for is None:
        return redirect(sitting.url(sitting.place), 303)
    return redirect(url_for("take.send", token=token, withdrawn=1), 303)


def state_of_sending(sitting: Sitting) -> dict[str, Any] | None:
    """Say what the pages of an attempt can say of sending; None where there is none to do."""
    begun_for = sitting.begun_for
    if begun_for is None:
        return None
    sent = services().store.sent.of_attempt(sitting.attempt.id)
    ending = None if sent else services().store.sent.ending(sitting.attempt.id)
    if not (sent or ending or may_send(begun_for)):
        return None
    return {
        "possible": may_send(begun_for),
        "sent": sent and _described(sent),
        "ended": ending and spoken().gettext(ENDED[ending]),
    }


def may_send(begun_for: OpeningOfAttempt) -> bool:
    """Whether sending was offered when the attempt was begun, and still is."""
    return begun_for.settings.may_send and begun_for.opening.settings.may_send


def _open(token: str) -> tuple[Sitting, OpeningOfAttempt]:
    sitting = open_sitting(token)
    begun_for = sitting.begun_for
    if begun_for is None:
        abort(404)
    reading = request.method in ("GET", "HEAD")
    # What was sent can be seen and taken back, also where no more can be sent.
    if not may_send(begun_for) and not (
        reading and ("withdrawn" in request.args or state_of_sending(sitting))
    ):
        abort(404)
    return sitting, begun_for


def _latest(sitting: Sitting) -> StoredResult | None:
    return services().store.results.latest(sitting.attempt.id)


def _read(begun_for: OpeningOfAttempt, latest: StoredResult) -> Wish:
    wish, settings = read_wish(request.form, latest), begun_for.settings
    unasked = (wish.name and not settings.asks_name) or (wish.email and not settings.asks_email)
    return replace(wish, faults=(*wish.faults, STRANGE)) if unasked else wish


def _sending(sitting: Sitting, latest: StoredResult, wish: Wish) -> Sending:
    instrument = load_instrument(latest.assessment["instrument"]["version"])
    return Sending(
        revision=latest.revision,
        made_at=latest.created_at,
        parts=wish.parts,
        assessment=excerpt.cut_assessment(latest.assessment, wish.parts),
        family=excerpt.shown_family(latest.assessment, wish.parts, instrument),
        language=sitting.language,
        name=wish.name,
        email=wish.email,
    )


def _ask(
    sitting: Sitting, begun_for: OpeningOfAttempt, latest: StoredResult, wish: Wish
) -> tuple[str, int]:
    html = render_template(
        "take/send.html",
        sitting=sitting,
        begun_for=begun_for,
        state=state_of_sending(sitting) or NOTHING,
        choices=excerpt.part_choices(latest.assessment, sitting.language, wish.parts),
        wish=wish,
        faults=[said(fault) for fault in wish.faults],
        longest_name=LONGEST_NAME,
        longest_email=LONGEST_EMAIL,
        withdrawn="withdrawn" in request.args,
        keeps=spoken().days(begun_for.settings.keep_days),
    )
    return html, 422 if wish.faults else 200


def _preview(
    sitting: Sitting, begun_for: OpeningOfAttempt, latest: StoredResult, wish: Wish
) -> tuple[str, int]:
    # Made from what would be stored, so that nothing can go that is not seen here.
    goes = _sending(sitting, latest, wish)
    instrument = load_instrument(latest.assessment["instrument"]["version"])
    html = render_template(
        "take/send_preview.html",
        sitting=sitting,
        begun_for=begun_for,
        wish=wish,
        faults=[said(fault) for fault in wish.faults],
        revision=latest.revision,
        shared=excerpt.excerpt_as_page(
            goes.assessment, goes.parts, goes.name, instrument, sitting.language
        ),
        made_on=spoken().date(latest.created_at),
        replaces=services().store.sent.of_attempt(sitting.attempt.id) is not None,
        keeps=spoken().days(begun_for.settings.keep_days),
    )
    return html, 409 if wish.faults else 200


def _described(sent: SentResult) -> dict[str, Any]:
    return {
        "shows": excerpt.parts_in_words(sent.parts, spoken()),
        "name": sent.name,
        "email": sent.email,
        "ref": sent.ref,
        "sent_at": spoken().moment(sent.sent_at),
        "keep_until": spoken().date(sent.keep_until),
        "revision": sent.revision,
    }


# Somebody who sends and takes back, over and over, must not fill anybody's mailbox.
LETTERS = Limit(20, timedelta(hours=1))


def tell_members(opening: Opening) -> None:
    """Mail those who asked for it: that there is a result and where, and nothing of it."""
    here = services()
    if here.settings.smtp_url is None or here.settings.address is None:
        return
    members = here.store.sent.whom_to_tell(opening.id)
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
