"""A thousand and a million stored attempts: what people wait for must not notice."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import postgres
from bench.figures import Figure, run
from bench.filling import NOW, OVER, Filling, instrument_json, sending
from bench.people import answers
from bench.servers import role_fit
from bench.tables import count as count_rows
from questions.instrument import current_instrument
from quiz.hr.csrf import SESSION_COOKIE
from quiz.store import Joining, NewOpeningAttempt, Opening, Store
from quiz.tokens import hash_token, new_token

FEW, MANY = 1_000, 1_000_000
SLOWER, ROWS_A_SECOND = 1.5, 50_000
MB = 1024 * 1024
TRIES, ROUNDS = 40, 7
FIRST_TOKEN = 10**12
LATER = NOW + timedelta(days=1)

Work = Callable[[], object]
Doing = dict[str, Work]  # what people do and look at, by its name


def figures(short: bool) -> Iterator[Figure]:
    """How much slower each thing is with a million attempts, on both databases."""
    few, many = (200, 2_000) if short else (FEW, MANY)
    yield from compare(few, many, short)


def compare(few: int, many: int, short: bool = False) -> Iterator[Figure]:
    """The same with other numbers of attempts."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="role-fit-bench-")))
        urls = {"SQLite": [f"sqlite:///{folder}/{size}.sqlite3" for size in (few, many)]}
        if postgres.INSTALLED:
            server = stack.enter_context(postgres.running(durable=False))
            urls["PostgreSQL"] = [server.new_database(), server.new_database()]
        for name, (small, large) in urls.items():
            with _filled(small, few) as one, _filled(large, many) as other:
                for each, ratio in _slower(_doing(*one), _doing(*other), short).items():
                    told = f"{name}: {each}, {few:,} to {many:,}"
                    yield Figure(told, ratio, "times", SLOWER)
                yield from exports(name, large, *other)


@contextmanager
def _filled(url: str, total: int) -> Iterator[tuple[Store, Opening]]:
    """A database with so many attempts, and the opening that some of them are of."""
    with closing(Store(url)) as store:
        store.migrate()
        with closing(Filling(store, url)) as filling:
            filling.up_to(total)
            yield store, filling.opening


def _slower(few: Doing, many: Doing, short: bool) -> dict[str, float]:
    """How many times as long each takes with many attempts, the least of several rounds each.

    By turns, so that what else the machine does meanwhile meets both.
    """
    tries, rounds = (3, 1) if short else (TRIES, ROUNDS)
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in few}
    for _ in range(rounds):
        for name, pairs in took.items():
            pairs.append((_seconds(few[name], tries), _seconds(many[name], tries)))
    return {
        name: min(large for _, large in pairs) / min(small for small, _ in pairs)
        for name, pairs in took.items()
    }


def exports(name: str, url: str, store: Store, opening: Opening) -> Iterator[Figure]:
    """Rows a second, by the clock, of the files that people get, from their asking to their end."""
    with TemporaryDirectory(prefix="role-fit-bench-") as folder:
        where = {"DATABASE_URL": url, "ROLE_FIT_INSTANCE": str(Path(folder, "instance"))}
        table = Path(folder, "responses.csv")
        done = run(("quiz.commands", "responses", "-o", str(table)), where)
        rows = count_rows(table) / done.seconds
        told = f"{name}: role-fit responses, to a file"
        yield Figure(told, rows, "rows/s", ROWS_A_SECOND, at_least=True)
        yield Figure(f"{told}: memory", done.peak_bytes / MB, "MB")
        cookie = _signed_in(store, opening)
        with role_fit(Path(folder), DATABASE_URL=url) as server:
            path = f"/hr/openings/{opening.public_id}/results.csv"
            rows = _rows_a_second(f"http://localhost:{server.port}{path}", cookie)
            held = server.memory_bytes() / MB
        told = f"{name}: results.csv, over HTTP"
        yield Figure(told, rows, "rows/s", ROWS_A_SECOND, at_least=True)
        yield Figure(f"{told}: memory", held, "MB")


def _signed_in(store: Store, opening: Opening) -> str:
    """The cookie of somebody who may see what was shared with an opening."""
    invitation, session = new_token(), new_token()
    later = NOW + timedelta(days=1)
    store.invitations.make(
        hash_token(invitation), opening.workspace_id, "ada@example.org", "viewer", NOW, later
    )
    ada = Joining("", "", "Ada", "no password fits")
    member = store.invitations.accept(hash_token(invitation), ada, NOW)
    store.sessions.begin(hash_token(session), member, "bench", datetime.now(UTC), later)
    return f"{SESSION_COOKIE}={session}"


def _rows_a_second(address: str, cookie: str) -> float:
    """Fetch a table, as a browser saves it."""
    rows, start = -1, time.monotonic()  # the first line is its head
    request = urllib.request.Request(address, headers={"Cookie": cookie})  # noqa: S310
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        if reply.headers.get_content_type() != "text/csv":
            raise ValueError(f"{address} gave no table: {reply.url}")
        while chunk := reply.read1(64 * 1024):
            rows += chunk.count(b"\n")
    return rows / (time.monotonic() - start)


def _doing(store: Store, opening: Opening) -> Doing:
    """Everything that is timed, on one database."""
    tokens = count(FIRST_TOKEN)
    people = answers(8, 0.0, "short")

    def take_it() -> None:
        number = next(tokens)
        token_hash = number.to_bytes(32, "big")
        begun = NewOpeningAttempt(opening.id, opening.revision, f"ref-{number}", False)
        store.attempts.create(token_hash, current_instrument().version, "en", NOW, OVER, begun)
        attempt = store.attempts.find(token_hash, NOW)
        if attempt is None:
            raise LookupError("The attempt is not there after it was begun")
        store.attempts.save(attempt.id, people[number % 8], 0, NOW, OVER)
        result = store.results.finish(attempt.id, instrument_json, NOW, OVER)
        store.sent.send(attempt.id, sending(result.assessment, result.revision), LATER)

    middle = store.sent.page(opening.id, limit=30)[-1]
    return {
        "taking the quiz and sending the result": take_it,
        "an attempt": lambda: store.attempts.find((3).to_bytes(32, "big"), NOW),
        "its result": lambda: store.results.latest(4),
        "the openings": lambda: store.openings.totals_of(
            [each.id for each in store.openings.of_workspace(opening.workspace_id)]
        ),
        "an opening's overview": lambda: (
            store.openings.totals(opening.id),
            store.sent.removals(opening.id),
        ),
        "its newest results": lambda: store.sent.page(opening.id),
        "a page of older results": lambda: store.sent.page(
            opening.id, before=(middle.sent_at, middle.id)
        ),
        "results found by a word of all": lambda: store.sent.page(opening.id, words=("ada",)),
        # Of the people who took the quiz for real, as many with a million as with a thousand.
        "results found by a word of 64": lambda: store.sent.page(opening.id, words=("lovelace",)),
        "one result": lambda: store.sent.find(opening.id, middle.public_id),
        "sweeping where nothing is over": lambda: store.sweep(NOW),
    }


def _seconds(work: Work, tries: int) -> float:
    """Seconds for one, by the clock: the database works in a process of its own."""
    work()
    took = []
    for _ in range(tries):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return median(took)
