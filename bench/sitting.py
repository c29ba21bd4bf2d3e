"""One sitting from the start page to the result, and what each of its requests took."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bench.connection import OK, Line, Reply, follow
from bench.people import Candidate
from model.scoring import Answers

START, QUESTION, RESULT = "/", "question", "result"  # an address, and kinds of pages
MOST_PAGES = 100  # a sitting that has not come to its end by then never does
OF_ONE_PERSON = re.compile(r"(?<=/)[\w-]{20,}(?=/|$)|(?<=/)\d+(?=/|$)")  # a token, a page's number
OF_ONE_FILE = re.compile(r"/[^/]+\.[0-9a-f]{12}(?=\.)")  # its name, and what tells its versions
MOMENT = 0.0003  # seconds in which a server that has answered puts its things away


@dataclass(frozen=True)
class Exchange:
    """A request and its answer."""

    method: str
    path: str
    sent: int  # bytes of the body
    received: int  # bytes of the body, compressed as it came
    seconds: float  # by the clock
    cpu: float  # seconds of the server
    writes: int  # transactions
    page: str  # what kind of page came; empty where it was none

    @property
    def kind(self) -> str:
        """What it has in common with those of other people and pages."""
        path = self.path.partition("?")[0]
        return f"{self.method} {OF_ONE_FILE.sub('/…', OF_ONE_PERSON.sub('…', path))}"


@dataclass
class MeteredLine:
    """A line that notes what everything that is asked over it takes."""

    line: Line
    clock: Callable[[], float] = float  # CPU seconds of the server until now
    writes: Callable[[], int] = int  # transactions until now
    exchanges: list[Exchange] = field(default_factory=list)

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> Reply:
        """Send a request; note it when its answer is there."""
        cpu, writes, start = self.clock(), self.writes(), time.perf_counter()
        reply = self.line.ask(method, path, headers, body)
        seconds = time.perf_counter() - start
        time.sleep(MOMENT)
        self.exchanges.append(
            Exchange(
                method,
                path,
                sent=len(body or ""),
                received=len(reply.body),
                seconds=seconds,
                cpu=self.clock() - cpu,
                writes=self.writes() - writes,
                page=reply.page.kind if reply.is_page and reply.status == OK else "",
            )
        )
        return reply

    def close(self) -> None:
        """Give the connection back."""
        self.line.close()


@dataclass(frozen=True)
class Sitting:
    """What somebody answered, and the result they got."""

    answers: Answers
    result: Reply


def sit_by_forms(line: Line, person: Candidate) -> Sitting:
    """Take the quiz with no script: fill in each page and press its button, until the result."""
    answers: dict[str, int | None] = {}
    _, reply = follow(line, START)
    for _ in range(MOST_PAGES):
        page = reply.page
        if page.kind == RESULT:
            return Sitting(answers, reply)
        form = page.form
        answers |= {item: person.answers[item] for item in form.choices}
        _, reply = follow(line, form.action, form.filled(person.choose(form.choices)))
    raise LookupError(f"No result after {MOST_PAGES} pages")
