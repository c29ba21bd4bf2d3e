"""The openings of a workspace: every address of them. Naming the modules registers their views."""

from __future__ import annotations

from quiz.hr.openings import (
    embedding,
    exports,
    listing,
    overview,
    preview,
    results,
    settings_page,
)
from quiz.hr.openings.blueprint import blueprint

__all__ = ["blueprint"]
VIEWS = (listing, overview, settings_page, preview, embedding, results, exports)
