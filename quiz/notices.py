"""What a member's page says after something was done: one of these, named in the address.

Without a cookie a redirect can carry a word only in its address. It carries a name from this
list, so nobody can make our pages say anything else.
"""

from __future__ import annotations

from flask import request

NOTICES = {
    "signed-out": "You are signed out.",
    "signed-out-everywhere": "You are signed out in every browser.",
    "password-set": "Your new password is set. You are signed out everywhere else.",
    "profile-saved": "Your account is saved.",
    "session-ended": "That browser is signed out.",
    "mailed": (
        "If somebody with this address is a member here, a mail with a link is on its way. "
        "It works for one hour."
    ),
    "joined": "You are signed in. This is where your openings will be.",
    "access-changed": "Their access is changed. It counts from now on.",
    "member-removed": "They are no longer a member and are signed out.",
    "left": "You have left the workspace.",
    "invitation-withdrawn": "The invitation is taken back. Its link no longer works.",
    "workspace-renamed": "The workspace has its new name. Candidates read it too.",
}


def notice() -> str | None:
    """What the address says was done."""
    return NOTICES.get(request.args.get("done", ""))
