"""Attempts that follow on one another, and the deleting of attempts by their person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from quiz.store.attempts import add_attempt
from quiz.store.compiled_sql import CompiledSql
from quiz.store.engine import Database
from quiz.store.locked_attempt import LockedAttempt, StoredResult, read_result, results_of
from quiz.store.locked_opening import NewOpeningAttempt
from quiz.store.sent_rows import take_back
from quiz.store.tables import attempts, results, retakes

MOST = 20  # older attempts that are looked up


@dataclass(frozen=True)
class OlderAttempt:
    """An attempt that the same person took before, with the last result it came to."""

    id: int
    finished_at: datetime
    result: StoredResult


class Retakes:
    """Every query about attempts that follow on one another.

    An attempt knows the one before it, and none that came after: whoever has the address of
    an old attempt learns nothing of a newer one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        older_id: int,
        token_hash: bytes,
        instrument_version: str,
        language: str,
        now: datetime,
        expires_at: datetime,
        begun: NewOpeningAttempt | None = None,
        theme: str | None = None,
    ) -> bool:
        """Begin an attempt after an older one and say True.

        Where this token has an attempt already, that is left as it is.

        Raises
        ------
        AttemptGone
            If the older attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            LockedAttempt(connection, older_id, now)
            added = add_attempt(
                connection, token_hash, instrument_version, language, now, expires_at, begun, theme
            )
            if added is not None:
                link = retakes.insert().values(attempt_id=added, older_id=older_id)
                connection.execute(link)
        return added is not None

    def older(self, attempt_id: int, now: datetime) -> Sequence[OlderAttempt]:
        """The attempts before this one that have a result and time left, the newest first."""
        found = []
        with self._database.read() as connection:
            for older_id in _before(connection, attempt_id):
                query = results_of(older_id).add_columns(attempts.c.finished_at)
                query = query.join(attempts, attempts.c.id == results.c.attempt_id)
                query = query.where(attempts.c.expires_at > now)
                query = query.order_by(results.c.revision.desc()).limit(1)
                row = connection.execute(query).one_or_none()
                result = read_result(row)
                if row is not None and result is not None:
                    found.append(OlderAttempt(older_id, row.finished_at, result))
        return found

    def delete(self, attempt_ids: Sequence[int]) -> None:
        """Delete these attempts with all that belongs to them, at once or not at all.

        What they sent to an employer goes too.

        An attempt that followed on a deleted one then follows on the one before that.
        """
        with self._database.write() as connection:
            for attempt_id in sorted(attempt_ids):
                _delete(connection, attempt_id)


def _before(connection: Connection, attempt_id: int) -> list[int]:
    """The ids of the attempts before this one. The chain ends where one has been swept."""
    found: list[int] = []
    while len(found) < MOST:
        older = OLDER.one_or_none(connection, attempt_id=attempt_id)
        if older is None:
            break
        found.append(attempt_id := older.older_id)
    return found


OLDER = CompiledSql(
    lambda _: select(retakes.c.older_id).where(retakes.c.attempt_id == bindparam("attempt_id"))
)


def _delete(connection: Connection, attempt_id: int) -> None:
    # Held first, as whoever sends or saves holds it: else the two could wait for each other.
    connection.execute(select(attempts.c.id).where(attempts.c.id == attempt_id).with_for_update())
    take_back(connection, attempt_id)
    query = select(retakes.c.older_id).where(retakes.c.attempt_id == attempt_id)
    before = connection.scalar(query)
    if before is not None:
        newer = retakes.c.older_id == attempt_id
        connection.execute(update(retakes).where(newer).values(older_id=before))
    # Answers, results, feedback, shares and links go with it, by their foreign keys.
    connection.execute(delete(attempts).where(attempts.c.id == attempt_id))
