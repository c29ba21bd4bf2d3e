"""Telling the members of a workspace by e-mail that a result was sent to them."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from quiz.mail import send_mail
from quiz.services import services
from quiz.store import Limit, Opening

# Somebody who sends and takes back, over and over, must not fill anybody's mailbox.
LETTERS = Limit(20, timedelta(hours=1))


def tell_members(opening: Opening) -> None:
    """Mail those who asked for it: that there is a result and where, and nothing of it."""
    here = services()
    if here.settings.smtp_url is None or here.settings.address is None:
        return
    members = here.store.sent.whom_to_tell(opening.id)
    key = hashlib.sha256(f"role-fit letters {opening.public_id}".encode()).digest()
    if not members or here.store.throttles.count({key: LETTERS}, here.clock()):
        return
    title = opening.settings.title
    text = (
        f"Somebody has sent a result to the opening “{title}”.\n\n"
        f"{here.settings.address}/hr/openings/{opening.public_id}/results\n\n"
        "It is a self-description, not a test result: please hire, promote or turn away nobody "
        "by it.\n\n"
        "You get this mail because you asked for it. You can end that under “Your account”.\n"
    )
    for email in members:
        send_mail(here.settings, email, f"A new result for “{title}”", text)
