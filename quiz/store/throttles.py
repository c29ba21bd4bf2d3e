"""How often something was tried, counted in the database so that every process knows.

What happens all the time is counted by each process for itself, and told to the database now
and then: a limit may be overrun by as many as all processes have not told yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import case, delete, select

from quiz.store.engine import Database, insert_into
from quiz.store.workspace_tables import throttles

LONGEST_LIST = 20_000  # keys that a process counts under at a time


@dataclass(frozen=True)
class Limit:
    """So many tries in a stretch of time, which begins with the first of them."""

    tries: int
    stretch: timedelta


@dataclass
class _Counted:
    """What this process has counted under one key."""

    untold: int
    over: datetime  # when it can be forgotten
    refused_until: datetime | None = None


class Throttles:
    """Every query about how often something was tried."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted: dict[bytes, _Counted] = {}
        self._lock = Lock()

    def count_in_process(
        self, key: bytes, limit: Limit, now: datetime, *, told_each: int
    ) -> timedelta | None:
        """Count one here, and tell the database of every so many; say how long to wait, as `count`.

        Who was told to wait waits, and costs no query meanwhile.
        """
        with self._lock:
            here = self._counted_here(key, limit, now)
            if here.refused_until and here.refused_until > now:
                return here.refused_until - now
            here.untold += 1
            untold = here.untold
            if untold < told_each:
                return None
            here.untold = 0
        wait = self.count({key: limit}, now, by=untold)
        if wait:
            here.refused_until = now + wait
        return wait

    def _counted_here(self, key: bytes, limit: Limit, now: datetime) -> _Counted:
        here = self._counted.get(key)
        if here is None or here.over <= now:
            if len(self._counted) >= LONGEST_LIST:
                kept = {k: each for k, each in self._counted.items() if each.over > now}
                self._counted = kept if len(kept) < LONGEST_LIST else {}
            here = self._counted[key] = _Counted(0, now + limit.stretch)
        return here

    def count(self, limits: dict[bytes, Limit], now: datetime, by: int = 1) -> timedelta | None:
        """Count a try under each key; say how long to wait where one has had too many.

        It is counted before it is known whether it succeeds: so of many tries at the same
        moment none gets by. `forget` those that turn out well. `by` counts several at once.
        Where one key is full already, nothing is counted: who goes on trying writes nothing.
        """
        if wait := self._wait(limits, now):
            return wait
        waits = []
        with self._database.write() as connection:
            for key, limit in sorted(limits.items()):  # in one order: no two wait for each other
                over = throttles.c.until <= now
                statement = insert_into(connection.dialect, throttles).values(
                    key_hash=key, tries=by, until=now + limit.stretch
                )
                counted = statement.on_conflict_do_update(
                    index_elements=["key_hash"],
                    set_={
                        "tries": case((over, by), else_=throttles.c.tries + by),
                        "until": case((over, statement.excluded.until), else_=throttles.c.until),
                    },
                ).returning(throttles.c.tries, throttles.c.until)
                tries, until = connection.execute(counted).one()
                waits.append(until - now if tries > limit.tries else None)
        return max((wait for wait in waits if wait), default=None)

    def _wait(self, limits: dict[bytes, Limit], now: datetime) -> timedelta | None:
        counted = select(throttles).where(throttles.c.key_hash.in_(limits), throttles.c.until > now)
        with self._database.read() as connection:
            rows = connection.execute(counted).all()
        full = [row for row in rows if row.tries >= limits[row.key_hash].tries]
        return max((row.until - now for row in full), default=None)

    def take_back(self, keys: list[bytes]) -> None:
        """Count one try less under each key."""
        with self._database.write() as connection:
            for key in sorted(keys):
                connection.execute(
                    throttles.update()
                    .where(throttles.c.key_hash == key, throttles.c.tries > 0)
                    .values(tries=throttles.c.tries - 1)
                )

    def forget(self, keys: list[bytes]) -> None:
        """Begin counting anew under these keys."""
        with self._database.write() as connection:
            connection.execute(delete(throttles).where(throttles.c.key_hash.in_(keys)))
