"""Results that candidates sent to an employer: sent, replaced, withdrawn, erased, listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, select, update

from quiz.store.engine import Database
from quiz.store.locked_attempt import LockedAttempt
from quiz.store.locked_opening import FAMILY, SENT, refuse_on_hold
from quiz.store.opening_settings import from_json
from quiz.store.sent_rows import (
    Sending,
    count,
    live_until,
    new_public_id,
    opening_of_attempt,
    put,
    set_ending,
    take_back,
    values_of,
)
from quiz.store.sent_search import having, listed
from quiz.store.tables import attempts
from quiz.store.workspace_tables import (
    members,
    opening_attempts,
    openings,
    removals,
    sent_results,
    sent_words,
)

ERASED, ANONYMOUS = "erased", "anonymous"  # how it ended at the employer's wish; else sweeping
BATCH = 200  # rows in memory while all are read


@dataclass(frozen=True)
class SentResult:
    """What was sent, as it is stored."""

    id: int
    public_id: str  # in HR's addresses
    opening_id: int
    attempt_id: int | None  # None: made anonymous
    revision: int
    parts: tuple[str, ...]
    assessment: dict[str, Any]
    family: str
    language: str
    name: str | None
    email: str | None
    ref: str | None
    ref_signed: bool
    made_at: datetime  # of an anonymous one, every time is the first of a month
    sent_at: datetime
    keep_until: datetime

    @property
    def is_anonymous(self) -> bool:
        """Whether the employer took away whom it is from and when it came."""
        return self.attempt_id is None


FIELDS = [field.name for field in fields(SentResult)]  # which are the columns, in their order
PARTS, ASSESSMENT = FIELDS.index("parts"), FIELDS.index("assessment")


@dataclass(frozen=True)
class Removal:
    """How many results retention removed on one day."""

    removed_on: date
    results: int


class Sent:
    """Every query about results that were sent to employers.

    The totals of an opening say what is there: they are moved in the transaction that adds,
    replaces or removes a result.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, attempt_id: int, sending: Sending, now: datetime) -> bool:
        """Send a result in place of what this attempt sent before; say whether it is the first.

        It is kept as many days as the settings said when the attempt was begun, and the attempt
        lives at least as long, so that its person can withdraw it.

        Raises
        ------
        AttemptGone
            If the attempt was deleted or has expired.
        NotForOpening
            If there is no opening to send it to.
        """
        with self._database.write() as connection:
            LockedAttempt(connection, attempt_id, now)
            begun = opening_of_attempt(connection, attempt_id)
            keep_until = now + timedelta(days=from_json(begun.settings).keep_days)
            values = values_of(sending, begun, now, keep_until)
            replaced = put(connection, attempt_id, values)
            set_ending(connection, [attempt_id], None)
            live_until(connection, attempt_id, keep_until)
            moved = Counter({SENT: 1, FAMILY + sending.family: 1})
            if replaced is not None:
                moved.subtract({SENT: 1, FAMILY + replaced: 1})
            count(connection, begun.opening_id, moved)
        return replaced is None

    def withdraw(self, attempt_id: int) -> bool:
        """Delete what an attempt sent, whatever else holds; say whether it was there."""
        with self._database.write() as connection:
            return take_back(connection, attempt_id)

    def is_left(self, token_hash: bytes) -> bool:
        """Whether an employer still has what an attempt sent, even if the attempt has expired."""
        with self._database.read() as connection:
            return connection.scalar(_sender(token_hash)) is not None

    def withdraw_left(self, token_hash: bytes) -> bool:
        """Delete what an attempt sent, also after it has expired; say whether it was there."""
        with self._database.write() as connection:
            attempt_id = connection.scalar(_sender(token_hash))
            return attempt_id is not None and take_back(connection, attempt_id)

    def of_attempt(self, attempt_id: int) -> SentResult | None:
        """What an attempt has sent and the employer still has with its person's link to it."""
        with self._database.read() as connection:
            query = select(sent_results).where(sent_results.c.attempt_id == attempt_id)
            row = connection.execute(query).one_or_none()
        return _read(row) if row else None

    def ending(self, attempt_id: int) -> str | None:
        """How what was sent ended without its person: "erased", "anonymous", "over"; else None."""
        query = select(opening_attempts.c.sent_ending)
        with self._database.read() as connection:
            return connection.scalar(query.where(opening_attempts.c.attempt_id == attempt_id))

    def page(
        self,
        opening_id: int,
        before: tuple[datetime, int] | None = None,
        words: Sequence[str] = (),
        limit: int = 25,
    ) -> Sequence[SentResult]:
        """A page of what was sent, the newest first; `before` is the last one's date and id.

        Every one of `words` must begin a word of the name or the ref.
        """
        with self._database.read() as connection:
            query = listed(opening_id, before).where(*having(connection, opening_id, words))
            return [_read(row) for row in connection.execute(query.limit(limit))]

    def find(self, opening_id: int, public_id: str) -> SentResult | None:
        """One result that was sent to this opening."""
        query = select(sent_results).where(*_is(opening_id, public_id))
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return _read(row) if row else None

    def erase(self, opening_id: int, public_id: str) -> bool:
        """Delete a result at the employer's wish; say whether it was there. Raises OnHold."""
        with self._database.write() as connection:
            refuse_on_hold(connection, opening_id)
            gone = delete(sent_results).where(*_is(opening_id, public_id))
            columns = sent_results.c
            row = connection.execute(
                gone.returning(columns.attempt_id, columns.family)
            ).one_or_none()
            if row is None:
                return False
            set_ending(connection, [row.attempt_id], ERASED)
            count(connection, opening_id, {SENT: -1, FAMILY + row.family: -1})
        return True

    def anonymise(self, opening_id: int, public_id: str) -> str | None:
        """Take away whom a result is from; give its new public id. Raises OnHold."""
        with self._database.write() as connection:
            refuse_on_hold(connection, opening_id)
            held = select(sent_results).where(*_is(opening_id, public_id)).with_for_update()
            row = connection.execute(held).one_or_none()
            if row is None or row.attempt_id is None:
                return row.public_id if row else None
            new_id = new_public_id()
            # How long it is kept would tell when it came.
            after = (row.keep_until.replace(day=1) + timedelta(days=31)).replace(day=1)
            connection.execute(
                update(sent_results)
                .where(sent_results.c.id == row.id)
                .values(
                    public_id=new_id,
                    attempt_id=None,
                    name=None,
                    email=None,
                    ref=None,
                    ref_signed=False,
                    made_at=_month(row.made_at),
                    sent_at=_month(row.sent_at),
                    keep_until=_month(after),
                )
            )
            connection.execute(delete(sent_words).where(sent_words.c.sent_id == row.id))
            set_ending(connection, [row.attempt_id], ANONYMOUS)
        return new_id

    def stream(self, opening_id: int) -> Iterator[SentResult]:
        """Everything that was sent to an opening as of one moment, the newest first."""
        with self._database.snapshot() as connection:
            by_batches = connection.execution_options(yield_per=BATCH)
            with by_batches.execute(listed(opening_id)) as rows:  # who reads may leave half-way
                for row in rows:
                    yield _read(row)

    def removals(self, opening_id: int, limit: int = 12) -> Sequence[Removal]:
        """What retention removed from an opening by itself, the newest days first."""
        query = select(removals.c.removed_on, removals.c.results)
        query = query.where(removals.c.opening_id == opening_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(removals.c.removed_on.desc()).limit(limit))
            return [Removal(*row) for row in rows]

    def members_to_mail(self, opening_id: int) -> Sequence[str]:
        """The addresses of the members who want to know of new results by e-mail."""
        query = (
            select(members.c.email)
            .join(openings, openings.c.workspace_id == members.c.workspace_id)
            .where(openings.c.id == opening_id, members.c.notified)
            .order_by(members.c.id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(query))


def _sender(token_hash: bytes) -> Select[Any]:
    return (
        select(attempts.c.id)
        .join(sent_results, sent_results.c.attempt_id == attempts.c.id)
        .where(attempts.c.token_hash == token_hash)
    )


def _is(opening_id: int, public_id: str) -> tuple[Any, ...]:
    return sent_results.c.public_id == public_id, sent_results.c.opening_id == opening_id


def _month(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _read(row: Row[Any]) -> SentResult:
    # By place and not by name, which takes half the time: an export reads all there is.
    values = list(row)
    values[PARTS] = tuple(values[PARTS].split())
    values[ASSESSMENT] = msgspec.json.decode(values[ASSESSMENT])
    return SentResult(*values)
