"""What machines ask: does the process live, can it do its work, how much did it do."""

from __future__ import annotations

import hmac
import logging

from flask import Blueprint, abort, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from model.inputs.faults import Faults
from quiz.services import services
from quiz.web import metrics

log = logging.getLogger("role_fit.health")
blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that the process answers; nothing else is asked."""
    return _plain("alive", 200)


@blueprint.get("/readyz")
def ready() -> Response:
    """Say whether the database answers, and has the tables of this version."""
    try:
        services().store.check()
    except (SQLAlchemyError, Faults) as error:
        log.warning("Not ready: %s", type(error).__name__)
        return _plain("not ready", 503)
    return _plain("ready", 200)


@blueprint.get("/metrics")
def show_metrics() -> Response:
    """Show Prometheus what was counted, if it shows the token; else there is no such page."""
    token = services().settings.metrics_token
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token is None or not hmac.compare_digest(shown.encode(), token.encode()):
        abort(404)
    text, mimetype = metrics.exposition()
    return Response(text, content_type=mimetype)


def _plain(word: str, status: int) -> Response:
    return Response(f"{word}\n", status, mimetype="text/plain")
