"""The quiz as people meet it: by forms alone and with script, beside oTree and bare Flask.

The people are simulated and of all roles, so that every verdict occurs as often as it does. With
script means: as Chromium sent it at a person's pace, see `bench/recording.py`.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from statistics import mean, median
from tempfile import TemporaryDirectory

from bench import results, rival
from bench.connection import NAVIGATION, Connection
from bench.figures import Figure, Table
from bench.inside import LAYERS, OTHER, InsideFound, look_inside
from bench.rounds import FULL, OTREE, SHORT, Load, Round, new_folder, play
from bench.servers import Server, hello, role_fit
from bench.sitting import QUESTION, RESULT, START, Exchange
from bench.ways import FORMS, SCRIPT, USERS, WAYS, timed, users

SITTING_TO_HELLO, PAGE_TO_HELLO = 2.0, 1.5
SITTING_TO_OTREE, SLOWEST_TO_OTREE = 1 / 15, 1 / 10
SECONDS_TO_ANSWER, MEMORY = 0.9, 60.0  # MB
MB, MS = 1024 * 1024, 1000
NOT_BESIDE = "oTree was not measured: --short only does so where an earlier run has installed it."
Found = Iterator[Figure | Table]


def figures(short: bool) -> Found:
    """Everything, in about ten minutes."""
    load = SHORT if short else FULL
    with_otree = not short or rival.is_installed()
    if not with_otree:
        print(NOT_BESIDE, file=sys.stderr)
    inside = look_inside(load.sittings, load.rounds)
    with users() as pool:
        rounds = list(play(load, pool, with_otree))
        yield from alone(rounds, inside)
        yield from at_once(rounds)
        yield requests_of_a_sitting(rounds, inside)
        yield where_time_goes(rounds, inside)
        yield from results.figures(load.people)
        yield from memory(load, pool)
    yield from first_answers(load, with_otree)


# What is told of them: the median of the rounds, or of the rounds' ratios


def alone(rounds: Sequence[Round], inside: InsideFound) -> Found:
    """One person at a time, in CPU time."""
    for way in WAYS:
        name, requests = f"a sitting {way}", inside.requests[way]
        yield Figure(name, MS * median(each.sitting[way] for each in rounds), "ms")
        to_hello = median(each.sitting[way] / (requests * each.hello) for each in rounds)
        yield Figure(f"{name}, beside {requests:g} hellos", to_hello, "times", SITTING_TO_HELLO)
        if OTREE in rounds[0].sitting:
            to_otree = median(each.sitting[way] / each.sitting[OTREE] for each in rounds)
            yield Figure(f"{name}, beside {OTREE}", to_otree, "times", SITTING_TO_OTREE)
        yield Figure(f"{name}: requests", requests, "")
        yield Figure(f"{name}: write transactions", inside.writes[way], "")
    if OTREE in rounds[0].sitting:
        yield Figure(OTREE, MS * median(each.sitting[OTREE] for each in rounds), "ms")
    yield Figure("a bare hello", MS * median(each.hello for each in rounds), "ms")
    for told, target, costs in (
        ("a question page", PAGE_TO_HELLO, [_of_page(each, QUESTION) for each in rounds]),
        ("a question page answered before", PAGE_TO_HELLO, [each.answered for each in rounds]),
        ("a result page", None, [_of_page(each, RESULT) for each in rounds]),
    ):
        yield Figure(told, MS * median(costs), "ms")
        ratio = median(cost / each.hello for cost, each in zip(costs, rounds, strict=True))
        yield Figure(f"{told}, beside a hello", ratio, "times", target)


def _of_page(found: Round, kind: str) -> float:
    return mean(each.cpu for each in found.exchanges[FORMS] if each.page == kind)


def at_once(rounds: Sequence[Round]) -> Found:
    """Four people at once, by the clock."""
    whole: dict[str, list[float]] = {}
    for way in rounds[0].at_once:
        sittings = [sitting for each in rounds for sitting in each.at_once[way]]
        single = [seconds for sitting in sittings for seconds in sitting]
        whole[way] = [sum(sitting) for sitting in sittings]
        for told, took in (("a request", single), ("the whole", whole[way])):
            for percent in (50, 99):
                name = f"{told} {way}, {USERS} at once: p{percent}"
                yield Figure(name, MS * _percentile(took, percent), "ms")
    for way in WAYS if OTREE in whole else ():
        slowest = _percentile(whole[way], 99) / _percentile(whole[OTREE], 99)
        name = f"the whole {way}, {USERS} at once: p99 beside oTree's"
        yield Figure(name, slowest, "times", SLOWEST_TO_OTREE)


def requests_of_a_sitting(rounds: Sequence[Round], inside: InsideFound) -> Table:
    """Each kind of request of a sitting with script: how many, and what one takes."""
    exchanges = [exchange for each in rounds for exchange in each.exchanges[SCRIPT]]
    sittings = len(exchanges) / inside.requests[SCRIPT]
    rows = []
    for kind in dict.fromkeys(each.kind for each in exchanges):
        of = [each for each in exchanges if each.kind == kind]
        rows.append(_row(kind, of, sittings, inside.writes_of_kind[kind] / inside.sittings))
    rows.append(_row("a whole sitting", exchanges, sittings, inside.writes[SCRIPT]))
    columns = ("request", "number", "ms each", "ms", "bytes sent", "received", "writes")
    return Table("requests of a sitting with script", columns, tuple(rows))


def _row(
    name: str, of: Sequence[Exchange], sittings: float, writes: float
) -> tuple[str | float, ...]:
    cpu = MS * sum(each.cpu for each in of)
    sent, received = sum(each.sent for each in of), sum(each.received for each in of)
    return (
        name,
        len(of) / sittings,
        cpu / len(of),
        cpu / sittings,
        round(sent / sittings),
        round(received / sittings),
        writes,
    )


def where_time_goes(rounds: Sequence[Round], inside: InsideFound) -> Table:
    """A sitting with script by what works in it. The server's part is what is left outside."""
    whole = MS * median(each.sitting[SCRIPT] for each in rounds)
    within = MS * inside.cpu
    parts = {layer: within * inside.shares[layer] for layer in (*LAYERS, OTHER)}
    parts["the server, its threads and sockets"] = whole - within
    rows = [(name, ms, 100 * ms / whole) for name, ms in parts.items()]
    rows.sort(key=lambda row: -row[1])
    rows.append(("a whole sitting", whole, 100.0))
    return Table("where the time of a sitting with script goes", ("part", "ms", "%"), tuple(rows))


def _percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


# A server by itself


def memory(load: Load, pool: ProcessPoolExecutor) -> Found:
    """What a worker holds after so many sittings, also with one heap for all its threads."""
    with TemporaryDirectory(prefix="role-fit-bench-") as folder:
        where = new_folder(folder, "quiz")
        with role_fit(where):
            pass  # a first start also loads what makes the tables
        for told, environ in (("", {}), (", with one heap", {"MALLOC_ARENA_MAX": "1"})):
            with role_fit(where, **environ) as server:
                sit = partial(timed, SCRIPT, server.port)
                list(pool.map(sit, range(load.before_memory)))
                held = server.memory_bytes() / MB
            name = f"a worker's memory after {load.before_memory:,} sittings{told}"
            yield Figure(name, held, "MB", MEMORY)


def first_answers(load: Load, with_otree: bool) -> Found:
    """Seconds from the start of each program to its first page, the least of several."""
    starts: dict[str, Callable[[], AbstractContextManager[Server]]] = {}
    took: dict[str, list[float]] = defaultdict(list)
    with TemporaryDirectory(prefix="role-fit-bench-") as folder:
        starts["Role Fit"] = partial(role_fit, new_folder(folder, "quiz"))
        starts["Flask"] = partial(hello, new_folder(folder, "hello"))
        if with_otree:
            starts["oTree"] = partial(rival.otree, rival.make_project(new_folder(folder, "otree")))
        for _ in range(load.starts + 1):  # the first one makes the database
            for name, start in starts.items():
                before = time.monotonic()
                with start() as server:
                    Connection(server.port).ask("GET", START, NAVIGATION)
                    took[name].append(time.monotonic() - before)
    least = {name: min(seconds[1:]) for name, seconds in took.items()}
    ours = least.pop("Role Fit")
    yield Figure("start to first answer", ours, "s", SECONDS_TO_ANSWER)
    for name, seconds in least.items():
        yield Figure(f"start to first answer of {name}", seconds, "s")
        yield Figure(f"start to first answer, beside {name}", ours / seconds, "times")
