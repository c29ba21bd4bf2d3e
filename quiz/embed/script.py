"""The script that careers pages load: it makes `<role-fit>` show the quiz."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Response

from quiz.embed.blueprint import blueprint
from quiz.look.assets import Asset, read_asset, send_asset

SCRIPT = Path(__file__).parent / "static" / "embed.js"
# Its address stands on other people's pages and never changes, so a new version has to arrive soon.
KEPT = "public, max-age=600, stale-while-revalidate=86400"  # seconds


@cache
def embed_script() -> Asset:
    """Read the script, without what it has for its readers."""
    return read_asset(SCRIPT)


@blueprint.get("/embed.js")
def script() -> Response:
    """Send the script, to be asked for anew after ten minutes."""
    return send_asset(embed_script(), KEPT)
