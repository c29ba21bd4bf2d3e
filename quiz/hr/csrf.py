"""Forms below /hr can only be sent from pages of ours; candidates' forms need no cookie for it.

Flask-WTF compares a token in the form with a secret in Flask's `session`. Here that session
holds nothing else and is no cookie of its own: the secret is derived from the cookie of the
session in our database, or of a short-lived one for forms of people who are not signed in.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect

from quiz.services import services
from quiz.tokens import keyed_hash, looks_like_token, new_token
from quiz.web.errors import is_below

HR = "/hr"
SESSION_COOKIE = "role_fit_session"
FORM_COOKIE = "role_fit_form"  # of somebody who is not signed in
FIELD = "csrf_token"
ELSEWHERE = ("cross-site", "same-site")  # what Sec-Fetch-Site says of other sites' pages


def guard_forms(app: Flask) -> None:
    """Guard every form below /hr, and no other."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # `refuse_forged` asks for it, below /hr only
        WTF_CSRF_TIME_LIMIT=None,  # it lasts as long as the cookie it is derived from
        WTF_CSRF_SSL_STRICT=False,  # no page of ours sends a Referer
    )
    app.session_interface = FormSecrets()
    guard = CSRFProtect(app)
    app.before_request(lambda: refuse_forged(guard))


def refuse_forged(guard: CSRFProtect) -> None:
    """Refuse what another site's page sends in the name of a member."""
    if not below_hr(request.path):
        return
    unsafe = request.method not in ("GET", "HEAD", "OPTIONS")
    if unsafe and request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        raise CSRFError("The form was sent from another site.")
    guard.protect()


def below_hr(path: str) -> bool:
    """Say whether an address belongs to the pages of members."""
    return is_below(path, HR)


class FormSecrets(SessionInterface):
    """Gives Flask-WTF its secret. Outside /hr there is no session and never a cookie."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Derive the secret from whichever cookie there is."""
        if not below_hr(request.path):
            return None
        for name in (SESSION_COOKIE, FORM_COOKIE):
            if looks_like_token(cookie := request.cookies.get(name, "")):
                return SecureCookieSession({FIELD: form_secret(cookie)})
        return _Unset()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Give a browser its cookie where a page with a form was made for it."""
        if isinstance(session, _Unset) and session.cookie:
            set_cookie(response, FORM_COOKIE, session.cookie)


class _Unset(SecureCookieSession):
    """A session that makes its cookie when Flask-WTF puts a secret into it."""

    def __init__(self) -> None:
        super().__init__()
        self.cookie: str | None = None

    def __setitem__(self, key: str, value: Any) -> None:
        if key == FIELD and self.cookie is None:
            self.cookie = new_token()
            value = form_secret(self.cookie)
        super().__setitem__(key, value)


def form_secret(cookie: str) -> str:
    """Derive from a browser's cookie the secret that its forms carry."""
    return keyed_hash(services().settings.secret_key, f"role-fit form {cookie}").hex()


def set_cookie(response: Any, name: str, value: str, seconds: int | None = None) -> None:
    """Set a cookie that only pages below /hr get, and no script."""
    response.set_cookie(name, value, max_age=seconds, **_attributes())


def delete_cookie(response: Any, name: str) -> None:
    """Take a cookie away again."""
    response.delete_cookie(name, **_attributes())


def _attributes() -> dict[str, Any]:
    return {
        "path": f"{request.script_root}{HR}",
        "secure": is_secure(),
        "httponly": True,
        "samesite": "Lax",
    }


def is_secure() -> bool:
    """Say whether the browser came by https, also where a proxy took it off."""
    return request.is_secure or (services().settings.address or "").startswith("https://")
