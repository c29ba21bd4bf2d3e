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

from quiz.languages.language import N_
from quiz.languages.request_language import language_in_address, request_language, use_language
from quiz.typed_text import ANY_SITE
from quiz.web.headers import allow_frames, framing_sites
from quiz.web.logs import request_id

RETRY_AFTER = 30  # seconds
# A database that became read-only (a full disk, a stand-by that took over) says InternalError.
DATABASE_TROUBLE = (OperationalError, InterfaceError, InternalError, NoConnection)
KEPT = (429, 503)  # after which the same can be sent again
ERROR_PAGES = "error_pages"  # where an application keeps the pages of its rooms
JSON = ".json"  # how the path of a route ends that never answers with a page


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
OTHER = Problem(
    N_("This did not work"),
    N_("The request was refused. Nothing was changed."),
    N_("Go back and try again."),
)


class Missing(NotFound):
    """Something that was asked for is not there; each kind says so in words of its own."""

    problem = PROBLEMS[404]
    template = "look/error.html"
    framed_anywhere = False  # whether its page may be shown in a frame of any site


class UnknownOpening(Missing):
    """No opening has this id: mistyped, cut short, or deleted by who made it."""

    problem = Problem(
        N_("There is no quiz at this address"),
        N_("The link is not complete, or the employer has taken this quiz away."),
        N_("Look at the job’s page once more. You can apply there without this quiz."),
    )


ErrorPage = Callable[[HTTPException | None, int], Response]


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
    app.extensions[ERROR_PAGES] = {}
    app.register_error_handler(HTTPException, show_http_error)
    for trouble in DATABASE_TROUBLE:
        app.register_error_handler(trouble, show_database_trouble)


def register_error_page(app: Flask, prefix: str, page: ErrorPage) -> None:
    """Let a room answer by itself where something fails at an address of its own."""
    app.extensions[ERROR_PAGES][prefix] = page


def show_http_error(error: HTTPException) -> Response:
    """Show the page of an HTTP error; redirects pass as they are."""
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, BadHost):  # a page has links, and nothing says where they would lead
        return problem_response(400, PROBLEMS[400].title, "The Host header names no host.")
    response = _page_at(request.path)(error, error.code)
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if wait := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(wait)
    return response


def show_database_trouble(error: Exception) -> Response:
    """Say that the database is out of reach, and that nothing saved is lost."""
    current_app.logger.error(
        "Database trouble in %s, request %s: %s",
        request.endpoint,
        request_id(),
        without_token(str(error)),
    )
    response = _page_at(request.path)(None, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def is_below(path: str, prefix: str) -> bool:
    """Whether a path is this one, or one below it."""
    return path == prefix or path.startswith(f"{prefix}/")


def _page_at(path: str) -> ErrorPage:
    pages: dict[str, ErrorPage] = current_app.extensions[ERROR_PAGES]
    return next((page for prefix, page in pages.items() if is_below(path, prefix)), _error_page)


def _error_page(error: HTTPException | None, status: int) -> Response:
    missing = error if isinstance(error, Missing) else None
    problem = missing.problem if missing else PROBLEMS.get(status, OTHER)
    if code := language_in_address():
        use_language(code)
    if wants_json():
        title, detail, remedy = map(
            request_language().gettext, (problem.title, problem.detail, problem.remedy)
        )
        return problem_response(status, title, f"{detail} {remedy}")
    if (status in KEPT or (missing and missing.framed_anywhere)) and not framing_sites():
        # Which sites may show it stands in the database, or is no longer known. Nobody gets
        # anything by framing a page that says no more than this.
        allow_frames((ANY_SITE,))
    response = make_response(
        render_template(
            missing.template if missing else Missing.template,
            problem=problem,
            sent_from=getattr(error, "sent_from", None),
            kept=_sent_fields() if status in KEPT else [],
            request_id=request_id() if status >= 500 else None,
        )
    )
    response.status_code = status
    return response


def _sent_fields() -> list[tuple[str, str]]:
    """What a form brought that could not be used now, to be sent again as it is."""
    return list(request.form.items(multi=True)) if request.method == "POST" else []


def problem_response(status: int, title: str, detail: str, **more: object) -> Response:
    """Say a failure as RFC 9457 has it, with whatever more its receiver can use."""
    response = jsonify(type="about:blank", title=title, status=status, detail=detail, **more)
    response.mimetype = "application/problem+json"
    response.status_code = status
    return response


def wants_json() -> bool:
    """Whether whoever asked reads JSON rather than a page."""
    if request.path.endswith(JSON):
        return True
    accepted = request.accept_mimetypes
    json = max(accepted["application/json"], accepted["application/problem+json"])
    return bool(json > accepted["text/html"])
