"""`python -m bench syncs`: a system-call trace shows that a save is on disk before its reply.

That a process is killed proves nothing of a power cut: what the kernel holds outlives the
process. So the server, and PostgreSQL where it is used, is watched with strace while somebody
saves pages: between the request and the first byte of its reply a sync must have returned.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import postgres
from bench.connection import Connection, Reply
from bench.durability import Server
from bench.quiz_takers import PAGES, Person

CALLS = "fsync,fdatasync,sendto,sendmsg,write,writev"
NOT_TRIED = "The trace was not made: strace is not installed (on Debian: apt-get install strace)."
LINE = re.compile(r"(?P<process>\d+) +(?P<at>\d+\.\d+) (?P<call>.*)")
SYNC = re.compile(r"(?:<\.\.\. )?(?:fsync|fdatasync)\b.*= 0 <(?P<took>[\d.]+)>$")
REPLY = re.compile(r"(?:sendto|sendmsg|write|writev)\(.*HTTP/1\.[01] 303")
SECONDS_TO_ATTACH = 20


@dataclass(frozen=True)
class Save:
    """One page of answers, by the clock: sent, the last sync before its reply, the reply."""

    sent_at: float
    synced_at: float | None
    replied_at: float

    @property
    def is_proven(self) -> bool:
        """Whether a sync returned after the request came and before its reply went."""
        return self.synced_at is not None


def installed() -> bool:
    """Whether strace is here."""
    return shutil.which("strace") is not None


def trace_saves(url: str, people: int, cluster: postgres.Cluster | None = None) -> list[Save]:
    """Watch a server while people save all their pages, one after the other."""
    with TemporaryDirectory(prefix="role-fit-syncs-") as folder:
        database = url if url != "sqlite" else f"sqlite:///{folder}/role-fit.sqlite3"
        server, logs = Server(Path(folder), database), []
        if cluster:  # before the server starts, so that every connection's process is watched
            logs.append(Path(folder) / "postgres.trace")
            with _watched(cluster.process_id, logs[0]):
                sent = _save_watched(server, Path(folder), logs, people)
        else:
            sent = _save_watched(server, Path(folder), logs, people)
        return list(_saves(sent, "\n".join(log.read_text(errors="replace") for log in logs)))


def _save_watched(
    server: Server, folder: Path, logs: list[Path], people: int
) -> list[tuple[float, float]]:
    server.start()
    try:
        logs.append(folder / "server.trace")
        with _watched(server.process.pid or 0, logs[-1]):
            line = _TimedLine(server.port)
            sent = _save(line, people)
            line.close()
            return sent
    finally:
        server.kill()


class _TimedLine(Connection):
    posted_at = 0.0

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> Reply:
        if method == "POST":
            self.posted_at = time.time()
        return super().ask(method, path, headers, body)


def _save(line: _TimedLine, people: int) -> list[tuple[float, float]]:
    """Save pages; when each form was sent and when its reply was there."""
    sent = []
    for number in range(people):
        person = Person(random.Random(number), script=False)  # noqa: S311 (no secret)
        while person.pages < len(PAGES):
            before = person.pages
            person.go_on(line)
            if person.pages > before:
                sent.append((line.posted_at, time.time()))
    return sent


@contextmanager
def _watched(process: int, log: Path) -> Iterator[None]:
    command = ["strace", "-f", "-q", "-ttt", "-T", "-s", "24", "-e", f"trace={CALLS}"]
    watcher = subprocess.Popen(  # noqa: S603 (our own)
        [*command, "-o", str(log), "-p", str(process)], stderr=subprocess.PIPE, text=True
    )
    status, until = Path(f"/proc/{process}/status"), time.monotonic() + SECONDS_TO_ATTACH
    while "TracerPid:\t0" in status.read_text():
        if watcher.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"strace does not watch: {watcher.communicate()[1]}")
        time.sleep(0.02)
    time.sleep(0.2)  # the other threads
    try:
        yield
    finally:
        watcher.terminate()
        watcher.communicate()


def _saves(sent: list[tuple[float, float]], log: str) -> Iterator[Save]:
    syncs, replies = [], []
    for line in log.splitlines():
        if not (found := LINE.match(line)):
            continue
        at, call = float(found["at"]), found["call"]
        if sync := SYNC.match(call):
            # A call that was told in two lines has the time of its end in the second one.
            syncs.append(at if call.startswith("<") else at + float(sync["took"]))
        elif REPLY.match(call):
            replies.append(at)
    for began, ended in sent:
        reply = max(at for at in replies if began <= at <= ended)
        before = [at for at in syncs if began <= at <= reply]
        yield Save(began, max(before, default=None), reply)


def main(arguments: list[str]) -> int:
    """Trace, and say of how many saves it is shown; 1 where it is not of all."""
    parser = argparse.ArgumentParser(prog="python -m bench syncs", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--people", type=int, default=10)
    options = parser.parse_args(arguments)
    if not installed():
        print(NOT_TRIED)
        return 1
    if options.database == "sqlite":
        saves = trace_saves("sqlite", options.people)
    else:
        with postgres.running(durable=True) as cluster:
            saves = trace_saves(cluster.new_database(), options.people, cluster)
    proven = sum(save.is_proven for save in saves)
    print(f"{options.database}: {proven} of {len(saves)} replies to a save went after its sync")
    return 0 if proven == len(saves) else 1
