"""Joining a workspace, or founding one, by a link that works once."""

from __future__ import annotations

from flask import make_response, render_template
from werkzeug.wrappers import Response

from quiz.hr.access import begin_session, home, member
from quiz.hr.workspace.blueprint import blueprint
from quiz.hr.workspace.codes import make_codes
from quiz.hr.workspace.forms import JoinForm, sent
from quiz.hr.workspace.passwords import hash_password
from quiz.hr.workspace.sign_in_tries import remember_browser
from quiz.services import services
from quiz.store import AlreadyMember, Invitation, InvitationGone, Joining
from quiz.tokens import hash_token

TAKEN = (
    "This address belongs to a member already. Sign in with it, or use another one: "
    "an address is in one workspace."
)


@blueprint.get("/join/<token>")
def join(token: str) -> tuple[str, int]:
    """Ask who follows the invitation."""
    invitation = _open(token)
    if invitation is None:
        return _gone()
    return _page(invitation, _form(invitation, JoinForm()))


@blueprint.post("/join/<token>")
def accept(token: str) -> tuple[str, int] | Response:
    """Make them a member, sign them in, and show their recovery codes once."""
    invitation = _open(token)
    if invitation is None:
        return _gone()
    about = (invitation.workspace or "", (invitation.email or "").partition("@")[0])
    form = _form(invitation, sent(JoinForm))
    form.about = about
    if not form.validate():
        return _page(invitation, form, status=422)
    joining = Joining(
        workspace=form.workspace.data if "workspace" in form else "",
        email=form.email.data if "email" in form else "",
        name=form.name.data,
        password_hash=hash_password(form.password.data),
    )
    here = services()
    try:
        member_id = here.store.invitations.accept(hash_token(token), joining, here.clock())
    except InvitationGone:
        return _gone()
    except AlreadyMember:
        (form.email if "email" in form else form.name).errors = [TAKEN]
        return _page(invitation, form, status=422)
    return _welcome(member_id, invitation.email or joining.email)


def _welcome(member_id: int, email: str) -> Response:
    codes = make_codes(member_id)
    response = make_response()
    begin_session(response, member_id)
    remember_browser(response, email)
    response.set_data(render_template("workspace/codes.html", codes=codes, welcome=True))
    return response


def _open(token: str) -> Invitation | None:
    here = services()
    return here.store.invitations.find(hash_token(token), here.clock())


def _form(invitation: Invitation, form: JoinForm) -> JoinForm:
    """Leave out what the invitation says already."""
    if invitation.workspace_id is not None:
        del form.workspace
    if invitation.email is not None:
        del form.email
    form.password.label.text = "Password"
    return form


def _page(invitation: Invitation, form: JoinForm, *, status: int = 200) -> tuple[str, int]:
    return render_template("workspace/join.html", invitation=invitation, form=form), status


def _gone() -> tuple[str, int]:
    to = home() if member() else None
    return render_template("workspace/link_gone.html", what="invitation", home=to), 410
