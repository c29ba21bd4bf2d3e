"""A careers page of the demo's employer, with the quiz in it as on anybody's site."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request

from quiz.demo.employer import Job, employer
from quiz.look.assets import Asset, read_asset, send_asset

STYLES = Path(__file__).parent / "static" / "careers.css"
KEPT = "public, max-age=600"
# One computer, two names: to a browser, pages under one are strangers to those under the other.
OTHER_NAME = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}

blueprint = Blueprint("careers", __name__, template_folder="templates")


@blueprint.get("/demo/careers")
def careers() -> Response:
    """Show the page; opened as 127.0.0.1, the quiz in it comes from another origin."""
    here = request.url_root.rstrip("/")
    away = urlsplit(here).hostname == "127.0.0.1"
    quiz = (_under_the_other_name(here) if away else None) or here
    maps, platform = employer().openings
    response = make_response(
        render_template(
            "demo/careers.html",
            here=here,
            quiz=quiz,
            elsewhere=None if away else _under_the_other_name(here),
            maps=_shown(maps, quiz),
            platform=_shown(platform, quiz),
            employer=employer(),
        )
    )
    parts = urlsplit(quiz)
    origin = f"{parts.scheme}://{parts.netloc}"
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {origin}; frame-src {origin}; style-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response


@blueprint.get("/demo/careers.css")
def styles() -> Response:
    """Send the page's styles, which are none of the quiz's."""
    return send_asset(_styles(), KEPT)


@cache
def _styles() -> Asset:
    return read_asset(STYLES)


def _under_the_other_name(address: str) -> str | None:
    parts = urlsplit(address)
    name = OTHER_NAME.get(parts.hostname or "")
    if name is None:
        return None
    netloc = name if parts.port is None else f"{name}:{parts.port}"
    return parts._replace(netloc=netloc).geturl()


def _shown(job: Job, quiz: str) -> dict[str, str]:
    return {
        "title": job.settings.title,
        "opening": job.id,
        "link": f"{quiz}/o/{job.id}",
    }
