"""Links that work once and for a while: to join or found a workspace, to set a new password.

The store keeps only their hashes; whoever makes one sees it once. Each is given as a path.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from quiz.store import Store
from quiz.tokens import hash_token, new_token

INVITATION_LASTS = timedelta(days=7)
FIRST_OWNER_LASTS = timedelta(days=1)
RECOVERY_LASTS = timedelta(hours=1)  # sent by mail, or made from a code
HANDED_RECOVERY_LASTS = timedelta(days=1)  # made by the operator, who has to pass it on
OWNER = "owner"


def make_invitation(
    store: Store, workspace_id: int | None, email: str, access: str, now: datetime
) -> str:
    """Invite an address into a workspace, or to found one."""
    token = new_token()
    store.invitations.make(
        hash_token(token), workspace_id, email, access, now, now + INVITATION_LASTS
    )
    return join_path(token)


def make_first_owner_link(store: Store, now: datetime) -> str | None:
    """Let whoever has the link found the first workspace; None where there is a member already."""
    if store.members.anybody():
        return None
    token = new_token()
    store.invitations.make(hash_token(token), None, None, OWNER, now, now + FIRST_OWNER_LASTS)
    return join_path(token)


def make_recovery(store: Store, email: str, now: datetime, lasts: timedelta) -> str | None:
    """Let the member of an address set a new password; None where nobody has it."""
    token = new_token()
    there = store.recoveries.make(hash_token(token), email, now + lasts)
    return recovery_path(token) if there else None


def join_path(token: str) -> str:
    """Where an invitation is followed."""
    return f"/hr/join/{token}"


def recovery_path(token: str) -> str:
    """Where a new password is set."""
    return f"/hr/recover/{token}"
