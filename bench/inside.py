"""The application within this process: what a request writes, and where its time goes.

Outside, only a server's whole CPU time can be seen. In here the same requests are answered
without a server, so that what is left of the whole is the server's.
"""

from __future__ import annotations

import io
import signal
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any
from urllib.parse import unquote

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.connection import Reply
from bench.sitting import MeteredLine
from bench.ways import SCRIPT, WAYS, with_script
from quiz.app import create_app
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings

ROOT = Path(__file__).parents[1]
HOST = "localhost:8000"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
ENDS = ("COMMIT", "END", "ROLLBACK")
SAMPLE = 0.001  # CPU seconds between two looks; the kernel may take longer
OTHER = "the rest"

# Whose files begin like this, ours in the repository and others' where they are installed. The
# innermost that is at work has the time, whatever it calls; the first that fits is meant.
LAYERS = {
    "templates": ("jinja2/", "markupsafe/"),
    "database": ("quiz/store/", "sqlalchemy/", "sqlite3/"),
    "assessing": ("model/", "questions/", "numpy/"),
    "wording of the result": ("quiz/report/",),
    "languages": ("quiz/languages/", "babel/", "gettext.py"),
    "headers, limits, compression": ("quiz/web/",),
    "stylesheets and scripts": ("quiz/look/",),
    "forms": ("quiz/take/forms.py", "wtforms/"),
    "views": ("quiz/",),
    "Flask and Werkzeug": ("flask/", "werkzeug/"),
}


@dataclass
class Writes:
    """The write transactions of every SQLite database that this process opens."""

    transactions: int = 0
    _began: bool = False
    _wrote: bool = False

    def note(self, statement: str) -> None:
        """Take in one statement."""
        words = statement.lstrip().upper()
        if words.startswith("BEGIN"):
            self._began, self._wrote = True, False
        elif words.startswith(ENDS):
            self.transactions += self._wrote and not words.startswith("ROLLBACK")
            self._began = self._wrote = False
        elif words.startswith(WRITES) or (words.startswith("WITH") and "INSERT" in words):
            self.transactions += not self._began  # by itself, it is one of its own
            self._wrote = True


@contextmanager
def counted_writes() -> Iterator[Writes]:
    """Count from here on, on connections that are made from here on."""
    writes = Writes()

    def connected(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(writes.note)

    event.listen(Engine, "connect", connected)
    try:
        yield writes
    finally:
        event.remove(Engine, "connect", connected)


@dataclass
class Inside:
    """A line to an application in this process. Its own CPU time is what the clock tells."""

    application: Any
    cpu: float = 0.0  # seconds, in all answers so far

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> Reply:
        """Let the application answer."""
        environ, told = _environ(method, path, headers, body), list[Any]()

        def started(status: str, sent: list[tuple[str, str]], *_: Any) -> None:
            told[:] = [int(status.split()[0]), {name.lower(): text for name, text in sent}]

        start = time.thread_time()
        answer = self.application(environ, started)
        whole = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        self.cpu += time.thread_time() - start
        return Reply(told[0], told[1], whole)

    def close(self) -> None:
        """There is nothing to give back."""


def _environ(
    method: str, path: str, headers: Mapping[str, str], body: str | None
) -> dict[str, Any]:
    """What waitress hands to an application."""
    where, _, query = path.partition("?")
    sent = (body or "").encode()
    environ = {
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "50000",
        "REQUEST_METHOD": method,
        "SERVER_PORT": HOST.rpartition(":")[2],
        "SERVER_NAME": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(where, "latin-1"),
        "QUERY_STRING": query,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input": io.BytesIO(sent),
        "wsgi.input_terminated": True,
        "HTTP_HOST": HOST,
    }
    for name, value in headers.items():
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    if body is not None:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
        environ["CONTENT_LENGTH"] = str(len(sent))
    return environ


@contextmanager
def application(folder: Path) -> Iterator[Inside]:
    """The application, with a database of its own."""
    app = create_app(Settings.from_environment({"ROLE_FIT_INSTANCE": str(folder)}))
    try:
        yield Inside(app)
    finally:
        app.extensions[EXTENSION].store.close()


@dataclass
class Samples:
    """In which layer the time was spent, by looking now and then."""

    by_layer: Counter[str] = field(default_factory=Counter)

    def share(self, layer: str) -> float:
        """How much of all looks found it at work."""
        return self.by_layer[layer] / max(1, self.by_layer.total())

    def look(self, _signal: int, frame: FrameType | None) -> None:
        """Note what is at work; nothing where it is not the application."""
        layers: list[str] = []
        within = False
        while frame:
            within = within or frame.f_code is Inside.ask.__code__
            if not within:
                layers.append(layer_of(frame.f_code.co_filename))
            frame = frame.f_back
        if within and layers:
            self.by_layer[next((each for each in layers if each != OTHER), OTHER)] += 1


@cache
def layer_of(file: str) -> str:
    """The layer that a file of code belongs to."""
    if file.endswith((".html", ".xml", "<template>")):
        return "templates"
    places = (*sorted(map(str, sys.path), key=len, reverse=True), str(ROOT))
    within = next((place for place in places if place and file.startswith(f"{place}/")), "")
    name = file.removeprefix(f"{within}/")
    return next((layer for layer, starts in LAYERS.items() if name.startswith(starts)), OTHER)


@contextmanager
def sampled() -> Iterator[Samples]:
    """Look at this thread, which must be the main one, after each bit of CPU time."""
    samples = Samples()
    before = signal.signal(signal.SIGPROF, samples.look)
    signal.setitimer(signal.ITIMER_PROF, SAMPLE, SAMPLE)
    try:
        yield samples
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class InsideFound:
    """What can only be seen from within the application."""

    sittings: int  # that were counted
    requests: dict[str, float]  # a sitting, by its way
    writes: dict[str, float]  # transactions a sitting, by its way
    writes_of_kind: dict[str, int]  # of all sittings that were counted, with script
    cpu: float  # seconds of the application for a sitting with script
    shares: dict[str, float]  # of the time, by the layer


@contextmanager
def fresh() -> Iterator[tuple[Inside, Callable[[], int]]]:
    """An application with nothing in its database, and the transactions that wrote until now."""
    with (
        TemporaryDirectory(prefix="role-fit-bench-") as folder,
        counted_writes() as writes,
        application(Path(folder)) as inside,
    ):
        yield inside, lambda: writes.transactions


def look_inside(sittings: int, rounds: int) -> InsideFound:
    """Count requests and writes, then time, then look where the time goes."""
    numbers = count()
    with fresh() as (inside, transactions):
        lines = {}
        for way, sit in WAYS.items():
            lines[way] = MeteredLine(inside, writes=transactions)
            for _ in range(sittings):
                sit(lines[way], f"http://{HOST}", next(numbers))
        of_kind: dict[str, int] = defaultdict(int)
        for each in lines[SCRIPT].exchanges:
            of_kind[each.kind] += each.writes

    def some() -> float:
        before = inside.cpu
        for _ in range(sittings):
            with_script(inside, f"http://{HOST}", next(numbers))
        return (inside.cpu - before) / sittings

    with fresh() as (inside, _):  # nothing listens to what this one's database is told
        some()
        cpu = median(some() for _ in range(rounds))
        with sampled() as samples:
            for _ in range(rounds):
                some()
    return InsideFound(
        sittings,
        requests={way: len(line.exchanges) / sittings for way, line in lines.items()},
        writes={
            way: sum(e.writes for e in line.exchanges) / sittings for way, line in lines.items()
        },
        writes_of_kind=of_kind,
        cpu=cpu,
        shares={layer: samples.share(layer) for layer in (*LAYERS, OTHER)},
    )
