"""What is written while the quiz runs: one line per fault, and on request one per request.

No line holds anything of a person: no address of theirs, no token, no query, no name. A
request is told by the name of its view, and found again by its id.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from quiz.services import services
from quiz.settings.declarations import Settings

HEADER = "X-Request-ID"
GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
TEXT = "%(asctime)s %(levelname)s %(message)s"
FIELDS = "role_fit"  # what a log record carries for the JSON line, beside its message
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}

requests = logging.getLogger("role_fit.requests")


class JsonLines(logging.Formatter):
    """One JSON object a line, also where a message has several lines."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if has_request_context() and "request_id" in g:
            line.setdefault("request_id", g.request_id)
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def write_to_stderr(settings: Settings) -> None:
    """Send everything that is logged in this process to standard error, as the operator asked."""
    handler = logging.StreamHandler()
    as_json = settings.log == "json"
    handler.setFormatter(JsonLines() if as_json else logging.Formatter(TEXT))
    logging.basicConfig(handlers=[handler])
    # A request that waits for a thread is no news worth a line.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    requests.setLevel(logging.INFO if as_json else logging.WARNING)


def follow_requests(app: Flask) -> None:
    """Give every request an id, and log how it was answered where that is asked for."""

    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = _request_id(believed=services().settings.proxies > 0)

    def end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        if requests.isEnabledFor(logging.INFO):
            requests.info("request", extra={FIELDS: told(response)})
        return response

    # The first to run before a view and, since they run backwards, the last one after it.
    app.before_request_funcs.setdefault(None, []).insert(0, begin)
    app.after_request_funcs.setdefault(None, []).insert(0, end)


def told(response: Response) -> dict[str, Any]:
    """What a line says of one request, and all that it says."""
    return {
        "request_id": g.request_id,
        "method": request.method if request.method in METHODS else "other",
        "view": view_name(),
        "status": response.status_code,
        "milliseconds": round(1000 * (time.perf_counter() - g.began), 1),
    }


def view_name() -> str:
    """The name of the view that answers: never the address, which may hold a token."""
    return request.endpoint or "none"


def request_id() -> str | None:
    """The id of the request that is answered now."""
    found: str | None = g.get("request_id")
    return found


def _request_id(*, believed: bool) -> str:
    given = request.headers.get(HEADER, "") if believed else ""
    return given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
