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
    "opening-made": "The opening is there, and open to candidates.",
    "settings-saved": "The settings are saved. They count for everybody who begins from now on.",
    "opening-open": "The opening is open. Candidates can begin.",
    "opening-paused": "The opening is paused. Who has begun can go on; nobody else can begin.",
    "opening-closed": "The opening is closed. Who has begun can go on; nobody else can begin.",
    "hold-on": "The legal hold is on. Nothing is removed by itself, and nothing can be erased.",
    "hold-off": "The legal hold is off. What is past its days is removed within the hour.",
    "opening-deleted": "The opening is deleted, with everything that was shared with it.",
    "key-renewed": "There is a new key. References signed with the old one no longer count.",
    "result-erased": "The result is erased. Its person can see that it is.",
    "result-anonymised": "The result is anonymous. Whose it was is not kept anywhere here.",
    "access-changed": "Their access is changed. It counts from now on.",
    "member-removed": "They are no longer a member and are signed out.",
    "left": "You have left the workspace.",
    "invitation-withdrawn": "The invitation is taken back. Its link no longer works.",
    "workspace-renamed": "The workspace has its new name. Candidates read it too.",
}


def notice() -> str | None:
    """What the address says was done."""
    return NOTICES.get(request.args.get("done", ""))
