"""What is done to one attempt inside a write transaction, with its row held."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Dialect, Select, bindparam, select, update

from quiz.store.compiled_sql import CompiledSql
from quiz.store.engine import insert_into
from quiz.store.tables import answers, attempts, results

Answers = Mapping[str, int | None]
Assessment = Mapping[str, Any]
Score = Callable[[dict[str, int | None], bool], Assessment]


class AttemptGone(LookupError):
    """The attempt has expired or was deleted; nothing was saved."""

    def __init__(self) -> None:
        super().__init__("This attempt has expired or was deleted")


@dataclass(frozen=True)
class StoredAnswer:
    """One answer, and the attempt's revision when it was last written."""

    point: int | None  # None: skipped
    revision: int


@dataclass(frozen=True)
class StoredResult:
    """One assessment as it was given, with what it was made from."""

    assessment: dict[str, Any]
    revision: int
    instrument_version: str
    language: str
    created_at: datetime


class LockedAttempt:
    """An attempt kept from other writers until the transaction ends.

    Raises
    ------
    AttemptGone
        If the attempt was deleted or has expired.
    """

    def __init__(self, connection: Connection, attempt_id: int, now: datetime) -> None:
        row = HOLD.one_or_none(connection, attempt_id=attempt_id, now=now)
        if row is None:
            raise AttemptGone
        self._connection = connection
        self._row = row
        self._now = now

    @property
    def revision(self) -> int:
        """The attempt's revision before this transaction."""
        return int(self._row.revision)

    @property
    def has_declined(self) -> bool:
        """Whether its person had left part two out before this transaction."""
        return bool(self._row.declined)

    @property
    def sharpening(self) -> tuple[str, ...]:
        """The pages that were chosen to sharpen it before this transaction."""
        return tuple(self._row.sharpening.split())

    @property
    def is_finished(self) -> bool:
        """Whether a result was given for it before this transaction."""
        return self._row.finished_at is not None

    def answers(self) -> dict[str, StoredAnswer]:
        """All its answers, by item id."""
        rows = ANSWERS.rows(self._connection, attempt_id=self._row.id)
        return {row.item_id: StoredAnswer(row.point, row.revision) for row in rows}

    def points(self) -> dict[str, int | None]:
        """All its answers, without their revisions: what is scored."""
        return {item: answer.point for item, answer in self.answers().items()}

    def write_answers(self, given: Answers, revision: int) -> None:
        """Write these answers, over what is stored for the same items."""
        rows = [
            {"attempt_id": self._row.id, "item_id": item, "point": point, "revision": revision}
            for item, point in given.items()
        ]
        WRITE_ANSWERS.do_each(self._connection, rows)

    def mark_saved(self, revision: int, expires_at: datetime) -> None:
        """Note that it was saved now. Its end never comes nearer: a tab may be behind."""
        MARK_SAVED.do(
            self._connection,
            attempt_id=self._row.id,
            new_revision=revision,
            saved=self._now,
            expires=max(self._row.expires_at, expires_at),
        )

    def mark_finished(self, expires_at: datetime) -> None:
        """Note that it is finished: from the first time on it is kept as long as a result is."""
        if self.is_finished:
            expires_at = max(self._row.expires_at, expires_at)
        MARK_FINISHED.do(
            self._connection,
            attempt_id=self._row.id,
            finished=self._row.finished_at or self._now,
            expires=expires_at,
        )

    def mark_declined(self, declined: bool) -> None:
        """Note whether its person leaves part two out."""
        self._set(declined=declined)

    def mark_sharpening(self, pages: tuple[str, ...]) -> None:
        """Note the pages that sharpen it."""
        self._set(sharpening=" ".join(pages))

    def _set(self, **values: Any) -> None:
        this = attempts.c.id == self._row.id
        self._connection.execute(update(attempts).where(this).values(**values))

    def assess(self, score: Score, revision: int, *, declined: bool | None = None) -> None:
        """Add the result of what is stored now; part two as before, if not said otherwise."""
        left_out = self.has_declined if declined is None else declined
        self.add_result(score(self.points(), left_out), revision)

    def add_result(self, assessment: Assessment, revision: int) -> bool:
        """Add a result unless this revision has one; say whether it was added."""
        added = ADD_RESULT.one_or_none(
            self._connection,
            attempt_id=self._row.id,
            revision=revision,
            instrument_version=self._row.instrument_version,
            language=self._row.language,
            assessment=json.dumps(assessment, ensure_ascii=False, allow_nan=False),
            created_at=self._now,
        )
        return added is not None

    def result(self) -> StoredResult | None:
        """The result of its revision as it was before this transaction, if there is one."""
        row = RESULT.one_or_none(
            self._connection, attempt_id=self._row.id, of_revision=self.revision
        )
        return read_result(row)


def _this(column: Any) -> Any:
    return column == bindparam("attempt_id")


def _write_answers(dialect: Dialect) -> Any:
    statement = insert_into(dialect, answers)
    return statement.on_conflict_do_update(
        index_elements=["attempt_id", "item_id"],
        set_={"point": statement.excluded.point, "revision": statement.excluded.revision},
    )


def _add_result(dialect: Dialect) -> Any:
    statement = insert_into(dialect, results)
    statement = statement.on_conflict_do_nothing(index_elements=["attempt_id", "revision"])
    # PostgreSQL's driver counts -1 rows here, so the row itself has to come back.
    return statement.returning(results.c.id)


HOLD = CompiledSql(
    lambda _: (
        select(attempts)
        .where(_this(attempts.c.id), attempts.c.expires_at > bindparam("now"))
        .with_for_update()
    )
)
ANSWERS = CompiledSql(
    lambda _: select(answers.c.item_id, answers.c.point, answers.c.revision).where(
        _this(answers.c.attempt_id)
    )
)
WRITE_ANSWERS = CompiledSql(_write_answers, ("attempt_id", "item_id", "point", "revision"))
MARK_SAVED = CompiledSql(
    lambda _: (
        update(attempts)
        .where(_this(attempts.c.id))
        .values(
            revision=bindparam("new_revision"),
            saved_at=bindparam("saved"),
            expires_at=bindparam("expires"),
        )
    )
)
MARK_FINISHED = CompiledSql(
    lambda _: (
        update(attempts)
        .where(_this(attempts.c.id))
        .values(finished_at=bindparam("finished"), expires_at=bindparam("expires"))
    )
)
ADD_RESULT = CompiledSql(_add_result, [c.name for c in results.c if c.name != "id"])
RESULT = CompiledSql(
    lambda _: select(results).where(
        _this(results.c.attempt_id), results.c.revision == bindparam("of_revision")
    )
)


def results_of(attempt_id: int) -> Select[Any]:
    """The query for all results of an attempt."""
    return select(results).where(results.c.attempt_id == attempt_id)


def read_result(row: Any) -> StoredResult | None:
    """A row of results with its assessment read."""
    if row is None:
        return None
    return StoredResult(
        assessment=msgspec.json.decode(row.assessment),
        revision=row.revision,
        instrument_version=row.instrument_version,
        language=row.language,
        created_at=row.created_at,
    )
