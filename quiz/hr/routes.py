"""What the rooms of members share: the page around theirs."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("hr", __name__, template_folder="templates")
