"""The openings of a workspace, and a new one."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.hr.access import needs, signed_in
from quiz.hr.openings.blueprint import blueprint
from quiz.hr.openings.forms import NewOpeningForm
from quiz.services import services
from quiz.store import OpeningSettings
from quiz.store.opening_settings import as_json
from quiz.tokens import in_base64, keyed_hash

PAGE = 25  # openings
ID_BYTES = 9  # an address of 12 characters; it is no secret, but nobody guesses another one
KEY_BYTES = 32


@blueprint.get("/openings")
@needs("viewer")
def list_openings() -> str:
    """List the openings, the newest first."""
    here, me = services().store.openings, signed_in()
    before = request.args.get("before", "")
    known = int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None
    found = here.of_workspace(me.workspace_id, known, PAGE + 1)
    shown = found[:PAGE]
    return render_template(
        "openings/list.html",
        openings=shown,
        totals=here.totals_of([each.id for each in shown]),
        older=shown[-1].id if len(found) > PAGE else None,
        first_page=known is None,
    )


@blueprint.get("/openings/new")
@needs("editor")
def new_opening() -> str:
    """Ask what a new opening needs."""
    return render_template("openings/new.html", form=NewOpeningForm())


@blueprint.post("/openings/new")
@needs("editor")
def make_opening() -> tuple[str, int] | Response:
    """Make an opening, open to candidates at once; the same form twice makes one."""
    form = NewOpeningForm(request.form)
    if not form.validate():
        return render_template("openings/new.html", form=form), 422
    here, workspace_id, settings = services(), signed_in().workspace_id, form.settings()
    public_id = _public_id(workspace_id, form.seed.data, settings)
    key = secrets.token_bytes(KEY_BYTES)
    here.store.openings.create(workspace_id, public_id, settings, key, here.clock())
    return redirect(url_for("openings.overview", public_id=public_id, done="opening-made"), 303)


def _public_id(workspace_id: int, seed: str, settings: OpeningSettings) -> str:
    """The public id of what a form makes, the same however often it is sent.

    The words count too: whoever goes back and writes others wants another opening. So do the
    workspace and the key: whatever seed somebody sends, it leads to no opening of others.
    """
    message = f"role-fit opening {workspace_id} {seed} {as_json(settings)}"
    return in_base64(keyed_hash(services().settings.secret_key, message)[:ID_BYTES])
