"""The settings of an opening: changed for the attempts to come."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from quiz.hr.access import needs
from quiz.hr.openings.blueprint import blueprint, find_opening, page_of
from quiz.hr.openings.differences import differences
from quiz.hr.openings.forms import MOST_DAYS, SettingsForm
from quiz.hr.openings.logos import MOST_BYTES, SHOWN, UnusableLogo, draw_logo
from quiz.hr.openings.swatches import swatches
from quiz.services import services
from quiz.store import Opening, OpeningChanged, OpeningGone


@blueprint.get("/openings/<public_id>/settings")
@needs("editor")
def settings(public_id: str) -> tuple[str, int]:
    """Show all that can be set."""
    opening = find_opening(public_id)
    return show_settings(opening, SettingsForm.of(opening.settings, opening.revision))


@blueprint.post("/openings/<public_id>/settings")
@needs("editor")
def save_settings(public_id: str) -> tuple[str, int] | Response:
    """Save all settings, or say everything that is wrong with them."""
    opening, form = find_opening(public_id), SettingsForm.sent()
    fine = form.validate()
    if not _take_logo(opening, form) or not fine:
        return show_settings(opening, form, status=422)
    here, wanted = services(), form.settings()
    try:
        here.store.openings.save(opening.id, wanted, form.revision_seen, here.clock())
    except OpeningGone:
        raise NotFound from None
    except OpeningChanged as changed:
        # Sent once more, this form is one that has seen what is stored.
        stored = changed.opening
        form.seen.data = str(stored.revision)
        at_odds = differences(stored.settings, wanted)
        return show_settings(stored, form, at_odds=at_odds, status=409)
    return redirect(url_for("openings.overview", public_id=public_id, done="settings-saved"), 303)


def show_settings(
    opening: Opening,
    form: SettingsForm,
    *,
    at_odds: list[Any] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Show the settings page, with whatever was refused."""
    return page_of(
        opening,
        "settings.html",
        status,
        form=form,
        at_odds=at_odds,
        logo_sizes=(MOST_BYTES // 1024, *SHOWN),
        swatches=swatches(form.accent.data),
        most_days=MOST_DAYS,
    )


def _take_logo(opening: Opening, form: SettingsForm) -> bool:
    """Say whether the logo can be used. One that came is kept: nobody must choose it again."""
    openings, file = services().store.openings, request.files.get(form.logo_file.name)
    chosen = form.logo.data or ""
    if file and file.filename:
        try:
            chosen, png = draw_logo(file.read(MOST_BYTES + 1))
        except UnusableLogo as fault:
            form.logo_file.errors = [str(fault)]
            return False
        openings.keep_logo(opening.id, chosen, png)
    elif chosen and openings.logo(opening.public_id, chosen) is None:
        form.logo_file.errors = ["The logo that was chosen is not there. Choose the file again."]
        chosen = ""
    form.logo.data = chosen
    return not form.logo_file.errors
