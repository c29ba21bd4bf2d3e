"""The room that lets other sites show the quiz."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("embed", __name__, template_folder="templates")
