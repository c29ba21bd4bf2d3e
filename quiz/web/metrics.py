"""How many requests there were and how long they took, for Prometheus.

With several worker processes, PROMETHEUS_MULTIPROC_DIR names the folder in which they put
their figures together, as prometheus-client has it; without, a process tells its own.
"""

from __future__ import annotations

import os
import time
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from flask import Flask, Response, g, request

from quiz.web.logs import METHODS, view_name

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Meters(NamedTuple):
    """Everything that is counted in this process."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram


@cache
def meters() -> Meters:
    """Make the counters, once a process. The library is loaded only where somebody asked."""
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    return Meters(
        registry,
        Counter(
            "role_fit_requests",
            "Requests that were answered.",
            ("method", "view", "status"),
            registry=registry,
        ),
        Histogram(
            "role_fit_request_seconds",
            "Time from the request to its answer.",
            ("view",),
            buckets=SECONDS,
            registry=registry,
        ),
    )


def count_requests(app: Flask) -> None:
    """Count every request to this application."""
    counted = meters()

    def count(response: Response) -> Response:
        method = request.method if request.method in METHODS else "other"
        counted.requests.labels(method, view_name(), str(response.status_code)).inc()
        counted.seconds.labels(view_name()).observe(time.perf_counter() - g.began)
        return response

    app.after_request(count)


def exposition() -> tuple[bytes, str]:
    """Give the figures as Prometheus reads them, and what type that is."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = meters().registry
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return generate_latest(registry), CONTENT_TYPE_LATEST
