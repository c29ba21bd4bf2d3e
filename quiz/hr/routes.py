"""What members see, below /hr: its rooms, who may enter them, and what fails in them."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask

from quiz.hr.access import guard_members
from quiz.hr.csrf import HR
from quiz.hr.errors import show_member_error
from quiz.hr.openings.routes import blueprint as openings
from quiz.hr.workspace.routes import blueprint as workspace
from quiz.look.assets import serve_folder
from quiz.web.errors import register_error_page

serve_folder(Path(__file__).parent / "static")


def add_hr(app: Flask) -> None:
    """Let members in, and nobody else."""
    guard_members(app)
    register_error_page(app, HR, show_member_error)
    app.register_blueprint(Blueprint("hr", __name__, template_folder="templates"))
    app.register_blueprint(workspace)
    app.register_blueprint(openings)
