"""What members read when something fails: in English, and about workspaces."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from quiz.hr import access
from quiz.hr.csrf import FIELD

SECRETS = ("password", "current")  # fields that are never repeated to anybody
MOST_REPEATED = 100  # fields


@dataclass(frozen=True)
class MemberProblem:
    """One failure in plain words."""

    title: str
    detail: str
    remedy: str


FORM_TOO_OLD = MemberProblem(
    "This form is no longer valid",
    "You have signed in or out since its page was opened, or it does not come from a page of "
    "ours. Nothing was changed.",
    "Go back, keep what you wrote, reload the page and send it again.",
)
PROBLEMS = {
    400: MemberProblem(
        "This request cannot be read",
        "Something in the address or in the form is not readable text. Nothing was changed.",
        "Go back, reload the page and try again.",
    ),
    403: MemberProblem(
        "Your access does not allow this",
        "Nothing was changed.",
        "Ask an owner of your workspace to do it, or to change your access. The page Members "
        "shows who they are.",
    ),
    404: MemberProblem(
        "There is no such page",
        "Nothing is kept at this address in your workspace.",
        "Check the address, or begin at your openings.",
    ),
    405: MemberProblem(
        "This address does not work that way",
        "The page exists, but it cannot be asked for like this.",
        "Go back and use the links and buttons of the page.",
    ),
    413: MemberProblem(
        "That is too much to take in",
        "What was sent is larger than any form here takes. Nothing of it was saved.",
        "Go back, send less, or take a smaller file.",
    ),
    500: MemberProblem(
        "Something went wrong here",
        "It is a fault of this program, not of yours. What you had saved before is as it was.",
        "Go back and try once more. If it happens again, tell whoever runs this server.",
    ),
    503: MemberProblem(
        "The database cannot be reached",
        "Nothing you saved is lost. What you sent last may not be saved yet.",
        "Wait half a minute, then go back and press the button again.",
    ),
}
OTHER = MemberProblem(
    "This did not work", "The request was refused. Nothing was changed.", "Go back and try again."
)


def member_problem(error: HTTPException | None, status: int) -> MemberProblem:
    """Give the words for a failure below /hr."""
    if isinstance(error, CSRFError):
        return FORM_TOO_OLD
    return PROBLEMS.get(status, OTHER)


def member_error_page(problem: MemberProblem, status: int) -> Response:
    """Show a failure as one of the pages of members."""
    if status < 500:  # else the database may be what failed
        with suppress(SQLAlchemyError):
            access.member()
    again = _sent_from_here() if problem is FORM_TOO_OLD else None
    response = make_response(render_template("hr/error.html", problem=problem, again=again))
    response.status_code = status
    return response


def _sent_from_here() -> list[tuple[str, str]] | None:
    """What an out-of-date form of ours held, to be sent again by its member.

    Only where the browser itself says that a page of ours sent it: no other page can make
    it say so. None else.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or request.files:
        return None
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    secret = any(name.endswith(SECRETS) for name, _value in sent)
    return None if secret or not sent or len(sent) > MOST_REPEATED else sent
