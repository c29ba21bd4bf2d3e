"""How an opening gets onto a page of the employer's, and how its references are signed."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.hr.access import needs, signed_in
from quiz.hr.openings.blueprint import blueprint, find_opening, page_of
from quiz.hr.openings.listing import KEY_BYTES
from quiz.services import services
from quiz.store import Opening


@blueprint.get("/openings/<public_id>/embed")
@needs("viewer")
def embed(public_id: str) -> tuple[str, int]:
    """Show the line to copy, the plain link, and how a reference is signed."""
    opening = find_opening(public_id)
    link = f"{_host()}/o/{public_id}"
    key = ref_key_in_words(opening) if signed_in().may("editor") else None
    return page_of(
        opening,
        "embed.html",
        link=link,
        line=render_template("openings/line.txt", host=_host(), opening=opening, link=link),
        key=key,
        example=render_template("openings/signing.py.txt", link=link),
    )


@blueprint.post("/openings/<public_id>/key")
@needs("editor")
def renew_key(public_id: str) -> Response:
    """Make another key; what was signed with the one before no longer counts."""
    opening = find_opening(public_id)
    services().store.openings.renew_ref_key(opening.id, secrets.token_bytes(KEY_BYTES))
    return redirect(url_for("openings.embed", public_id=public_id, done="key-renewed"), 303)


def ref_key_in_words(opening: Opening) -> str:
    """Write the key as the example reads it."""
    return urlsafe_b64encode(opening.ref_key).decode()


def _host() -> str:
    return services().settings.address or request.url_root.rstrip("/")
