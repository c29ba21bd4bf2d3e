"""The pages that only a demo has."""

from __future__ import annotations

from flask import Flask

from quiz.demo import careers, people_page


def add_demo(app: Flask) -> None:
    """Let an application show its example people, and the page of their employer."""
    app.register_blueprint(people_page.blueprint)
    app.register_blueprint(careers.blueprint)
