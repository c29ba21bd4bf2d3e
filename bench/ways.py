"""The two ways through the quiz: by forms alone, and with script as Chromium sent it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context

from bench import rival
from bench.connection import Connection, Line
from bench.people import Candidate, candidates
from bench.recording import Recording, read_recording, replay
from bench.sitting import MeteredLine, sit_by_forms

PEOPLE = 400  # different ones, who come again and again
USERS = 4
FORMS, SCRIPT = "by forms alone", "with script"


@cache
def people() -> list[Candidate]:
    """All who come."""
    return candidates(PEOPLE)


@cache
def recording() -> Recording:
    """What Chromium sent."""
    return read_recording()


def by_forms(line: Line, origin: str, number: int) -> None:
    """Person `number` takes the quiz."""
    sit_by_forms(line, people()[number % PEOPLE])


def with_script(line: Line, origin: str, number: int) -> None:
    """Person `number` takes the quiz at one of the recorded paces."""
    sittings = recording().sittings
    replay(line, people()[number % PEOPLE], sittings[number % len(sittings)], recording(), origin)


WAYS = {FORMS: by_forms, SCRIPT: with_script}


def origin_of(port: int) -> str:
    """What a browser calls a server of this computer."""
    return f"http://localhost:{port}"


def timed(way: str, port: int, number: int) -> list[float]:
    """How long each request of a sitting took by the clock, for a process of its own."""
    line = MeteredLine(Connection(port))
    WAYS[way](line, origin_of(port), number)
    line.close()
    return [exchange.seconds for exchange in line.exchanges]


def timed_survey(port: int, path: str, number: int) -> list[float]:
    """The same in oTree."""
    line = MeteredLine(Connection(port))
    rival.finish_survey(line, path, number)
    line.close()
    return [exchange.seconds for exchange in line.exchanges]


@contextmanager
def users() -> Iterator[ProcessPoolExecutor]:
    """As many as come at once, each in a process of its own, so that none waits for another."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["bench.ways"])  # read once, not by each of them
    with ProcessPoolExecutor(USERS, mp_context=context) as pool:
        yield pool
