"""Taking the quiz again: a new attempt that knows the one before it."""

from __future__ import annotations

from typing import NamedTuple

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from questions.instrument import current_instrument
from quiz.report.earlier import EarlierResult, earlier
from quiz.report.headline import summary_line
from quiz.report.wording import names_in
from quiz.services import services
from quiz.store import NewOpeningAttempt, OlderAttempt, OpeningGone, OpeningOfAttempt, StoredResult
from quiz.store.openings import OPEN
from quiz.take.attempt import Attempt, expiry, open_attempt
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


def older_attempts(attempt: Attempt) -> list[OlderAttempt]:
    """The attempts that this one follows on, the newest first."""
    here = services()
    return list(here.store.retakes.older(attempt.stored.id, here.clock()))


class ListedAttempt(NamedTuple):
    """An older attempt as a form lists it."""

    key: str
    finished: str
    result: str


def list_older(attempt: Attempt) -> list[ListedAttempt]:
    """Name each older result by its moment and by what it came to."""
    names = names_in(attempt.language)
    return [
        ListedAttempt(
            key=older_key(each),
            finished=names.say.moment(each.finished_at),
            result=summary_line(each.result.assessment, names),
        )
        for each in older_attempts(attempt)
    ]


def older_key(attempt: OlderAttempt) -> str:
    """What a form says of an older attempt: never its number."""
    return attempt.finished_at.isoformat()


def compare_older(attempt: Attempt, latest: StoredResult) -> list[EarlierResult]:
    """Compare each older result with the latest one."""
    return [
        earlier(latest.assessment, each.result.assessment, each.finished_at, attempt.language)
        for each in older_attempts(attempt)
    ]


@blueprint.get("/a/<token>/retake")
def ask_retake(token: str) -> tuple[str, int] | Response:
    """Say what taking it again means, before it begins."""
    attempt = open_attempt(token)
    if not attempt.finished:
        return redirect(attempt.url(attempt.place))
    return _retake_page(attempt)


@blueprint.post("/a/<token>/retake")
def retake(token: str) -> tuple[str, int] | Response:
    """Begin the attempt whose token the form carries; the same form twice begins one."""
    attempt = open_attempt(token)
    if not attempt.finished:
        return redirect(attempt.url(attempt.place), 303)
    here, starts_for = services(), _starts_for(attempt)
    try:
        ticket = read_start_ticket(here.settings.secret_keys, request.form.get("ticket", ""))
    except (ForgedTicket, ExpiredTicket) as error:
        return _retake_page(attempt, expired=isinstance(error, ExpiredTicket), status=422)
    if ticket.starts_for != starts_for:
        return _retake_page(attempt, status=409)
    now = here.clock()
    try:
        is_new = here.store.retakes.begin(
            attempt.stored.id,
            hash_token(ticket.token),
            current_instrument().version,
            attempt.language,
            now,
            expiry(now, finished=False),
            _begun(attempt.opening, starts_for),
            attempt.stored.theme,
        )
    except OpeningGone:  # a moment ago
        return _retake_page(open_attempt(token), status=409)
    return lead_into(ticket.token, is_new=is_new)


def _starts_for(attempt: Attempt) -> StartsFor | None:
    """For the same opening while it takes new attempts, on its settings of today; else for none."""
    was = attempt.opening
    if was is None or was.now.state != OPEN:
        return None
    return StartsFor(was.now.public_id, was.now.revision, was.ref, was.ref_signed)


def _begun(was: OpeningOfAttempt | None, starts_for: StartsFor | None) -> NewOpeningAttempt | None:
    if was is None or starts_for is None:
        return None
    return NewOpeningAttempt(was.now.id, starts_for.revision, was.ref, was.ref_signed)


def _retake_page(attempt: Attempt, *, expired: bool = False, status: int = 200) -> tuple[str, int]:
    secret_key, starts_for = services().settings.secret_key, _starts_for(attempt)
    html = render_template(
        "take/retake.html",
        attempt=attempt,
        was=attempt.opening,
        again=starts_for is not None,
        ticket=sign_start_ticket(secret_key, attempt.language, starts_for=starts_for),
        refused=status != 200,
        expired=expired,
        changed=status == 409,
    )
    return html, status
