"""Deleting attempts whose time is over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from quiz.store.engine import Database
from quiz.store.tables import attempts

BATCH = 200  # attempts a transaction: nobody who saves a page waits long for the lock


def sweep(database: Database, now: datetime) -> int:
    """Delete expired attempts with their answers and results; return how many."""
    over = attempts.c.expires_at <= now
    batch = select(attempts.c.id).where(over).order_by(attempts.c.expires_at).limit(BATCH)
    # The condition is asked again on the row itself: a save may have moved it meanwhile.
    statement = delete(attempts).where(
        attempts.c.id.in_(batch.with_for_update(skip_locked=True)), over
    )
    swept = 0
    while True:
        with database.write() as connection:
            deleted = connection.execute(statement).rowcount
        swept += deleted
        if deleted < BATCH:
            return swept
