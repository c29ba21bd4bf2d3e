"""Who looks after the workspace: everybody sees it, owners change it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from quiz.hr.access import needs, signed_in
from quiz.hr.one_time_links import INVITATION_LASTS, make_invitation
from quiz.hr.workspace.blueprint import blueprint
from quiz.hr.workspace.forms import ACCESS, InviteForm, WorkspaceForm, sent
from quiz.hr.workspace.links import mail_invitation, whole
from quiz.hr.workspace.sign_in_tries import INVITATIONS, too_many
from quiz.services import services
from quiz.store import LastOwner

LAST_OWNER = "Nobody else is an owner, and a workspace needs one. Make somebody an owner first."
MEMBER_ALREADY = "Somebody with this address is a member already. Change their access in the list."
MANY = "There were too many invitations in one hour. Wait an hour, then go on."
UNKNOWN_ACCESS = "Choose owner, editor or viewer."


@blueprint.get("/members")
@needs("viewer")
def list_members() -> tuple[str, int]:
    """Show who is a member and who is invited."""
    return _page()


@blueprint.post("/members/invite")
@needs("owner")
def invite_member() -> tuple[str, int]:
    """Invite somebody, and show the link once."""
    form, me = sent(InviteForm), signed_in()
    if not form.validate():
        return _page(invitation=form, status=422)
    email = form.email.data
    known = services().store.members.by_email(email)
    if known and known.workspace_id == me.workspace_id:
        form.email.errors = [MEMBER_ALREADY]
        return _page(invitation=form, status=422)
    if too_many("invitations", str(me.workspace_id), INVITATIONS):
        form.email.errors = [MANY]
        return _page(invitation=form, status=429)
    here = services()
    path = make_invitation(here.store, me.workspace_id, email, form.access.data, here.clock())
    link = whole(path)
    mailed = mail_invitation(email, link, me.name, me.workspace)
    return _page(made={"email": email, "link": link, "mailed": mailed})


@blueprint.post("/members/invitations/withdraw")
@needs("owner")
def withdraw_invitation() -> Response:
    """Take an invitation back; a second time changes nothing."""
    try:
        token_hash = bytes.fromhex(request.form.get("invitation", ""))
    except ValueError:
        token_hash = b""
    services().store.invitations.withdraw(signed_in().workspace_id, token_hash)
    return redirect(url_for("workspace.list_members", done="invitation-withdrawn"), 303)


@blueprint.post("/members/<int:member_id>/access")
@needs("owner")
def change_access(member_id: int) -> tuple[str, int] | Response:
    """Change what a member of this workspace may do."""
    access = request.form.get("access", "")
    if access not in ACCESS:
        return _page(refused=UNKNOWN_ACCESS, status=422)
    if not services().store.members.set_access(signed_in().workspace_id, member_id, access):
        raise NotFound
    return redirect(url_for("workspace.list_members", done="access-changed"), 303)


@blueprint.post("/members/<int:member_id>/remove")
@needs("owner")
def remove_member(member_id: int) -> Response:
    """Remove a member of this workspace."""
    if not services().store.members.remove(signed_in().workspace_id, member_id):
        raise NotFound
    return redirect(url_for("workspace.list_members", done="member-removed"), 303)


@blueprint.errorhandler(LastOwner)
def keep_last_owner(_error: LastOwner) -> tuple[str, int]:
    """Say that a workspace needs an owner, whatever would have left it without one."""
    return _page(refused=LAST_OWNER, status=409)


@blueprint.post("/members/workspace")
@needs("owner")
def rename_workspace() -> tuple[str, int] | Response:
    """Give the workspace another name."""
    form = sent(WorkspaceForm)
    if not form.validate():
        return _page(workspace=form, status=422)
    services().store.members.rename_workspace(signed_in().workspace_id, form.workspace.data)
    return redirect(url_for("workspace.list_members", done="workspace-renamed"), 303)


def _page(
    invitation: InviteForm | None = None,
    workspace: WorkspaceForm | None = None,
    *,
    made: dict[str, object] | None = None,
    refused: str | None = None,
    status: int = 200,
) -> tuple[str, int]:
    here, me = services(), signed_in()
    html = render_template(
        "workspace/members.html",
        members=here.store.members.of(me.workspace_id),
        invitations=here.store.invitations.of(me.workspace_id, here.clock()),
        invitation=invitation or InviteForm(),
        workspace=workspace or WorkspaceForm(data={"workspace": me.workspace}),
        accesses=tuple(ACCESS),
        lasts_days=INVITATION_LASTS.days,
        made=made,
        refused=refused,
    )
    return html, status
