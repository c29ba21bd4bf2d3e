"""Who is signed in, and what they may do. Every page of a member asks here, and nowhere else.

The workspace comes from the session's row in the database, never from a request: a view loads
what an address names, compares its workspace with `signed_in().workspace_id`, and answers
404 where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from quiz.hr import csrf
from quiz.hr.csrf import FORM_COOKIE, HR, SESSION_COOKIE
from quiz.hr.notices import notice
from quiz.languages.request_language import address_in_sight, use_language
from quiz.services import services
from quiz.store import SignedIn
from quiz.tokens import hash_token, looks_like_token, new_token

LONGEST = timedelta(days=14)  # any session is over then, used or not
BROWSER_LENGTH = 300  # characters kept of how a browser names itself
HOME = f"{HR}/openings"
# Paths of our own that can be opened after signing in: no host, no way out by dots.
OWN_PATH = re.compile(rf"{HR}/(?!/)(?:[A-Za-z0-9/_~?=&+.-]|%(?!2e|2f|5c)[0-9a-f]{{2}})*", re.I)


def guard_members(app: Flask) -> None:
    """Guard the forms of members, and tell templates who looks at them."""
    app.before_request(_speak_english)
    csrf.guard_forms(app)
    app.context_processor(lambda: {"member": g.get("member"), "hr_home": home, "notice": notice})


def needs(access: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only members with this access, or more, see what a view shows.

    Below it stands the view itself: put it under the route.

    >>> @needs("viewer")
    ... def members():
    ...     pass
    >>> members.needs_access
    'viewer'
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*arguments: Any, **named: Any) -> Any:
            found = member()
            if found is None:
                return redirect(url_for("workspace.sign_in", next=_asked_for()), 303)
            if not found.may(access):
                raise Forbidden
            return view(*arguments, **named)

        guarded.needs_access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


def member() -> SignedIn | None:
    """The member whose browser asks; None where nobody is signed in."""
    if "member" not in g:
        token = request.cookies.get(SESSION_COOKIE, "")
        now = services().clock()
        sessions = services().store.sessions
        known = csrf.below_hr(request.path) and looks_like_token(token)
        g.member = sessions.find(hash_token(token), now) if known else None
    found: SignedIn | None = g.member
    return found


def signed_in() -> SignedIn:
    """The member whose browser asks, in a view that `needs` one."""
    found = member()
    if found is None:
        raise LookupError("Nobody is signed in; put @needs on this view")
    return found


def begin_session(response: Response, member_id: int) -> None:
    """Sign a member in, under a token that nobody can have known before."""
    here_and_now = services()
    now = here_and_now.clock()
    _end()
    token = new_token()
    here_and_now.store.sessions.begin(hash_token(token), member_id, _browser(), now, now + LONGEST)
    csrf.set_cookie(response, SESSION_COOKIE, token)
    csrf.delete_cookie(response, FORM_COOKIE)


def end_session(response: Response) -> None:
    """End the session of this browser, if it has one, and take its cookie away."""
    _end()
    csrf.delete_cookie(response, SESSION_COOKIE)


def own_path(path: str) -> str:
    """Give a path to go on to, only if it is one below /hr; else the first page of members.

    >>> own_path("/hr/members"), own_path("//evil.example/hr/")
    ('/hr/members', '/hr/openings')
    """
    safe = OWN_PATH.fullmatch(path) and "/." not in path and len(path) < 500
    return path if safe else HOME


def home() -> str:
    """The address of the first page of members."""
    return request.script_root + HOME


def _speak_english() -> None:
    if csrf.below_hr(request.path):
        use_language("en")


def _end() -> None:
    found = member()
    if found is not None:
        services().store.sessions.end(found.member_id, found.token_hash)
    g.pop("member", None)


def _asked_for() -> str:
    path = address_in_sight().removeprefix(request.script_root)
    query = request.query_string.decode()
    return f"{path}?{query}" if query and request.method in ("GET", "HEAD") else path


def _browser() -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in request.user_agent.string)
    return text[:BROWSER_LENGTH]
