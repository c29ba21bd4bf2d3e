"""The production server: granian with several workers, asked over HTTP."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from bench.servers import free_port

TOKEN = "m" * 40
SECONDS_TO_START = 90


@pytest.fixture(scope="module")
def granian(tmp_path_factory):
    """The command of docs/operations.md, on a port of its own."""
    folder = tmp_path_factory.mktemp("granian")
    (folder / "metrics").mkdir()
    port = free_port()
    environ = {
        **os.environ,
        "ROLE_FIT_INSTANCE": str(folder / "instance"),
        "ROLE_FIT_LOG": "json",
        "ROLE_FIT_METRICS": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"),
    }
    command = [f"{sys.prefix}/bin/granian", "--interface", "wsgi", "--workers", "2"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--blocking-threads", "8", "--port", str(port), "quiz.wsgi:app"],
            env=environ,
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_it_answers(port, process, folder / "log")
        yield f"http://127.0.0.1:{port}", folder / "log"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # a busy machine; how it stops is not tried here
            process.kill()
            process.wait()


def wait_until_it_answers(port, process, log):
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())


def get(url, **headers):
    request = urllib.request.Request(url, headers=headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310
        return reply.read().decode(), reply.headers


def test_it_serves_the_quiz_with_every_header(granian):
    url, _log = granian
    text, headers = get(f"{url}/")
    assert 'data-page="start"' in text
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-ID"]


def test_workers_count_together_for_prometheus(granian):
    url, _log = granian
    for _ in range(20):
        get(f"{url}/healthz")
    text, _headers = get(f"{url}/metrics", Authorization=f"Bearer {TOKEN}")
    (line,) = (
        line
        for line in text.splitlines()
        if 'view="health.alive"' in line and line.startswith("role_fit_requests_total")
    )
    assert float(line.split()[-1]) == 20


def test_metrics_are_nowhere_without_the_token(granian):
    url, _log = granian
    with pytest.raises(urllib.error.HTTPError, match="404") as caught:
        get(f"{url}/metrics")
    caught.value.close()


def test_requests_are_logged_as_json_lines(granian):
    url, log = granian
    get(f"{url}/?secret=query")
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    assert any('"view": "take.start"' in line for line in lines)
    assert not any("secret" in line for line in lines)
