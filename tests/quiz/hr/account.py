"""Members at their browsers, who press what their pages offer."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import redirect

from quiz.hr.access import begin_session
from quiz.hr.workspace.passwords import hash_password
from quiz.hr.workspace.sign_in_tries import remember_browser
from quiz.services import EXTENSION
from quiz.store import Joining
from quiz.tokens import hash_token, new_token
from tests.quiz.hr.pages import HrPage

PASSWORD = "tide over slow granite"
_HASH: list[str] = []


@dataclass
class MemberAtWork:
    """Somebody with a browser of their own."""

    app: Any
    email: str
    password: str = PASSWORD
    client: Any = field(init=False)
    member_id: int | None = None
    workspace_id: int | None = None
    _tokens: dict[Any, str] = field(default_factory=dict)

    def __post_init__(self):
        self.client = self.app.test_client()

    def get(self, address, **more):
        return HrPage(self.client.get(address, **more))

    def csrf(self):
        """The token that this browser's forms carry, the same as long as its cookies are."""
        if self._token_of_cookies() not in self._tokens:
            page = self.client.get("/hr/account")
            if page.status_code != 200:
                page = self.client.get("/hr/sign-in")
            found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
            self._tokens[self._token_of_cookies()] = found
        return self._tokens[self._token_of_cookies()]

    def _token_of_cookies(self):
        names = ("role_fit_session", "role_fit_form")
        return tuple(
            cookie and cookie.value
            for cookie in (self.client.get_cookie(name, path="/hr") for name in names)
        )

    def post(self, address, fields=None, *, csrf=True, **more):
        """Send a form from a page of ours; without `csrf`, as another site would."""
        sent = dict(fields or {})
        if csrf:
            sent.setdefault("csrf_token", self.csrf())
        return HrPage(self.client.post(address, data=sent, **more))

    def sign_in(self, **more):
        fields = {"email": self.email, "password": self.password, **more}
        return self.post("/hr/sign-in", fields)


def hire(app, name, access="owner", workspace_id=None, *, workspace="Example & Daughters"):
    """Make a member as an invitation does, sign them in, and give them with their browser."""
    services = app.extensions[EXTENSION]
    store, now = services.store, services.clock()
    email, token = f"{name.lower()}@example.org", new_token()
    store.invitations.make(
        hash_token(token), workspace_id, email, access, now, now.replace(year=now.year + 1)
    )
    joining = Joining(workspace, email, name, _password_hash())
    member_id = store.invitations.accept(hash_token(token), joining, now)
    at_work = MemberAtWork(app, email)
    at_work.member_id = member_id
    at_work.workspace_id = store.members.find(member_id).workspace_id
    let_in(at_work)
    return at_work


def let_in(member):
    """Begin a session as signing in does, but for the password: to hash one takes time on purpose.

    Signing in with it is tried in `workspace/test_sign_in.py`.
    """
    with member.app.test_request_context("/hr/sign-in"):
        response = redirect("/hr/")
        begin_session(response, member.member_id)
        remember_browser(response, member.email)
    for line in response.headers.getlist("Set-Cookie"):
        name, value = line.split(";")[0].split("=", 1)
        if value:
            member.client.set_cookie(name, value, path="/hr")


def _password_hash():
    if not _HASH:  # made once: it takes time on purpose
        _HASH.append(hash_password(PASSWORD))
    return _HASH[0]
