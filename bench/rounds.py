"""Rounds in which everything that is compared has its turn: the quiz, bare Flask and oTree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import rival
from bench.connection import NAVIGATION, Connection
from bench.servers import Server, hello, role_fit
from bench.sitting import QUESTION, START, Exchange, MeteredLine
from bench.ways import PEOPLE, USERS, WAYS, origin_of, timed, timed_survey

OTREE = "oTree's questionnaire"


@dataclass(frozen=True)
class Load:
    """How much is measured."""

    rounds: int
    sittings: int  # a round, each way
    surveys: int  # a round, in oTree
    requests: int  # a round, of hello and of one page
    starts: int
    people: int  # whose results are looked at
    before_memory: int  # sittings


SHORT, FULL = Load(1, 3, 2, 30, 1, 16, 8), Load(7, 40, 24, 600, 7, PEOPLE, 1000)


@dataclass
class Round:
    """What was measured in one round. All CPU times are of servers, in seconds."""

    hello: float = 0.0  # CPU of one request
    sitting: dict[str, float] = field(default_factory=dict)  # CPU of one, by its way
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict)
    answered: float = 0.0  # CPU of a question page that was answered before
    at_once: dict[str, list[list[float]]] = field(default_factory=dict)  # seconds a request


def play(load: Load, pool: ProcessPoolExecutor, with_otree: bool) -> Iterator[Round]:
    """Let people come to all servers by turns, round after round."""
    with TemporaryDirectory(prefix="role-fit-bench-") as folder, ExitStack() as stack:
        quiz = stack.enter_context(role_fit(new_folder(folder, "quiz")))
        bare = stack.enter_context(hello(new_folder(folder, "hello")))
        numbers = count()
        survey: tuple[Server, str] | None = None
        if with_otree:
            other = stack.enter_context(
                rival.otree(rival.make_project(new_folder(folder, "otree")))
            )
            people = 2 * USERS + 2 * load.rounds * load.surveys
            survey = other, rival.begin(other.port, people)
        for warm in (True, *[False] * load.rounds):  # the first fills caches
            found = _round(SHORT if warm else load, quiz, bare, survey, pool, numbers)
            if not warm:
                yield found


def _round(
    load: Load,
    quiz: Server,
    bare: Server,
    survey: tuple[Server, str] | None,
    pool: ProcessPoolExecutor,
    numbers: Iterator[int],
) -> Round:
    found, guest, visitor = Round(), Connection(bare.port), Connection(quiz.port)
    found.hello = _cpu(bare, lambda: guest.ask("GET", START, NAVIGATION), load.requests)
    for way, sit in WAYS.items():
        line = MeteredLine(Connection(quiz.port), quiz.cpu_seconds)
        take = partial(sit, line, origin_of(quiz.port))
        found.sitting[way] = _cpu(quiz, lambda take=take: take(next(numbers)), load.sittings)  # type: ignore[misc]
        found.exchanges[way] = line.exchanges
        line.close()
        ours = [pool.submit(timed, way, quiz.port, next(numbers)) for _ in range(load.sittings)]
        found.at_once[way] = [each.result() for each in ours]
    answered = next(each.path for each in line.exchanges if each.page == QUESTION)
    found.answered = _cpu(quiz, lambda: visitor.ask("GET", answered, NAVIGATION), load.requests)
    if survey:
        other, path = survey
        line = MeteredLine(Connection(other.port), other.cpu_seconds)
        work = partial(rival.finish_survey, line, path)
        found.sitting[OTREE] = _cpu(other, lambda: work(next(numbers)), load.surveys)
        found.exchanges[OTREE] = line.exchanges
        line.close()
        theirs = [pool.submit(timed_survey, other.port, path, n) for n in range(load.surveys)]
        found.at_once[OTREE] = [each.result() for each in theirs]
    for each in (guest, visitor):
        each.close()
    return found


def _cpu(server: Server, work: Callable[[], object], times: int) -> float:
    """CPU seconds of a server for one of so many."""
    before = server.cpu_seconds()
    for _ in range(times):
        work()
    return (server.cpu_seconds() - before) / times


def new_folder(folder: str, name: str) -> Path:
    """Make a folder within another."""
    path = Path(folder, name)
    path.mkdir()
    return path
