"""role-fit serve: started for real, asked over HTTP, and stopped."""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from quiz.commands.serve import LIMITS, address, listen
from quiz.hr.openings.logos import MOST_BYTES
from quiz.store import Store
from quiz.store.sweeping import sweep_hourly
from quiz.web.request_limits import LARGER

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def served(start, environment):
    """A running server and its address."""
    process = start("serve", "--port", "0")
    line = process.stdout.readline()
    found = re.fullmatch(r"Role Fit is at (http://localhost:\d+/) \(Ctrl-C stops it\)\n", line)
    assert found, line + process.stderr.read()
    return process, found[1]


def test_it_says_where_it_is_and_answers_there(served):
    _process, url = served
    with urllib.request.urlopen(url, timeout=30) as reply:  # noqa: S310
        assert reply.status == 200
        assert "Server" not in reply.headers
        assert b"<main" in reply.read()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(served, how):
    process, _url = served
    process.send_signal(how)
    _said, complained = process.communicate(timeout=30)
    assert process.returncode == 0, complained
    assert "Traceback" not in complained


LOST_ON_ITS_WAY = """
import importlib, signal, weakref
from quiz.commands import main

class Thing:
    pass

def listen(*_given):
    thing = Thing()
    _gone = weakref.ref(thing, lambda _: signal.raise_signal(signal.SIGTERM))
    del thing
    raise SystemExit("The signal was lost")

importlib.import_module("quiz.commands.serve").listen = listen
main(["serve"])
"""


def test_a_signal_during_the_start_is_not_lost_where_an_exception_would_be(environment):
    """As in what libraries do when something of theirs is collected."""
    command = (sys.executable, "-c", LOST_ON_ITS_WAY)
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_whatever_a_view_takes_the_server_lets_through():
    assert MOST_BYTES < max(LARGER.values()) < LIMITS["max_request_body_size"]


@pytest.fixture
def one_thread(app, monkeypatch):
    """The server with one thread that waits a second for who says nothing, and its port."""
    for name, value in {"threads": 1, "channel_timeout": 1, "cleanup_interval": 1}.items():
        monkeypatch.setitem(LIMITS, name, value)
    server = listen(app, "127.0.0.1", 0)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def test_slow_clients_hold_no_thread_and_are_hung_up_on(one_thread):
    """The head and the body of a request are gathered before a thread has it."""
    here = ("127.0.0.1", one_thread)
    head, body = b"GET / HTTP/1.1\r\nHost: x\r\n", b"Content-Length: 100\r\n\r\nticket="
    slow = [socket.create_connection(here, timeout=20) for _ in range(6)]
    for each, sent in zip(slow, [head, head + body] * 3, strict=True):
        each.sendall(sent)
    with urllib.request.urlopen(f"http://127.0.0.1:{one_thread}/", timeout=20) as reply:
        assert reply.status == 200
    for each in slow:
        assert each.recv(1) == b""
        each.close()


def test_a_port_in_use_is_one_line_with_the_remedy(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start("serve", "--host", "127.0.0.1", "--port", port)
        said, complained = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == ""
    (line,) = complained.splitlines()
    assert line.startswith(f"Port {port}: another program listens there already.")
    assert "--port" in line


def test_all_faults_of_the_settings_are_told(role_fit, monkeypatch, tmp_path):
    monkeypatch.setenv("ROLE_FIT_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("ROLE_FIT_KEEP_FINISHED_DAYS", "many")
    monkeypatch.setenv("ROLE_FIT_PRIVACY_URL", "here")
    done = role_fit("serve", "--port", "0")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("localhost", "http://localhost:8000/"),
        ("127.0.0.1", "http://localhost:8000/"),
        ("0.0.0.0", "http://localhost:8000/"),  # noqa: S104
        ("::", "http://localhost:8000/"),
        ("quiz.example.org", "http://quiz.example.org:8000/"),
        ("fd00::1", "http://[fd00::1]:8000/"),
    ],
)
def test_the_address_is_one_to_type_into_a_browser(host, shown):
    assert address(host, 8000) == shown


def test_expired_attempts_go_at_the_start(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/role-fit.sqlite3")
    store.migrate()
    store.attempts.create(b"x" * 32, "1.0.0", "en", LONG_AGO, LONG_AGO + timedelta(days=1))
    stopped = Event()
    sweeper = Thread(target=sweep_hourly, args=(store.sweep, stopped))
    sweeper.start()
    until = time.monotonic() + 30
    while store.attempts.find(b"x" * 32, LONG_AGO) and time.monotonic() < until:
        time.sleep(0.02)
    stopped.set()
    sweeper.join()
    assert store.attempts.find(b"x" * 32, LONG_AGO) is None
    store.close()


def test_a_sweep_that_fails_is_logged_and_not_the_end(tmp_path, caplog):
    store = Store(f"sqlite:///{tmp_path}/role-fit.sqlite3")  # without tables
    stopped = Event()
    stopped.set()
    with caplog.at_level(logging.ERROR):
        sweep_hourly(store.sweep, stopped)
    assert "could not be deleted" in caplog.text
    store.close()


def test_a_demo_says_where_its_people_are(start, tmp_path):
    process = start("serve", "--demo", "--port", "0")
    url = re.match(r"Role Fit is at (\S+) ", process.stdout.readline())[1]
    said = process.stdout.readline()
    assert (
        said == f"Demo: example people, kept in {tmp_path}/instance-demo and listed at {url}demo\n"
    )
    listed = [process.stdout.readline().split()[0] for _ in range(6)]
    with urllib.request.urlopen(f"{url}demo", timeout=30) as reply:  # noqa: S310
        page = reply.read().decode()
    for link in listed:
        assert link.removeprefix(url.rstrip("/")) in page
        with urllib.request.urlopen(link, timeout=30) as reply:  # noqa: S310
            assert reply.status == 200
    assert not (tmp_path / "instance").exists()
