"""Results: one for each revision that was scored, added and never overwritten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select

from quiz.store.compiled_sql import CompiledSql
from quiz.store.engine import Database
from quiz.store.locked_attempt import (
    Assessment,
    LockedAttempt,
    Score,
    StoredResult,
    read_result,
)
from quiz.store.locked_opening import FINISHED, add_to_total, opening_id_of
from quiz.store.tables import results


class Results:
    """Every query about results."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def finish(
        self, attempt_id: int, score: Score, now: datetime, expires_at: datetime
    ) -> StoredResult:
        """Score the stored answers and keep the result; done twice, it is the first one.

        Raises
        ------
        AttemptGone
            If the attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            attempt = LockedAttempt(connection, attempt_id, now)
            result = attempt.result()
            if result is None:
                attempt.assess(score, attempt.revision)
                attempt.mark_finished(expires_at)
                result = attempt.result()
                if opening_id := opening_id_of(connection, attempt_id):
                    add_to_total(connection, opening_id, FINISHED, 1)
        if result is None:
            raise LookupError("The result was not there after it had been written")
        return result

    def append(
        self,
        attempt_id: int,
        assessment: Assessment,
        revision: int,
        now: datetime,
        expires_at: datetime,
    ) -> bool:
        """Add a result made elsewhere, unless this revision has one; say whether it was added.

        Raises
        ------
        AttemptGone
            If the attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            attempt = LockedAttempt(connection, attempt_id, now)
            added = attempt.add_result(assessment, revision)
            attempt.mark_finished(expires_at)
        return added

    def latest(self, attempt_id: int) -> StoredResult | None:
        """The result of the highest revision, or None."""
        with self._database.read_one() as connection:
            return read_result(LATEST.one_or_none(connection, attempt_id=attempt_id))


LATEST = CompiledSql(
    lambda _: (
        select(results)
        .where(results.c.attempt_id == bindparam("attempt_id"))
        .order_by(results.c.revision.desc())
        .limit(1)
    )
)
