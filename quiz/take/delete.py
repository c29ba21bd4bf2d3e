"""Deleting an attempt at once, after being asked."""

from __future__ import annotations

from flask import render_template, request

from quiz.languages.request_language import request_language
from quiz.services import services
from quiz.take.attempt import Attempt, open_attempt
from quiz.take.blueprint import blueprint
from quiz.take.errors import UnknownAttempt
from quiz.take.retake import list_older, older_attempts, older_key
from quiz.tokens import hash_token, looks_like_token
from quiz.typed_text import ANY_SITE
from quiz.web.headers import allow_frames


@blueprint.get("/a/<token>/delete")
def confirm_deletion(token: str) -> str:
    """Say what would be deleted and what would stay, and ask."""
    attempt = open_attempt(token)
    return render_template(
        "take/delete.html",
        attempt=attempt,
        this=_this(attempt),
        older=list_older(attempt),
        sent_to=_sent_to(attempt),
        shares=len(services().store.shares.of(attempt.stored.id)),
    )


@blueprint.post("/a/<token>/delete")
def delete(token: str) -> str:
    """Delete the attempt and the older ones that were ticked; a second time changes nothing."""
    try:
        attempt = open_attempt(token)
    except UnknownAttempt as unknown:
        # Either the click was sent twice, and all is deleted. Or the attempt's time is over, and
        # that of what it sent is not: a legal hold can keep it for longer.
        if not looks_like_token(token):
            raise
        if unknown.sent_from:
            services().store.sent.withdraw_left(hash_token(token))
        allow_frames((ANY_SITE,))  # whose quiz it was is no longer known, and nothing is left
        return render_template("take/deleted.html", this=None, deleted=[], kept=[])
    ticked = set(request.form.getlist("older"))
    chosen = [each for each in older_attempts(attempt) if older_key(each) in ticked]
    older = list_older(attempt)
    services().store.retakes.delete([attempt.stored.id, *(each.id for each in chosen)])
    keys = {older_key(each) for each in chosen}
    return render_template(
        "take/deleted.html",
        this=_this(attempt),
        deleted=[each for each in older if each.key in keys],
        kept=[each for each in older if each.key not in keys],
    )


def _sent_to(attempt: Attempt) -> str | None:
    """Who has something that this attempt sent, and would lose it."""
    for_opening = attempt.opening
    if for_opening is None or services().store.sent.of_attempt(attempt.stored.id) is None:
        return None
    return for_opening.now.employer


def _this(attempt: Attempt) -> str:
    stored = attempt.stored
    return request_language().moment(stored.finished_at or stored.started_at)
