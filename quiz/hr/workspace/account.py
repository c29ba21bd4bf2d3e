"""A member's own account: name, password, recovery codes, and where they are signed in."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from quiz.hr.access import begin_session, end_session, needs, signed_in
from quiz.hr.workspace.blueprint import blueprint
from quiz.hr.workspace.browsers import browser_in_words
from quiz.hr.workspace.codes import NUMBER, make_codes
from quiz.hr.workspace.forms import ChangePasswordForm, ConfirmForm, ProfileForm, sent
from quiz.hr.workspace.links import sends_mail
from quiz.hr.workspace.passwords import hash_password, is_password_of
from quiz.hr.workspace.sign_in_tries import SignInTries, in_words
from quiz.services import services
from quiz.store import LastOwner, Member

WRONG = "This is not your password. Check it, and try again."
CODES, LEAVE = "codes-", "leave-"  # the forms of one page that ask for the password
LAST_OWNER = "You are the last owner. Make somebody else an owner first, on the page Members."


@blueprint.get("/account")
@needs("viewer")
def account() -> tuple[str, int]:
    """Show the account."""
    return _page()


@blueprint.post("/account/profile")
@needs("viewer")
def save_profile() -> tuple[str, int] | Response:
    """Save name and notifications."""
    form = sent(ProfileForm)
    if not form.validate():
        return _page(profile=form, status=422)
    services().store.members.set_profile(signed_in().member_id, form.name.data, form.notified.data)
    return redirect(url_for("workspace.account", done="profile-saved"), 303)


@blueprint.post("/account/password")
@needs("viewer")
def change_password() -> tuple[str, int] | Response:
    """Set a new password; every other session ends, and this one gets a new token."""
    form = sent(ChangePasswordForm)
    found = _me()
    form.about = (found.name, found.email.partition("@")[0], signed_in().workspace)
    valid = form.validate()
    if not _confirmed(found, form.current):
        return _page(password=form, status=422)
    if not valid:
        return _page(password=form, status=422)
    services().store.members.set_password(found.id, hash_password(form.password.data))
    response = redirect(url_for("workspace.account", done="password-set"), 303)
    begin_session(response, found.id)
    return response


@blueprint.post("/account/codes")
@needs("viewer")
def new_codes() -> tuple[str, int]:
    """Make new recovery codes and show them, once."""
    form = sent(ConfirmForm, prefix=CODES)
    if not _confirmed(_me(), form.current):
        return _page(codes=form, status=422)
    codes = make_codes(signed_in().member_id)
    return render_template("workspace/codes.html", codes=codes, welcome=False), 200


@blueprint.post("/account/sessions/end")
@needs("viewer")
def end_one() -> Response:
    """Sign the member out in one browser; this one included, if it is named."""
    try:
        token_hash = bytes.fromhex(request.form.get("session", ""))
    except ValueError:
        token_hash = b""
    if token_hash == signed_in().token_hash:
        response = redirect(url_for("workspace.sign_in", done="signed-out"), 303)
        end_session(response)
        return response
    services().store.sessions.end(signed_in().member_id, token_hash)
    address = url_for("workspace.account", done="session-ended", _anchor="sessions")
    return redirect(address, 303)


@blueprint.post("/account/leave")
@needs("viewer")
def leave() -> tuple[str, int] | Response:
    """Remove the member themselves, with everything kept of them."""
    form = sent(ConfirmForm, prefix=LEAVE)
    found = _me()
    if not _confirmed(found, form.current):
        return _page(leaving=form, status=422)
    response = redirect(url_for("workspace.sign_in", done="left"), 303)
    try:
        services().store.members.remove(found.workspace_id, found.id)
    except LastOwner:
        form.current.errors = [LAST_OWNER]
        return _page(leaving=form, status=409)
    end_session(response)
    return response


def _me() -> Member:
    found = services().store.members.find(signed_in().member_id)
    if found is None:  # removed between two queries
        raise NotFound
    return found


def _confirmed(found: Member, field: Any) -> bool:
    """Say whether the member's password was given; put into words what was wrong with it."""
    tries = SignInTries("confirm", found.email)
    if wait := tries.count():
        field.errors = [f"There were too many tries. Wait {in_words(wait)}, then try again."]
        return False
    if not is_password_of(found, field.data or ""):
        field.errors = [WRONG]
        return False
    tries.succeeded()
    return True


def _page(
    profile: ProfileForm | None = None,
    password: ChangePasswordForm | None = None,
    codes: ConfirmForm | None = None,
    leaving: ConfirmForm | None = None,
    *,
    status: int = 200,
) -> tuple[str, int]:
    here, me = services(), signed_in()
    found = here.store.sessions.of(me.member_id, here.clock())
    html = render_template(
        "workspace/account.html",
        profile=profile or ProfileForm(data={"name": me.name, "notified": me.notified}),
        password=password or ChangePasswordForm(),
        codes=codes or ConfirmForm(prefix=CODES),
        leaving=leaving or ConfirmForm(prefix=LEAVE),
        codes_left=here.store.members.codes_left(me.member_id),
        codes_made=NUMBER,
        sends_mail=sends_mail(),
        sessions=[
            {
                "id": each.token_hash.hex(),
                "here": each.token_hash == me.token_hash,
                "browser": browser_in_words(each.browser),
                "seen_at": each.seen_at,
                "created_at": each.created_at,
            }
            for each in found
        ],
    )
    return html, status
