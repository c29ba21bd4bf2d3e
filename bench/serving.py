"""The quiz as people meet it: beside bare Flask, and beside oTree's questionnaire."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import Figure
from bench.rival import finish_survey, otree
from bench.servers import Server, Visitor, hello, role_fit
from bench.sitting import finish_quiz

QUIZ_TO_HELLO, PAGE_TO_HELLO = 2.0, 1.5
QUIZ_TO_OTREE, SLOWEST_TO_OTREE = 1 / 15, 1 / 10
SECONDS_TO_ANSWER, MEMORY = 0.9, 60.0  # MB
USERS = 4
MB = 1024 * 1024


@dataclass(frozen=True)
class Load:
    """How much is measured."""

    rounds: int
    sittings: int  # a round
    surveys: int  # a round, in oTree
    requests: int  # a round, of hello and of one page
    starts: int


SHORT, FULL = Load(1, 3, 2, 30, 1), Load(7, 60, 24, 900, 7)


def figures(short: bool) -> Iterator[Figure]:
    """CPU time of the servers by turns, round after round: the median of the rounds' ratios."""
    load = SHORT if short else FULL
    yield from beside_hello(load)
    yield from memory(load)
    yield Figure("start to first answer", first_answer(load), "s", SECONDS_TO_ANSWER)
    yield from beside_otree(load)


def beside_hello(load: Load) -> Iterator[Figure]:
    """A whole sitting, and a question page, beside as many requests to bare Flask."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        quiz = stack.enter_context(role_fit(_new(folder, "quiz")))
        bare = stack.enter_context(hello(_new(folder, "hello")))
        visitor, guest = Visitor(quiz.port), Visitor(bare.port)
        finish_quiz(visitor, 0)
        visitor.requests = 0
        attempt = finish_quiz(visitor, 1)
        requests, numbers = visitor.requests, count(2)
        fresh = visitor.post("/start", {"ticket": (visitor.get("/"), visitor.hidden("ticket"))[1]})
        sittings, pages = [], []
        for _ in range(load.rounds):
            one = _cpu(bare, lambda: guest.get("/"), load.requests)
            whole = _cpu(quiz, lambda: finish_quiz(visitor, next(numbers)), load.sittings)
            page = _cpu(quiz, lambda: visitor.get(fresh), load.requests)
            answered = _cpu(quiz, lambda: visitor.get(f"{attempt}/q/2"), load.requests)
            sittings.append(whole / (requests * one))
            pages.append((page / one, answered / one))
        name = f"a short quiz, beside {requests} bare hellos"
        yield Figure(name, median(sittings), "times", QUIZ_TO_HELLO)
        for at, told in enumerate(("", ", answered before")):
            ratio = median(each[at] for each in pages)
            yield Figure(f"a question page{told}, beside hello", ratio, "times", PAGE_TO_HELLO)


def beside_otree(load: Load) -> Iterator[Figure]:
    """A whole sitting beside oTree's, alone in CPU time and four at once by the clock."""
    people = 1 + (load.rounds * 2) * load.surveys * USERS
    with TemporaryDirectory() as folder, ExitStack() as stack:
        quiz = stack.enter_context(role_fit(_new(folder, "quiz")))
        other, begin = stack.enter_context(otree(_new(folder, "otree"), people))
        numbers = count()

        def ours() -> None:
            visitor = Visitor(quiz.port)
            finish_quiz(visitor, next(numbers))
            visitor.close()

        def theirs() -> None:
            finish_survey(other.port, begin, next(numbers))

        ours()
        theirs()
        ratios, ours_took, theirs_took = [], [], []
        for _ in range(load.rounds):
            mine = _cpu(quiz, ours, load.sittings)
            ratios.append(mine / _cpu(other, theirs, load.surveys))
            ours_took += _at_once(ours, load.sittings)
            theirs_took += _at_once(theirs, load.surveys)
        yield Figure("a short quiz, beside oTree's survey", median(ratios), "times", QUIZ_TO_OTREE)
        slowest = _percentile(ours_took, 99) / _percentile(theirs_took, 99)
        yield Figure("99th percentile, four at once", slowest, "times", SLOWEST_TO_OTREE)


def memory(load: Load) -> Iterator[Figure]:
    """What a worker holds after load, also with one heap for all its threads."""
    with TemporaryDirectory() as folder:
        where = _new(folder, "quiz")
        with role_fit(where):
            pass  # a first start also loads what makes the tables
        for told, environ in (("", {}), (", with one heap", {"MALLOC_ARENA_MAX": "1"})):
            with role_fit(where, **environ) as server:
                visitor = Visitor(server.port)
                for number in range(load.sittings):
                    finish_quiz(visitor, number)
                held = server.memory_bytes() / MB
            yield Figure(f"a worker's memory after load{told}", held, "MB", MEMORY)


def first_answer(load: Load) -> float:
    """Seconds from the start of the program to its first page, the least of several."""
    took = []
    with TemporaryDirectory() as folder:
        where = _new(folder, "quiz")
        for _ in range(load.starts + 1):  # the first one makes the database
            start = time.monotonic()
            with role_fit(where) as server:
                Visitor(server.port).get("/")
                took.append(time.monotonic() - start)
    return min(took[1:])


def _new(folder: str, name: str) -> Path:
    path = Path(folder, name)
    path.mkdir()
    return path


def _cpu(server: Server, work: Callable[[], object], times: int) -> float:
    """CPU seconds of a server for one of so many."""
    before = server.cpu_seconds()
    for _ in range(times):
        work()
    return (server.cpu_seconds() - before) / times


def _at_once(work: Callable[[], object], times: int) -> list[float]:
    """How long each took by the clock, with four people at it."""

    def timed(_: int) -> float:
        start = time.monotonic()
        work()
        return time.monotonic() - start

    with ThreadPoolExecutor(USERS) as people:
        return list(people.map(timed, range(times)))


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]
