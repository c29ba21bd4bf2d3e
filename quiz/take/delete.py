"""Deleting an attempt at once, after being asked."""

from __future__ import annotations

from flask import render_template, request

from quiz.languages.request_language import spoken
from quiz.services import services
from quiz.take.attempt import Sitting, open_sitting
from quiz.take.blueprint import blueprint
from quiz.take.errors import UnknownAttempt
from quiz.take.retake import list_older, older_attempts, older_key
from quiz.tokens import hash_token, looks_like_token
from quiz.typed_text import ANY_SITE
from quiz.web.headers import allow_frames


@blueprint.get("/a/<token>/delete")
def confirm_deletion(token: str) -> str:
    """Say what would be deleted and what would stay, and ask."""
    sitting = open_sitting(token)
    return render_template(
        "take/delete.html",
        sitting=sitting,
        this=_this(sitting),
        older=list_older(sitting),
        sent_to=_sent_to(sitting),
        shares=len(services().store.shares.of(sitting.attempt.id)),
    )


@blueprint.post("/a/<token>/delete")
def delete(token: str) -> str:
    """Delete the attempt, and the older ones that were ticked; done twice, the same is said."""
    try:
        sitting = open_sitting(token)
    except UnknownAttempt as unknown:
        # The same click sent twice: what was to be deleted is. Or its time was over, but not that
        # of what it sent, which a legal hold can keep for longer.
        if not looks_like_token(token):
            raise
        if unknown.sent_from:
            services().store.sent.withdraw_left(hash_token(token))
        allow_frames((ANY_SITE,))  # whose quiz it was is no longer known, and nothing is left
        return render_template("take/deleted.html", this=None, deleted=[], kept=[])
    ticked = set(request.form.getlist("older"))
    chosen = [each for each in older_attempts(sitting) if older_key(each) in ticked]
    older = list_older(sitting)
    services().store.retakes.delete([sitting.attempt.id, *(each.id for each in chosen)])
    keys = {older_key(each) for each in chosen}
    return render_template(
        "take/deleted.html",
        this=_this(sitting),
        deleted=[each for each in older if each["key"] in keys],
        kept=[each for each in older if each["key"] not in keys],
    )


def _sent_to(sitting: Sitting) -> str | None:
    """Who has something that this attempt sent, and would lose it."""
    begun_for = sitting.begun_for
    if begun_for is None or services().store.sent.of_attempt(sitting.attempt.id) is None:
        return None
    return begun_for.opening.employer


def _this(sitting: Sitting) -> str:
    attempt = sitting.attempt
    return spoken().moment(attempt.finished_at or attempt.started_at)
