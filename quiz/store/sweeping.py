"""Retention: what is over its time is deleted at the start, and then every hour.

Attempts, what was sent to an employer long ago, and what only counts for a time: sessions, links
that work once, counted tries.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Event
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, and_, delete, exists, select

from quiz.store.engine import Database, insert_into
from quiz.store.locked_opening import FAMILY, SENT
from quiz.store.sent_rows import count, set_ending
from quiz.store.sessions import IDLE
from quiz.store.tables import answers, attempts, results
from quiz.store.workspace_tables import (
    invitations,
    openings,
    recoveries,
    removals,
    sent_results,
    sessions,
    throttles,
)

HOUR = 3600  # seconds between two sweeps
OVER = "over"  # how a sent result ended
BATCH = 200  # rows a transaction: nobody who saves a page waits long for the lock


log = logging.getLogger("role_fit.sweep")


def sweep_hourly(sweep: Callable[[datetime], int], stopped: Event) -> None:
    """Sweep at once and then every hour; several processes may do so at once."""
    while True:
        try:
            sweep(datetime.now(UTC))
        except Exception:  # whatever it is, people go on answering, and it is tried again
            log.exception("Expired attempts could not be deleted; the next try is in an hour")
        if stopped.wait(HOUR):
            return


def sweep(database: Database, now: datetime) -> int:
    """Delete what is over its time; return how many attempts.

    A sent result goes when its days are over, unless its opening is under a legal hold; its
    attempt lives as long. Where the hold outlasts the attempt, of the attempt nothing stays but
    its id: what a person did not send is not kept for an employer.
    """
    _sweep_sent(database, now)
    _empty_held(database, now)
    return sweep_rows(database, attempts.c.expires_at, now, ~_has_sent())


def sweep_rows(
    database: Database, ends_at: Column[datetime], now: datetime, *conditions: ColumnElement[bool]
) -> int:
    """Delete a table's rows that have ended, where these conditions hold; return how many."""
    table = ends_at.table
    (key,) = table.primary_key
    over = and_(ends_at <= now, *conditions)
    batch = select(key).where(over).order_by(ends_at).limit(BATCH)
    # The condition is asked again on the row itself: a save may have moved it meanwhile.
    statement = delete(table).where(key.in_(batch.with_for_update(skip_locked=True)), over)
    swept = 0
    while True:
        with database.write() as connection:
            deleted = connection.execute(statement).rowcount
        swept += deleted
        if deleted < BATCH:
            return swept


def _sweep_sent(database: Database, now: datetime) -> None:
    columns = sent_results.c
    over = (columns.keep_until <= now) & ~openings.c.on_hold
    batch = (
        select(columns.id, columns.attempt_id, columns.opening_id, columns.family)
        .join(openings, openings.c.id == columns.opening_id)
        .where(over)
        .order_by(columns.keep_until)
        .limit(BATCH)
        # The opening too, so that a hold put on meanwhile is seen. What somebody else has in
        # hand is left for the next time.
        .with_for_update(key_share=True, skip_locked=True, of=[sent_results, openings])
    )
    while True:
        with database.write() as connection:
            rows = connection.execute(batch).all()
            _remove(connection, rows, now)
        if len(rows) < BATCH:
            return


def _remove(connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> None:
    connection.execute(delete(sent_results).where(sent_results.c.id.in_([row.id for row in rows])))
    set_ending(connection, [row.attempt_id for row in rows], OVER)
    families: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        families[row.opening_id][row.family] += 1
    for opening_id in sorted(families):
        removed = families[opening_id].total()
        moved = {FAMILY + family: -number for family, number in families[opening_id].items()}
        count(connection, opening_id, {SENT: -removed, **moved})
        note = insert_into(connection.dialect, removals).values(
            opening_id=opening_id, removed_on=now.date(), results=removed
        )
        connection.execute(
            note.on_conflict_do_update(
                index_elements=["opening_id", "removed_on"],
                set_={"results": removals.c.results + note.excluded.results},
            )
        )


def _empty_held(database: Database, now: datetime) -> None:
    """Delete all that belongs to expired attempts whose sent result a legal hold keeps."""
    held = select(attempts.c.id).where(attempts.c.expires_at <= now, _has_sent())
    with database.write() as connection:
        # Feedback and shares go with the results they are about.
        for table in (answers, results):
            connection.execute(delete(table).where(table.c.attempt_id.in_(held)))


def _has_sent() -> Any:
    return exists().where(sent_results.c.attempt_id == attempts.c.id).correlate(attempts)


def sweep_expired(database: Database, now: datetime) -> None:
    """Delete sessions, invitations, recoveries and counted tries whose time is over."""
    sweep_rows(database, sessions.c.expires_at, now)
    sweep_rows(database, sessions.c.seen_at, now - IDLE)
    sweep_rows(database, invitations.c.expires_at, now)
    sweep_rows(database, recoveries.c.expires_at, now)
    sweep_rows(database, throttles.c.until, now)
