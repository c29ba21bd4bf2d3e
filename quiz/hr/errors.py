"""What members read when something fails: in English, and about workspaces."""

from __future__ import annotations

from contextlib import suppress

from flask import Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from quiz.hr import access
from quiz.hr.csrf import FIELD
from quiz.web.errors import Problem, problem_response, wants_json

SECRETS = ("password", "current")  # fields that are never repeated to anybody
MOST_REPEATED = 100  # fields


FORM_TOO_OLD = Problem(
    "This form is no longer valid",
    "You have signed in or out since its page was opened, or it does not come from a page of "
    "ours. Nothing was changed.",
    "Go back, keep what you wrote, reload the page and send it again.",
)
PROBLEMS = {
    400: Problem(
        "This request cannot be read",
        "Something in the address or in the form is not readable text. Nothing was changed.",
        "Go back, reload the page and try again.",
    ),
    403: Problem(
        "Your access does not allow this",
        "Nothing was changed.",
        "Ask an owner of your workspace to do it, or to change your access. The page Members "
        "shows who they are.",
    ),
    404: Problem(
        "There is no such page",
        "Nothing is kept at this address in your workspace.",
        "Check the address, or begin at your openings.",
    ),
    405: Problem(
        "This address does not work that way",
        "The page exists, but it cannot be asked for like this.",
        "Go back and use the links and buttons of the page.",
    ),
    413: Problem(
        "That is too much to take in",
        "What was sent is larger than any form here takes. Nothing of it was saved.",
        "Go back, send less, or take a smaller file.",
    ),
    500: Problem(
        "Something went wrong here",
        "It is a fault of this program, not of yours. What you had saved before is as it was.",
        "Go back and try once more. If it happens again, tell whoever runs this server.",
    ),
    503: Problem(
        "The database cannot be reached",
        "Nothing you saved is lost. What you sent last may not be saved yet.",
        "Wait half a minute, then go back and press the button again.",
    ),
}
OTHER = Problem(
    "This did not work", "The request was refused. Nothing was changed.", "Go back and try again."
)


def show_member_error(error: HTTPException | None, status: int) -> Response:
    """Show a failure below /hr as one of the pages of members."""
    problem = FORM_TOO_OLD if isinstance(error, CSRFError) else PROBLEMS.get(status, OTHER)
    if wants_json():
        return problem_response(status, problem.title, f"{problem.detail} {problem.remedy}")
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
