"""From exception to page: the one place that decides what a person sees when it fails."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import BadHost, HTTPException, NotFound

from quiz.hr.csrf import below_hr
from quiz.hr.errors import member_error_page, member_problem
from quiz.languages.language import N_
from quiz.languages.request_language import asked, speak, spoken
from quiz.sites import ANY_SITE
from quiz.store import AttemptGone
from quiz.web.headers import allow_frames, framed_by
from quiz.web.logs import request_id

RETRY_AFTER = 30  # seconds
# A database that became read-only (a full disk, a stand-by that took over) says InternalError.
DATABASE_TROUBLE = (OperationalError, InterfaceError, InternalError, NoConnection)
KEPT = (429, 503)  # after which the same can be sent again
JSON = ".json"  # how the path of a route ends that never answers with a page


class UnknownAttempt(NotFound):
    """No attempt has this token: mistyped, cut short, forged, or deleted when its time was up.

    Attributes
    ----------
    sent_from : str or None
        The token, where an employer still has what was sent from there.
    """

    def __init__(self, sent_from: str | None = None) -> None:
        super().__init__()
        self.sent_from = sent_from


class NoResult(NotFound):
    """This attempt has no result yet."""


class UnknownShare(NotFound):
    """No share has this token: mistyped, revoked, or gone with its attempt."""


class UnknownOpening(NotFound):
    """No opening has this id: mistyped, cut short, or deleted by who made it."""


@dataclass(frozen=True)
class Problem:
    """One failure in plain words, for the page and for JSON alike."""

    title: str
    detail: str
    remedy: str


PROBLEMS = {
    400: Problem(
        N_("This request cannot be read"),
        N_("Something in the address or in the form is not readable text."),
        N_("Go back, reload the page and try again."),
    ),
    404: Problem(
        N_("There is no such page"),
        N_("Nothing is kept at this address."),
        N_("Check the address for a missing or an extra character, or go to the start page."),
    ),
    405: Problem(
        N_("This address does not work that way"),
        N_("The page exists, but it cannot be asked for like this."),
        N_("Go back and use the links and buttons of the page."),
    ),
    413: Problem(
        N_("That is too much to take in"),
        N_("The form that was sent is far larger than a page of answers. Nothing of it was saved."),
        N_("Go back, reload the page and send your answers again."),
    ),
    429: Problem(
        N_("That was too often"),
        N_("More was sent from here than people send. What was saved before stays saved."),
        N_("Wait some minutes, then send it again."),
    ),
    500: Problem(
        N_("Something went wrong here"),
        N_("It is a fault of this quiz, not of yours. It changed nothing you had saved before."),
        N_(
            "Go back and try once more. If it happens again, please tell the people who run "
            "this quiz."
        ),
    ),
    503: Problem(
        N_("The quiz cannot reach its database"),
        N_("Nothing you saved is lost. What you sent just now may not be saved yet."),
        N_("Wait half a minute, then try again."),
    ),
}
UNKNOWN_ATTEMPT = Problem(
    N_("We cannot find these answers"),
    N_("No answers are kept at this address: it is not complete, or they have been deleted."),
    N_("Compare the address with the one you saved, or start again."),
)
NO_RESULT = Problem(
    N_("There is no result yet"),
    N_("These answers have not been scored."),
    N_("Answer the statements that are left, and press the button on the review page."),
)
UNKNOWN_SHARE = Problem(
    N_("Nothing is shared here"),
    N_("The link is not complete, or whoever shared it has taken it back or deleted their result."),
    N_("Compare the address with the one you were given, or ask the person who gave it to you."),
)
UNKNOWN_OPENING = Problem(
    N_("There is no quiz at this address"),
    N_("The link is not complete, or the employer has taken this quiz away."),
    N_("Look at the job’s page once more. You can apply there without this quiz."),
)
OTHER = Problem(
    N_("This did not work"),
    N_("The request was refused. Nothing was changed."),
    N_("Go back and try again."),
)


class Quiz(Flask):
    """Flask, except that a log never holds a token, and that no function is asynchronous."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function as it is: to ask of each at each request takes as long as a view."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Log an unforeseen exception by the name of the view, never by its address."""
        text = "".join(traceback.format_exception(*exc_info))
        self.logger.error(
            "Unforeseen exception in %s, request %s\n%s",
            request.endpoint,
            request_id(),
            without_token(text),
        )


def without_token(text: str) -> str:
    """Take the token of this request's address out of a text for the log."""
    token = (request.view_args or {}).get("token")
    return text.replace(token, "(token)") if token else text


def register_errors(app: Flask) -> None:
    """Give every exception its page."""
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(AttemptGone, show_attempt_gone)
    for trouble in DATABASE_TROUBLE:
        app.register_error_handler(trouble, show_database_trouble)


def show_http_error(error: HTTPException) -> Response:
    """Show the page of an HTTP error; redirects pass as they are."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, BadHost):  # a page has links, and nothing says where they would lead
        problem = PROBLEMS[400]
        return problem_response(400, problem.title, "The Host header names no host.")
    if below_hr(request.path):
        response = _to_member(error, error.code)
    else:
        response = _response(_problem(error), error.code, error)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if wait := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(wait)
    return response


def _problem(error: HTTPException) -> Problem:
    if isinstance(error, UnknownAttempt):
        return UNKNOWN_ATTEMPT
    if isinstance(error, UnknownShare):
        return UNKNOWN_SHARE
    if isinstance(error, UnknownOpening):
        return UNKNOWN_OPENING
    return NO_RESULT if isinstance(error, NoResult) else PROBLEMS.get(error.code or 500, OTHER)


def show_attempt_gone(_error: AttemptGone) -> Response:
    """Show what an unknown token shows: the attempt went between reading and writing."""
    return show_http_error(UnknownAttempt())


def show_database_trouble(error: Exception) -> Response:
    """Say that the database is out of reach, and that nothing saved is lost."""
    note_database_trouble(error)
    to_member = below_hr(request.path)
    response = _to_member(None, 503) if to_member else _response(PROBLEMS[503], 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def note_database_trouble(error: Exception) -> None:
    """Log what the database said, without what it was asked for."""
    current_app.logger.error(
        "Database trouble in %s, request %s: %s",
        request.endpoint,
        request_id(),
        without_token(str(error)),
    )


def _response(problem: Problem, status: int, error: HTTPException | None = None) -> Response:
    unknown_attempt = isinstance(error, UnknownAttempt)
    if code := asked():
        speak(code)
    if _wants_json():
        title, detail, remedy = map(
            spoken().gettext, (problem.title, problem.detail, problem.remedy)
        )
        return problem_response(status, title, f"{detail} {remedy}")
    if (status in KEPT or unknown_attempt) and not framed_by():
        # Which sites may show it stands in the database, or is no longer known. Nobody gets
        # anything by framing a page that says no more than this.
        allow_frames((ANY_SITE,))
    response = make_response(
        render_template(
            "look/error.html",
            problem=problem,
            unknown_attempt=unknown_attempt,
            sent_from=getattr(error, "sent_from", None),
            kept=_kept() if status in KEPT else [],
            request_id=request_id() if status >= 500 else None,
        )
    )
    response.status_code = status
    return response


def _kept() -> list[tuple[str, str]]:
    """What a form brought that could not be used now, to be sent again as it is."""
    return list(request.form.items(multi=True)) if request.method == "POST" else []


def _to_member(error: HTTPException | None, status: int) -> Response:
    problem = member_problem(error, status)
    if _wants_json():
        return problem_response(status, problem.title, f"{problem.detail} {problem.remedy}")
    return member_error_page(problem, status)


def problem_response(status: int, title: str, detail: str, **more: object) -> Response:
    """Say a failure as RFC 9457 has it, with whatever more its receiver can use."""
    response = jsonify(type="about:blank", title=title, status=status, detail=detail, **more)
    response.mimetype = "application/problem+json"
    response.status_code = status
    return response


def _wants_json() -> bool:
    if request.path.endswith(JSON):
        return True
    accepted = request.accept_mimetypes
    json = max(accepted["application/json"], accepted["application/problem+json"])
    return bool(json > accepted["text/html"])
