"""What a person says of their result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quiz.languages.language import N_
from quiz.report.fits import NO, OTHER, PARTLY
from quiz.services import services
from quiz.store import Feedback, StoredResult
from quiz.take.attempt import blueprint, open_sitting
from quiz.take.result import show

FIELDS = {"fits", "job", "revision"}
NAMES_NO_ROLE = N_(
    "This result names no role, so there is nothing to say of one. Nothing was saved."
)
FORGED = N_("That was not sent by this page. Nothing was saved. Please use the buttons below.")
CHANGED = N_(
    "Your answers were changed since that page was opened, and this is the result they give now. "
    "Nothing was saved of what you said. Does this one fit you?"
)


@blueprint.post("/a/<token>/fits")
def fits(token: str) -> tuple[str, int] | Response:
    """Keep what was said of the latest result; said again, it replaces what was said."""
    sitting = open_sitting(token)
    latest = services().store.results.latest(sitting.attempt.id)
    if latest is None:
        return redirect(sitting.url(sitting.place), 303)
    if not latest.assessment["shortlist"]:
        return show(sitting, latest, problem=NAMES_NO_ROLE, status=422)
    if not could_be_sent(request.form, latest, sitting.instrument.model.roles):
        return show(sitting, latest, problem=FORGED, status=422)
    if int(request.form["revision"]) != latest.revision:
        return show(sitting, latest, problem=CHANGED, status=409)
    services().store.feedback.give(sitting.attempt.id, _feedback(request.form, latest.revision))
    return redirect(sitting.url(sitting.place, _anchor="fits"), 303)


def could_be_sent(sent: MultiDict[str, str], latest: StoredResult, roles: tuple[str, ...]) -> bool:
    """Say whether a browser that shows this result, or an earlier one, could have sent this."""
    if not FIELDS - {"job"} <= set(sent) <= FIELDS or any(len(v) > 1 for _, v in sent.lists()):
        return False
    revision = sent["revision"]
    if not (revision.isascii() and revision.isdigit() and len(revision) <= len(str(2**31))):
        return False
    of_latest = int(revision) == latest.revision
    named = latest.assessment["shortlist"] if of_latest else roles
    return (
        int(revision) <= latest.revision
        and sent["fits"] in {*named, PARTLY, NO}
        and sent.get("job", "") in {"", OTHER, *roles}
    )


def _feedback(sent: Mapping[str, Any], revision: int) -> Feedback:
    said = sent["fits"]
    return Feedback(
        revision=revision,
        fits="partly" if said == PARTLY else "none" if said == NO else "role",
        role=None if said in (PARTLY, NO) else said,
        job=sent.get("job") or None,
        given_at=services().clock(),
    )
