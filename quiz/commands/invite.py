"""`role-fit invite`: a link for somebody to found or to join a workspace."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from model.inputs.faults import Fault, Faults
from quiz.commands.databases import member_email, there, whole_link
from quiz.hr.one_time_links import INVITATION_LASTS, OWNER, make_invitation
from quiz.settings.declarations import Settings
from quiz.store import Store, Workspace

ACCESS = ("viewer", "editor", "owner")


@click.command(
    epilog="Example:  role-fit invite ada@example.org --workspace 'Example Ltd' --access editor",
)
@click.argument("email")
@click.option("--workspace", help="Name of a workspace to join; without it they found a new one.")
@click.option(
    "--access",
    type=click.Choice(ACCESS),
    help="What they may do in it: viewer unless said otherwise. Who founds one owns it.",
)
def invite(email: str, workspace: str | None, access: str | None) -> None:
    """Print a link with which EMAIL founds a workspace, or joins one.

    The link works once, for seven days, and is printed once: hand it over yourself. It begins
    with ROLE_FIT_ADDRESS, where that is set.

    The database is the one of `role-fit serve`: set ROLE_FIT_INSTANCE or DATABASE_URL alike.
    """
    settings = Settings.from_environment(os.environ, begins=False)
    there(settings)
    store = Store(settings.database_url)
    try:
        store.migrate()
        path = _invited(store, member_email(email), workspace, access)
    finally:
        store.close()
    click.echo(whole_link(settings, path))
    where = f"joins {workspace}" if workspace else "founds a workspace"
    click.echo(f"Whoever opens it within {INVITATION_LASTS.days} days {where}.", err=True)


def _invited(store: Store, email: str, workspace: str | None, access: str | None) -> str:
    faults = []
    if store.members.by_email(email):
        remedy = "Use another address, or role-fit recover if the password is lost"
        faults.append(Fault("EMAIL", f"{email} is a member of a workspace already", remedy))
    workspace_id = None
    if workspace is not None:
        found = store.members.workspaces(workspace)
        workspace_id = found[0].id if len(found) == 1 else None
        if len(found) != 1:
            faults.append(_not_one(workspace, found, store.members.workspaces()))
    elif access not in (None, OWNER):
        what = "who founds a workspace owns it"
        faults.append(Fault("--access", what, "Leave it out, or name a --workspace to join"))
    if faults:
        raise Faults(faults)
    access = access or (OWNER if workspace is None else "viewer")
    return make_invitation(store, workspace_id, email, access, datetime.now(UTC))


def _not_one(name: str, found: Sequence[Workspace], known: Sequence[Workspace]) -> Fault:
    if found:
        what = "several workspaces have this name"
        return Fault("--workspace", what, "Let an owner of it invite them, on the page Members")
    listed = ", ".join(each.name for each in known) or "none yet"
    return Fault("--workspace", f"there is no {name!r}", f"Name one there is: {listed}")
