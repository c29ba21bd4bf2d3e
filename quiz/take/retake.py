"""Taking the quiz again: a new attempt that knows the one before it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.report.earlier import earlier
from quiz.report.headline import in_short
from quiz.report.wording import names_in
from quiz.services import services
from quiz.store import BegunFor, OlderAttempt, OpeningGone, OpeningOfAttempt, StoredResult
from quiz.store.openings import OPEN
from quiz.take.attempt import Sitting, expiry, open_sitting
from quiz.take.blueprint import blueprint
from quiz.take.start import lead_into
from quiz.tokens import (
    ExpiredTicket,
    ForgedTicket,
    StartsFor,
    hash_token,
    read_start_ticket,
    sign_start_ticket,
)


def older_attempts(sitting: Sitting) -> list[OlderAttempt]:
    """The attempts that this one follows on, the newest first."""
    here = services()
    return list(here.store.retakes.older(sitting.attempt.id, here.clock()))


def list_older(sitting: Sitting) -> list[dict[str, Any]]:
    """Name each older result by its moment and by what it came to."""
    names = names_in(sitting.language)
    return [
        {
            "key": older_key(each),
            "finished": names.say.moment(each.finished_at),
            "result": in_short(each.result.assessment, names),
        }
        for each in older_attempts(sitting)
    ]


def older_key(attempt: OlderAttempt) -> str:
    """What a form says of an older attempt: never its number."""
    return attempt.finished_at.isoformat()


def compare_older(sitting: Sitting, latest: StoredResult) -> list[dict[str, Any]]:
    """Compare each older result with the latest one."""
    say = names_in(sitting.language).say
    return [
        {
            "finished": say.moment(each.finished_at),
            **earlier(latest.assessment, each.result.assessment, sitting.language),
        }
        for each in older_attempts(sitting)
    ]


@blueprint.get("/a/<token>/retake")
def ask_retake(token: str) -> tuple[str, int] | Response:
    """Say what taking it again means, before it begins."""
    sitting = open_sitting(token)
    if not sitting.finished:
        return redirect(sitting.url(sitting.place))
    return _retake_page(sitting)


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
        return _retake_page(sitting, expired=isinstance(error, ExpiredTicket), status=422)
    if ticket.starts_for != starts_for:
        return _retake_page(sitting, status=409)
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
        return _retake_page(open_sitting(token), status=409)
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


def _retake_page(sitting: Sitting, *, expired: bool = False, status: int = 200) -> tuple[str, int]:
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
