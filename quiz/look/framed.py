"""What differs in a page that is shown inside another site's page."""

from __future__ import annotations

from markupsafe import Markup

from quiz.web.headers import in_frame

NOTHING = Markup("")
AUTOFOCUS = Markup(" autofocus")
OUTSIDE = Markup(' target="_blank" rel="noopener"')


def autofocus() -> Markup:
    """Let an element take the focus when its page comes; never away from a page around it."""
    return NOTHING if in_frame() else AUTOFOCUS


def outside() -> Markup:
    """Let a link that leads away from the quiz open in a tab, where the quiz is in a frame."""
    return OUTSIDE if in_frame() else NOTHING
