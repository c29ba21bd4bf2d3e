"""The servers that are compared, each in a process of its own, and the CPU time they take."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from quiz.commands.serve import LIMITS

ROOT = Path(__file__).parents[1]
CLOCK_OF_PROCESS = 2  # as the kernel numbers them: see clock_getcpuclockid(3)
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Server:
    """A program that answers at a port of this computer."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu_seconds(self) -> float:
        """CPU time of its process until now: user and system, all threads."""
        return time.clock_gettime((~self.process.pid << 3) | CLOCK_OF_PROCESS)

    def memory_bytes(self) -> int:
        """What its process holds of the memory (PSS): what it shares is counted in shares."""
        told = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return sum(1024 * int(kb) for kb in re.findall(r"^Pss:\s+(\d+) kB", told, re.MULTILINE))


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
            env={**others_environ(), **environ},
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


def others_environ() -> dict[str, str]:
    """The environment without what whoever measures has set up for a quiz of their own."""
    ours = ("ROLE_FIT_", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
        except OSError:
            time.sleep(0.005)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen\n{log.read_text()}")


@contextmanager
def role_fit(folder: Path, **more: str) -> Iterator[Server]:
    """`role-fit serve` on SQLite, as it is by default, with more in its environment."""
    port = free_port()
    command = [sys.executable, "-m", "quiz.commands", "serve", "--port", str(port)]
    environ = {"PYTHONPATH": str(ROOT), "ROLE_FIT_INSTANCE": str(folder / "instance"), **more}
    with running(command, port, folder, environ) as server:
        yield server


HELLO = """
import sys
from flask import Flask
from waitress import serve
app = Flask(__name__)
app.route("/", methods=["GET", "POST"])(lambda: "hello")
serve(app, host="localhost", port=int(sys.argv[1]), threads=int(sys.argv[2]))
"""


@contextmanager
def hello(folder: Path) -> Iterator[Server]:
    """The least that Flask and waitress can do."""
    port = free_port()
    command = [sys.executable, "-c", HELLO, str(port), str(LIMITS["threads"])]
    with running(command, port, folder, {}) as server:
        yield server
