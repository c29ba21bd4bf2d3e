"""The blueprint that every view of this room is on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("workspace", __name__, url_prefix="/hr", template_folder="templates")
