"""What people say of their result: whether it fits, and which job is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select

from quiz.store.compiled_sql import CompiledSql
from quiz.store.engine import Database, insert_into
from quiz.store.locked_attempt import LockedAttempt
from quiz.store.tables import feedback

Fits = Literal["role", "partly", "none"]


@dataclass(frozen=True)
class Feedback:
    """What was said of the result of one revision."""

    revision: int
    fits: Fits
    role: str | None  # the role that fits, under `role`
    job: str | None  # the role the person holds today, or "other"; None: not said
    given_at: datetime


class Feedbacks:
    """Every query about what people said of their results, but for `Responses`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, attempt_id: int, said: Feedback) -> None:
        """Keep what was said; of the same result, the later word replaces the earlier.

        Raises
        ------
        AttemptGone
            If the attempt was deleted or has expired.
        """
        values = {
            "fits": said.fits,
            "role": said.role,
            "job": said.job,
            "given_at": said.given_at,
        }
        with self._database.write() as connection:
            LockedAttempt(connection, attempt_id, said.given_at)
            statement = insert_into(connection.dialect, feedback).values(
                attempt_id=attempt_id, revision=said.revision, **values
            )
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["attempt_id", "revision"], set_=values
                )
            )

    def latest(self, attempt_id: int) -> Feedback | None:
        """What was said last, of whichever result."""
        with self._database.read_one() as connection:
            row = LATEST.one_or_none(connection, attempt_id=attempt_id)
        return Feedback(**row._asdict()) if row else None


LATEST = CompiledSql(
    lambda _: (
        select(*(getattr(feedback.c, name) for name in Feedback.__dataclass_fields__))
        .where(feedback.c.attempt_id == bindparam("attempt_id"))
        .order_by(feedback.c.revision.desc())
        .limit(1)
    )
)
