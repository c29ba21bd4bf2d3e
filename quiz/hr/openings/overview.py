"""What an opening has come to: how many, which families, and what was removed; and its state."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from quiz.hr.access import needs
from quiz.hr.openings.blueprint import blueprint, find_opening, page_of
from quiz.hr.openings.differences import LABELS, in_words
from quiz.hr.openings.numbers import ENOUGH_FOR_FAMILIES, STEP, at_least, families
from quiz.services import services
from quiz.store import OnHold
from quiz.store.locked_opening import FINISHED, SENT, STARTED
from quiz.store.openings import CLOSED, OPEN, PAUSED

STATES = (OPEN, PAUSED, CLOSED)
HIDDEN = ("title", "notice", "logo")  # on the page already, long, or a picture


@blueprint.get("/openings/<public_id>")
@needs("viewer")
def overview(public_id: str) -> tuple[str, int]:
    """Show how many came, what they are shown, and what can be done."""
    return _show(public_id)


@blueprint.post("/openings/<public_id>/state")
@needs("editor")
def set_state(public_id: str) -> Response:
    """Open, pause or close an opening."""
    opening, state = find_opening(public_id), request.form.get("state", "")
    if state not in STATES:
        raise BadRequest
    services().store.openings.set_state(opening.id, state)
    return redirect(url_for("openings.overview", public_id=public_id, done=f"opening-{state}"), 303)


@blueprint.post("/openings/<public_id>/hold")
@needs("editor")
def set_hold(public_id: str) -> Response:
    """Put an opening under a legal hold, or end that."""
    opening, on_hold = find_opening(public_id), request.form.get("hold") == "on"
    services().store.openings.set_hold(opening.id, on_hold)
    done = "hold-on" if on_hold else "hold-off"
    return redirect(url_for("openings.overview", public_id=public_id, done=done), 303)


@blueprint.post("/openings/<public_id>/delete")
@needs("editor")
def delete_opening(public_id: str) -> tuple[str, int] | Response:
    """Delete an opening with all that was sent to it."""
    opening = find_opening(public_id)
    try:
        services().store.openings.delete(opening.id)
    except OnHold:
        return _show(public_id, refused=True)
    return redirect(url_for("openings.list_openings", done="opening-deleted"), 303)


def _show(public_id: str, *, refused: bool = False) -> tuple[str, int]:
    opening, store = find_opening(public_id), services().store
    totals = store.openings.totals(opening.id)
    return page_of(
        opening,
        "overview.html",
        409 if refused else 200,
        refused=refused,
        started=at_least(totals.get(STARTED, 0)),
        finished=at_least(totals.get(FINISHED, 0)),
        shared=totals.get(SENT, 0),
        step=STEP,
        families=families(totals),
        enough=ENOUGH_FOR_FAMILIES,
        removals=store.sent.removals(opening.id),
        facts=[
            (label, in_words(name, opening.settings))
            for name, label in LABELS.items()
            if name not in HIDDEN
        ],
    )
