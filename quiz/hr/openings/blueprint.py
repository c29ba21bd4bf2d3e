"""The blueprint that every view of this room is on, and what each of them begins with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from quiz.hr.access import signed_in
from quiz.languages.request_language import use_language
from quiz.services import services
from quiz.store import Opening

blueprint = Blueprint("openings", __name__, url_prefix="/hr", template_folder="templates")


@blueprint.before_request
def speak_english() -> None:
    """Pages of members are in English only."""
    use_language("en")


def find_opening(public_id: str) -> Opening:
    """Find an opening of the member's workspace.

    Raises
    ------
    NotFound
        If there is none in this workspace; that another one has it is not told.
    """
    found = services().store.openings.find(public_id)
    if found is None or found.workspace_id != signed_in().workspace_id:
        raise NotFound
    return found


def page_of(opening: Opening, template: str, status: int = 200, **more: Any) -> tuple[str, int]:
    """Render a page of one opening, in the form in which a view answers."""
    return render_template(f"openings/{template}", opening=opening, **more), status
