"""Ways back in for members who lost their password."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from quiz.hr.access import begin_session, home
from quiz.hr.one_time_links import RECOVERY_LASTS, make_recovery
from quiz.hr.workspace.blueprint import blueprint
from quiz.hr.workspace.codes import hash_code
from quiz.hr.workspace.forms import CodeForm, EmailForm, NewPassword, sent
from quiz.hr.workspace.links import mail_recovery, sends_mail, whole
from quiz.hr.workspace.passwords import hash_password
from quiz.hr.workspace.sign_in_tries import MAILS, SignInTries, in_words, remember_browser, too_many
from quiz.services import Services, services
from quiz.store import RecoveryGone
from quiz.tokens import hash_token, new_token

BY_MAIL, BY_CODE = "mail-", "code-"  # two forms on one page
NO_SUCH_CODE = (
    "This address and code do not belong together, or the code was used before. Check both, "
    "or take another code."
)


@blueprint.get("/forgotten")
def forgotten() -> tuple[str, int]:
    """Offer every way back in there is."""
    return _page()


@blueprint.post("/forgotten")
def mail_link() -> tuple[str, int] | Response:
    """Mail a link for a new password; the answer is the same whether anybody has the address."""
    form = sent(EmailForm, prefix=BY_MAIL)
    if not form.validate():
        return _page(by_mail=form, status=422)
    response = redirect(url_for("workspace.forgotten", done="mailed"), 303)
    email = form.email.data
    if sends_mail() and not too_many("recovery mail", email, MAILS):
        # After the answer has gone out: how long it takes tells whether anybody has the address.
        response.call_on_close(_mail_later(services(), email))
    return response


def _mail_later(here: Services, email: str) -> Callable[[], None]:
    begin, now = whole(""), here.clock()

    def make_and_mail() -> None:
        if path := make_recovery(here.store, email, now, RECOVERY_LASTS):
            mail_recovery(here.settings, email, begin + path)

    return make_and_mail


@blueprint.post("/forgotten/code")
def use_code() -> tuple[str, int] | Response:
    """Turn a recovery code into a link for a new password."""
    form = sent(CodeForm, prefix=BY_CODE)
    if not form.validate():
        return _page(by_code=form, status=422)
    here, email, token = services(), form.email.data, new_token()
    tries = SignInTries("recovery code", email, guessable=False)
    if wait := tries.count():
        form.code.errors = [f"There were too many tries. Wait {in_words(wait)}, then try again."]
        return _page(by_code=form, status=429)
    until = here.clock() + RECOVERY_LASTS
    code_hash = hash_code(form.code.data)
    if not here.store.recoveries.use_code(email, code_hash, hash_token(token), until):
        form.code.errors = [NO_SUCH_CODE]
        return _page(by_code=form, status=422)
    tries.succeeded()
    return redirect(url_for("workspace.recover", token=token), 303)


@blueprint.get("/recover/<token>")
def recover(token: str) -> tuple[str, int]:
    """Ask for the new password."""
    here = services()
    found = here.store.recoveries.find(hash_token(token), here.clock())
    if found is None:
        return _gone()
    return render_template("workspace/recover.html", form=NewPassword(), email=found.email), 200


@blueprint.post("/recover/<token>")
def set_password(token: str) -> tuple[str, int] | Response:
    """Set it, sign its member out everywhere, and in here."""
    here = services()
    found = here.store.recoveries.find(hash_token(token), here.clock())
    if found is None:
        return _gone()
    form = sent(NewPassword)
    form.about = (found.name, found.email.partition("@")[0])
    if not form.validate():
        return render_template("workspace/recover.html", form=form, email=found.email), 422
    try:
        member_id = here.store.recoveries.use(
            hash_token(token), hash_password(form.password.data), here.clock()
        )
    except RecoveryGone:
        return _gone()
    response = redirect(f"{home()}?done=password-set", 303)
    begin_session(response, member_id)
    remember_browser(response, found.email)
    return response


def _page(
    by_mail: EmailForm | None = None, by_code: CodeForm | None = None, *, status: int = 200
) -> tuple[str, int]:
    html = render_template(
        "workspace/forgotten.html",
        by_mail=by_mail or EmailForm(prefix=BY_MAIL),
        by_code=by_code or CodeForm(prefix=BY_CODE),
        sends_mail=sends_mail(),
    )
    return html, status


def _gone() -> tuple[str, int]:
    return render_template("workspace/link_gone.html", what="recovery", home=None), 410
