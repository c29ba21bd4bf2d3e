"""Assessment and words in, everything the result page shows out; pure."""

from __future__ import annotations

from quiz.report.page import report

__all__ = ["report"]
