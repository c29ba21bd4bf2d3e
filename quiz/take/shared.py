"""What somebody finds who was given a link to a part of a result."""

from __future__ import annotations

from flask import render_template

from quiz.languages.request_language import spoken
from quiz.services import services
from quiz.take.attempt import blueprint
from quiz.take.share import page_of
from quiz.tokens import hash_token
from quiz.web.errors import UnknownShare


@blueprint.get("/s/<token>")
def shared(token: str) -> str:
    """Show what its person ticked, as it was when they shared it."""
    found = services().store.shares.find(hash_token(token), services().clock())
    if found is None:
        raise UnknownShare
    share = found.share
    return render_template(
        "take/shared.html",
        kept_until=spoken().date(found.expires_at),
        **page_of(found.result, share.parts, share.name),
    )
