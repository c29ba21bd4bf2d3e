"""The way to an opening's pages as candidates see them."""

from __future__ import annotations

from questions.words import wording
from quiz.hr.access import needs
from quiz.hr.openings.blueprint import blueprint, find_opening, page_of
from quiz.services import services
from quiz.tokens import PREVIEW_LASTS, sign_preview


@blueprint.get("/openings/<public_id>/preview")
@needs("viewer")
def preview(public_id: str) -> tuple[str, int]:
    """Offer each page in each language; the links work for some hours, for whoever has them."""
    opening = find_opening(public_id)
    return page_of(
        opening,
        "preview.html",
        ticket=sign_preview(services().settings.secret_key, public_id),
        languages=[(code, wording(code).name) for code in opening.settings.languages],
        hours=PREVIEW_LASTS.seconds // 3600,
    )
