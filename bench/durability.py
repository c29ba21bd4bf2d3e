"""`python -m bench durability`: what was acknowledged outlives kill -9 of the server.

People take the quiz, the server is killed at a random moment, the database is looked through,
the server starts again, and everybody goes on where they were told nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import postgres
from bench.connection import NAVIGATION, OK, Connection, Refused, ServerGone
from bench.quiz_takers import Person
from bench.servers import free_port
from bench.stored import Losses, check_database, compare
from quiz.commands import main as role_fit

PEOPLE = 8  # at a time
MOST_STEPS = 40  # that people take before the kill
MOMENT = 0.05  # seconds from the last of them to the kill, at most
SECONDS_TO_START = 60


@dataclass
class Tally:
    """What all rounds came to."""

    rounds: int = 0
    cut_off: int = 0  # requests that had no answer when the server went
    people: list[Person] = field(default_factory=list)
    losses: Losses = field(default_factory=Losses)

    def __str__(self) -> str:
        finished = sum(person.finished for person in self.people)
        saves = sum(person.saves for person in self.people)
        begun = sum(person.token is not None for person in self.people)
        return (
            f"{self.rounds} rounds: {begun} attempts, {saves} saves and {finished} results "
            f"acknowledged, {self.cut_off} requests cut off; {self.losses}"
        )


# Starting Python anew for every round would take most of the time: a process that has loaded
# the program makes a copy of itself instead, which then starts as `role-fit serve` does.
STARTING = multiprocessing.get_context("forkserver")
STARTING.set_forkserver_preload(["__main__", "quiz.commands.serve"])


def serve_until_killed(port: int, environ: dict[str, str], log: str) -> None:
    """Be the server, in a process of its own."""
    os.environ.update(environ)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    role_fit(["serve", "--port", str(port)])


class Server:
    """`role-fit serve` on one database, to be killed and started again."""

    def __init__(self, folder: Path, url: str) -> None:
        self.port = free_port()
        self._environ = {"ROLE_FIT_INSTANCE": str(folder / "instance"), "DATABASE_URL": url}
        self._log = folder / f"server-{self.port}.log"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = STARTING.Process(
            target=serve_until_killed, args=(self.port, self._environ, str(self._log))
        )
        self.process.start()
        until, line = time.monotonic() + SECONDS_TO_START, Connection(self.port)
        while time.monotonic() < until and self.process.is_alive():
            with suppress(ServerGone):
                ready = line.ask("GET", "/readyz", NAVIGATION).status == OK
                line.close()
                if ready:
                    return
            time.sleep(0.02)
        raise RuntimeError(self._log.read_text())

    def kill(self) -> None:
        """End it as nothing can prepare for: SIGKILL."""
        self.process.kill()
        self.process.join()
        self.process.close()

    @property
    def is_alive(self) -> bool:
        """Whether it was started and not killed since."""
        try:
            return self.process.is_alive()
        except ValueError:  # closed
            return False


class Crowd:
    """People at work in threads of their own, until their servers are gone."""

    def __init__(self, tally: Tally, chance: random.Random) -> None:
        self._tally, self._chance = tally, chance
        self._lock = threading.Lock()
        self.waiting: list[Person] = []  # told nothing when the server went
        self.refusals: list[str] = []
        self.stopped = threading.Event()
        self._steps = threading.Semaphore(0)

    def work(self, ports: list[int], kill: Server) -> None:
        """Let everybody work at these servers until, at a random moment, one is killed."""
        self.stopped.clear()
        self._steps = threading.Semaphore(0)
        threads = [
            threading.Thread(target=self._one_after_another, args=(list(ports), number))
            for number in range(PEOPLE)
        ]
        for thread in threads:
            thread.start()
        self._wait()
        kill.kill()
        if len(ports) > 1:  # the others go on for a while, and take over
            self._wait()
            self.stopped.set()
        for thread in threads:
            thread.join()

    def _wait(self) -> None:
        # By steps and not by the clock: so a busy machine has as much under way as an idle one.
        for _ in range(self._chance.randint(1, MOST_STEPS)):
            if not self._steps.acquire(timeout=SECONDS_TO_START):
                told = "\n".join(["The server does not answer, or only with:", *self.refusals])
                raise RuntimeError(told)
        time.sleep(self._chance.uniform(0, MOMENT))

    def _one_after_another(self, ports: list[int], number: int) -> None:
        lines = [Connection(port) for port in ports]
        try:
            while lines and not self.stopped.is_set():
                self._be_someone(lines, number)
        except Refused as refusal:
            self.refusals.append(str(refusal))
        finally:
            for line in lines:
                line.close()

    def _be_someone(self, lines: list[Connection], number: int) -> None:
        """Take a sitting as far as it goes; a line whose server is gone is given up."""
        person = self._next_person()
        try:
            while lines and not person.finished and not self.stopped.is_set():
                line = lines[number % len(lines)]
                try:
                    person.go_on(line)
                    self._steps.release()
                except ServerGone:
                    lines.remove(line)
                    with self._lock:
                        self._tally.cut_off += 1
        finally:
            if not person.finished:
                with self._lock:
                    self.waiting.append(person)

    def _next_person(self) -> Person:
        with self._lock:
            if self.waiting:
                return self.waiting.pop()
            person = Person(random.Random(self._chance.random()))  # noqa: S311 (no secret)
            self._tally.people.append(person)
            return person


def survive(url: str, rounds: int, *, seed: int, processes: int = 1, tell: bool = False) -> Tally:
    """Kill the server so many times, and gather what was lost or doubled."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 (no secret)
    crowd = Crowd(tally, chance)
    with TemporaryDirectory(prefix="role-fit-durability-") as folder:
        if url == "sqlite":
            url = f"sqlite:///{folder}/role-fit.sqlite3"
        servers = [Server(Path(folder), url) for _ in range(processes)]
        for server in servers:
            server.start()
        try:
            for _ in range(rounds):
                victim = chance.choice(servers)
                ports = [server.port for server in servers]
                crowd.work(ports, victim)
                tally.rounds += 1
                check_database(url, tally.losses)
                compare(url, tally.people, tally.losses)
                victim.start()
                if tell and tally.rounds % 10 == 0:
                    print(f"{time.strftime('%H:%M:%S')}  {tally}", flush=True)
        finally:
            for server in servers:
                if server.is_alive:
                    server.kill()
        tally.losses.refused += crowd.refusals
    return tally


@contextmanager
def database(which: str) -> Iterator[str]:
    """Give the address of a database: "sqlite", one of our own PostgreSQL, or as it is given."""
    if which != "postgresql":
        yield which
        return
    with postgres.running(durable=True) as cluster:
        yield cluster.new_database()


def main(arguments: list[str]) -> int:
    """Run the rounds and say what they came to; 1 where anything was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench durability", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument(
        "--database",
        default="sqlite",
        help="sqlite, postgresql (a private one is started), or the address of an empty one",
    )
    parser.add_argument("--processes", type=int, default=1, help="servers; one is killed a round")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with database(options.database) as url:
        tally = survive(
            url, options.rounds, seed=options.seed, processes=options.processes, tell=True
        )
    print(tally)
    return 1 if tally.losses else 0
