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
        framed_by=headers.framed_by,
        in_frame=headers.in_frame,
        on_its_own=headers.on_its_own,
        outside=page_look.outside,
        worn=page_look.worn,
    )
