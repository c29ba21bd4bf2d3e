"""The logo of an opening, at an address that changes with the picture."""

from __future__ import annotations

import re

from flask import Response, abort

from quiz.look.assets import YEAR
from quiz.services import services
from quiz.take.attempt import blueprint

FINGERPRINT = re.compile(r"[0-9A-Za-z_-]{1,128}")


@blueprint.get("/o/<public_id>/logo.<fingerprint>.png")
def logo(public_id: str, fingerprint: str) -> Response:
    """Send a picture that may be kept for a year."""
    named = FINGERPRINT.fullmatch(fingerprint)
    png = services().store.openings.logo(public_id, fingerprint) if named else None
    if png is None:
        abort(404)
    response = Response(png, mimetype="image/png")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
