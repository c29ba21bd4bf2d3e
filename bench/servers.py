"""The servers that are compared, each in a process of its own, and the CPU time they take."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

TICK = os.sysconf("SC_CLK_TCK")
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A program that answers at a port of this computer."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_seconds(self) -> float:
        """CPU time of its process until now: user and system, all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory_bytes(self) -> int:
        """What its process holds of the memory (PSS): what it shares is counted in shares."""
        told = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(1024 * int(kb) for kb in re.findall(r"^Pss:\s+(\d+) kB", told, re.MULTILINE))


@dataclass
class Visitor:
    """A browser with one connection, which follows redirects and keeps cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    requests: int = 0

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("localhost", self.port, timeout=60)

    def get(self, path: str) -> str:
        """Open a page; give its address after redirects, and keep its text."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> str:
        """Send a form as a browser does."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> str:
        headers = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "en"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        self._connection.request(method, path, body, headers)
        reply = self._connection.getresponse()
        self.body = reply.read()
        self.packed = reply.headers.get("Content-Encoding") == "gzip"
        self.requests += 1
        for cookie in reply.headers.get_all("Set-Cookie", []):
            name, _, text = cookie.partition(";")[0].partition("=")
            self.cookies[name] = text
        if reply.status in (301, 302, 303, 307):
            where = urlsplit(reply.headers["Location"])
            query = f"?{where.query}" if where.query else ""
            return self.get(where.path + query)
        if reply.status >= 400:
            raise RuntimeError(f"{method} {path} answered {reply.status}")
        return path

    @property
    def text(self) -> str:
        """The page in sight."""
        import gzip

        return (gzip.decompress(self.body) if self.packed else self.body).decode()

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def hidden(self, name: str) -> str:
        """What a hidden field of the page in sight holds."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        if found is None:
            raise RuntimeError(f"The page has no field {name}")
        return found[1]


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], port: int, folder: Path, environ: Mapping[str, str]
) -> Iterator[Server]:
    """Start a server, wait until it listens, and stop it at the end."""
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 (our own commands)
            command,
            cwd=folder,
            env={**os.environ, **environ},
            stdout=output,
            stderr=output,
            start_new_session=True,  # so that what it starts itself is stopped with it
        )
        try:
            _wait(process, port, log)
            yield Server(process, port)
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen\n{log.read_text()}")


@contextmanager
def role_fit(folder: Path, **more: str) -> Iterator[Server]:
    """`role-fit serve` on SQLite, as it is by default, with more in its environment."""
    port = free_port()
    command = [sys.executable, "-m", "quiz.commands", "serve", "--port", str(port)]
    root = str(Path(__file__).parents[1])
    environ = {"PYTHONPATH": root, "ROLE_FIT_INSTANCE": "i", **more}
    with running(command, port, folder, environ) as server:
        yield server


HELLO = """
from flask import Flask
from waitress import serve
app = Flask(__name__)
app.route("/", methods=["GET", "POST"])(lambda: "hello")
serve(app, host="localhost", port={port}, threads=8)
"""


@contextmanager
def hello(folder: Path) -> Iterator[Server]:
    """The least that Flask and waitress can do."""
    port = free_port()
    with running([sys.executable, "-c", HELLO.format(port=port)], port, folder, {}) as server:
        yield server
