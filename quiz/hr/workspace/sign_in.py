"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quiz.hr.access import begin_session, end_session, home, member, needs, own_path, signed_in
from quiz.hr.workspace.blueprint import blueprint
from quiz.hr.workspace.forms import SignInForm, sent
from quiz.hr.workspace.passwords import is_password_of
from quiz.hr.workspace.sign_in_tries import SignInTries, in_words, remember_browser
from quiz.services import services

WRONG = "This address and password do not belong together. Check both, and try again."


@blueprint.get("/")
@needs("viewer")
def index() -> Response:
    """Go on to the openings."""
    return redirect(home())


@blueprint.get("/sign-in")
def sign_in() -> tuple[str, int] | Response:
    """Ask for address and password."""
    if member() is not None:
        return redirect(_next())
    return _page(SignInForm())


@blueprint.post("/sign-in")
def begin() -> tuple[str, int] | Response:
    """Sign a member in, and go on to where they wanted."""
    form = sent(SignInForm)
    if not form.validate():
        return _page(form, status=422)
    tries = SignInTries("sign-in", form.email.data)
    if wait := tries.count():
        return _too_many_tries(form, wait)
    found = services().store.members.by_email(form.email.data)
    if not is_password_of(found, form.password.data) or found is None:
        form.password.errors = [WRONG]
        return _page(form, status=422)
    tries.succeeded()
    response = redirect(_next(), 303)
    begin_session(response, found.id)
    remember_browser(response, found.email)
    return response


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End this browser's session; a second time changes nothing."""
    response = redirect(url_for("workspace.sign_in", done="signed-out"), 303)
    end_session(response)
    return response


@blueprint.post("/sign-out-everywhere")
@needs("viewer")
def sign_out_everywhere() -> Response:
    """End every session of the member."""
    services().store.sessions.end_all(signed_in().member_id)
    response = redirect(url_for("workspace.sign_in", done="signed-out-everywhere"), 303)
    end_session(response)
    return response


def _next() -> str:
    return request.script_root + own_path(request.values.get("next", ""))


def _too_many_tries(form: SignInForm, wait: timedelta) -> tuple[str, int]:
    """Say how long to wait, and which other way in there is."""
    form.password.errors = [
        f"There were too many tries. Wait {in_words(wait)}, then try again. Until then you can "
        "use a recovery code."
    ]
    return _page(form, status=429)


def _page(form: SignInForm, *, status: int = 200) -> tuple[str, int]:
    html = render_template("workspace/sign_in.html", form=form, next=request.values.get("next", ""))
    return html, status
