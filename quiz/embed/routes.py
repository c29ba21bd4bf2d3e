"""Showing the quiz on other sites: every address that their pages load."""

from __future__ import annotations

from quiz.embed import card, oembed, script
from quiz.embed.blueprint import blueprint

__all__ = ["blueprint"]
VIEWS = (script, card, oembed)  # naming the modules registers their views
