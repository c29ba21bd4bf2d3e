"""How pages look: the addresses of its files, and what templates ask of it."""

from __future__ import annotations

from flask import Flask

from quiz.look import assets, page_look
from quiz.web import headers


def add_look(app: Flask) -> None:
    """Serve the files of the look, and let templates ask for them."""
    app.register_blueprint(assets.blueprint)
    app.jinja_env.globals.update(
        asset_url=assets.asset_url,
        autofocus=page_look.autofocus,
        framing_sites=headers.framing_sites,
        is_framed=headers.is_framed,
        is_top_level=headers.is_top_level,
        new_tab_when_framed=page_look.new_tab_when_framed,
        page_look=page_look.page_look,
    )
