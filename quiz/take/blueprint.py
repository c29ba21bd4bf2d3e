"""The blueprint that every view of this room is on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("take", __name__, template_folder="templates")
