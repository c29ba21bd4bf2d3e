"""`python -m bench recording`: take sittings in a real Chromium and write what it sent.

The clock of its pages stands still but for what the person's pace lets it go on, so that a
sitting of five minutes takes some seconds, and what scripts send after so and so long is sent
then.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl

from numpy.random import RandomState
from playwright.sync_api import Browser, Error, Page
from waitress import wasyncore
from waitress.server import create_server

from bench.chromium import chromium
from bench.connection import Reply
from bench.people import Candidate, candidates
from bench.recording import FILE, ORIGIN, Recording, Request, Seen
from bench.sitting import MOST_PAGES, RESULT
from quiz.app import create_app
from quiz.commands.serve import LIMITS
from quiz.services import EXTENSION
from quiz.settings.declarations import Settings

PACES = (1, 2, 3)  # seeds; a sitting each
MEDIAN, SPREAD = 8.0, 0.5  # seconds a statement, and the standard deviation of their logarithm
PAUSES, PAUSE = 1 / 20, 60.0  # how many statements are answered after a pause, and of how long
STEP = 0.5  # seconds that the pages' clock goes on at once
QUIET = 0.1  # seconds of ours without any request, after which none is under way to the server
PATIENCE = 10.0  # seconds for a page to come
ASKED_ANEW = {"document": "document", "empty": "fetch"}  # as servers, and Playwright, call them
NOT_SENT_ALIKE = ("host", "content-length", "connection", "x-request-id")


def thinking_times(seed: int) -> Iterator[float]:
    """How long somebody looks at one statement, and at the next."""
    random = RandomState(seed)
    while True:
        pause = PAUSE if random.rand() < PAUSES else 0.0
        yield round(MEDIAN * random.lognormal(0, SPREAD) + pause, 1)


@dataclass
class _Heard:
    """One request as it came, and what it was answered."""

    at: float
    method: str
    path: str
    headers: dict[str, str]
    body: str
    reply: Reply


@dataclass
class Ears:
    """What a server hears, noted between it and the application."""

    application: Any
    now: Callable[[], float]  # by the person's clock
    heard: list[_Heard] = field(default_factory=list)
    heard_at: float = 0.0  # by ours
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        """Let the application answer, and note both."""
        at = self.now()
        body = environ["wsgi.input"].read()
        environ["wsgi.input"].seek(0)
        told: list[Any] = []

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told[:] = [int(status.split()[0]), {name.lower(): text for name, text in headers}]
            return start_response(status, headers, *more)

        whole = b"".join(self.application(environ, started))
        reply = Reply(told[0], told[1], whole)
        path = environ["PATH_INFO"] + (f"?{query}" if (query := environ["QUERY_STRING"]) else "")
        method, headers = environ["REQUEST_METHOD"], _headers(environ)
        with self._lock:
            self.heard.append(_Heard(at, method, path, headers, body.decode(), reply))
            self.heard_at = time.monotonic()
        return [whole]

    @property
    def answered(self) -> int:
        """How many pages and saves were asked for: what no cache can answer."""
        return sum(each.headers.get("sec-fetch-dest") in ASKED_ANEW for each in self.heard)


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    """Those that say something of the browser, with the server's address left open."""
    found = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") or name == "CONTENT_TYPE"
    }
    address = f"http://{environ['HTTP_HOST']}"
    return {
        name: value.replace(address, ORIGIN)
        for name, value in sorted(found.items())
        if name not in NOT_SENT_ALIKE
    }


@contextmanager
def listening(folder: Path) -> Iterator[tuple[Ears, str, list[float]]]:
    """Serve the quiz as `role-fit serve` does, with ears; the last is the person's clock."""
    app, clock = create_app(Settings.from_environment({"ROLE_FIT_INSTANCE": str(folder)})), [0.0]
    ears = Ears(app, lambda: clock[0])
    sockets: dict[int, Any] = {}
    server = create_server(ears, host="localhost", port=0, ipv6=False, map=sockets, **LIMITS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield ears, f"http://localhost:{server.effective_port}", clock
    finally:
        # By the thread that waits at the sockets, which ends where there is none.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(timeout=PATIENCE)
        server.task_dispatcher.shutdown()
        app.extensions[EXTENSION].store.close()


class Reader:
    """Somebody before Chromium, who takes their time over each statement."""

    def __init__(
        self, page: Page, ears: Ears, clock: list[float], person: Candidate, seed: int
    ) -> None:
        self._page, self._ears, self._clock, self._person = page, ears, clock, person
        self._times = thinking_times(seed)
        self._asked = 0
        page.on("request", self._note)

    def sit(self, address: str) -> None:
        """Take the quiz until its result is there."""
        self._page.clock.install(time=0)
        self._page.goto(address)
        self._page.clock.pause_at(1000)
        for _ in range(MOST_PAGES * 10):
            self._settle()
            if self._kind() == RESULT:
                return
            self._think(next(self._times))
            if self._page.locator("main fieldset:visible [type=radio]").count():
                self._answer()
            else:
                self._page.locator("main form [type=submit]:visible").first.click()
        raise LookupError(f"No result; this is {self._page.url}")

    def _answer(self) -> None:
        """Choose for the statements in sight, and go on where the page does not by itself."""
        before, statements = self._in_sight(), self._page.locator("main fieldset:visible")
        for place in range(statements.count()):
            buttons = statements.nth(place).locator("[type=radio]")
            name = buttons.first.get_attribute("name") or ""
            values = [each.get_attribute("value") or "" for each in buttons.all()]
            value = self._person.choose({name: values})[name]
            # On the words beside it: the button itself may be drawn otherwise, and hidden.
            statements.nth(place).locator(f"label:has([value='{value}'])").click()
        self._settle()
        self._think(2 * STEP)  # in which the choice is seen
        if self._in_sight() == before:
            self._page.locator("main form .actions button:visible").first.click()

    def _in_sight(self) -> tuple[str, list[str]]:
        self._settle()
        shown = self._page.locator("main fieldset:visible").all()
        return self._page.url, [each.get_attribute("id") or "" for each in shown]

    def _kind(self) -> str:
        return self._page.locator("main").get_attribute("data-page") or ""

    def _think(self, seconds: float) -> None:
        """Let the person's clock, and the pages', go on."""
        for _ in range(round(seconds / STEP)):
            try:
                self._page.clock.run_for(int(1000 * STEP))
            except Error:  # the page went on to another one meanwhile
                self._settle()
            self._clock[0] += STEP
            if self._asked > self._ears.answered:
                self._settle()

    def _settle(self) -> None:
        """Wait until everything was answered, and nothing more was asked for a moment."""
        start = time.monotonic()
        while time.monotonic() < start + PATIENCE:
            self._page.wait_for_timeout(5)
            self._page.wait_for_load_state("load")
            quiet = time.monotonic() - max(start, self._ears.heard_at) > QUIET
            if quiet and self._asked <= self._ears.answered:
                return
        raise TimeoutError(f"{self._page.url} is never done")

    def _note(self, request: Any) -> None:
        self._asked += request.resource_type in ASKED_ANEW.values()


def record(browser: Browser, paces: Sequence[int] = PACES) -> Recording:
    """Take a sitting at each pace, with nothing in the browser's cache at first."""
    sittings: list[list[_Heard]] = []
    for seed, person in zip(paces, candidates(len(PACES)), strict=False):
        with (
            TemporaryDirectory(prefix="role-fit-recording-") as folder,
            listening(Path(folder)) as (ears, address, clock),
        ):
            context = browser.new_context(locale="en-GB")
            Reader(context.new_page(), ears, clock, person, seed).sit(f"{address}/")
            context.close()
            sittings.append(list(ears.heard))
    return recording_of(f"Chromium {browser.version.split('.')[0]}", sittings)


def recording_of(browser: str, sittings: Iterable[Iterable[_Heard]]) -> Recording:
    """What was heard, with what is of one person left open."""
    headers: list[dict[str, str]] = []
    found = tuple(tuple(_opened(heard, headers)) for heard in sittings)
    return Recording(browser, tuple(headers), found)


def _opened(sitting: Iterable[_Heard], headers: list[dict[str, str]]) -> Iterator[Request]:
    seen, together = Seen(), list[Request]()
    for heard in sitting:
        if heard.headers not in headers:
            headers.append(heard.headers)
        fields = parse_qsl(heard.body, keep_blank_values=True)
        request = Request(
            round(heard.at, 1),
            heard.method,
            seen.open_path(heard.path),
            headers.index(heard.headers),
            tuple(seen.open_field(heard.path, *each) for each in fields),
            heard.reply.status,
        )
        seen.learn(heard.path, heard.reply)
        if heard.path in seen.files.values():  # those of one page come in any order
            together.append(request)
            continue
        yield from sorted(together, key=lambda each: each.path)
        together = []
        yield request
    yield from sorted(together, key=lambda each: each.path)


def main(arguments: list[str]) -> int:
    """Record, and say what is sent."""
    parser = argparse.ArgumentParser(prog="python -m bench recording", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=FILE)
    options = parser.parse_args(arguments)
    with chromium() as browser:
        recording = record(browser)
    recording.write(options.output)
    for sitting in recording.sittings:
        posts = sum(request.method == "POST" for request in sitting)
        print(f"{len(sitting)} requests, {posts} of them POST, in {sitting[-1].at:.0f} s")
    return 0
