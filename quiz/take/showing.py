"""How pages are shown: in whose look, and in whose frames."""

from __future__ import annotations

from typing import Any

from flask import url_for

from quiz.look.page_look import dress
from quiz.services import services
from quiz.store import Opening, OpeningSettings
from quiz.typed_text import EMAIL
from quiz.web.headers import allow_frames


def web_link(text: str | None) -> str | None:
    """Give an address that a link may lead to: of the web, and of nothing else."""
    return text if text and text.lower().startswith(("https://", "http://")) else None


def contact_link(text: str | None) -> str | None:
    """Give where a contact leads: to a mail, to a page, or nowhere where it is a plain text."""
    if text and EMAIL.fullmatch(text):
        return f"mailto:{text}"
    return web_link(text)


def links_of(opening: Opening) -> dict[str, Any]:
    """Give what a page that is about an opening needs of it."""
    return {
        "opening": opening,
        "link": web_link(opening.settings.link),
        "contact_link": contact_link(opening.settings.contact),
    }


def show_public(theme: str | None) -> None:
    """Answer this request with a page of the public quiz."""
    allow_frames(services().settings.embed_sites)
    dress(theme)


def show_opening(opening: Opening, settings: OpeningSettings, theme: str | None) -> None:
    """Answer this request with a page of an opening, in the look of these settings.

    Which sites can show it in a frame is as it is set now: one that was taken off the list
    shows nothing any more, whenever the attempt was begun.
    """
    allow_frames(opening.settings.sites)
    logo = settings.logo
    dress(
        theme,
        accent=settings.accent,
        corner=settings.corner,
        scheme=settings.scheme,
        employer=opening.employer,
        home=url_for("take.opening", public_id=opening.public_id),
        logo=logo and url_for("take.logo", public_id=opening.public_id, fingerprint=logo),
    )
