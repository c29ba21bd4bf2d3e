"""Deleting what only counts for a time: sessions, links that work once, counted tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from quiz.store.engine import Database
from quiz.store.sessions import IDLE
from quiz.store.workspace_tables import invitations, recoveries, sessions, throttles


def sweep_expired(database: Database, now: datetime) -> None:
    """Delete sessions, invitations, recoveries and counted tries whose time is over."""
    over = (
        (sessions, sessions.c.expires_at <= now),
        (sessions, sessions.c.seen_at <= now - IDLE),
        (invitations, invitations.c.expires_at <= now),
        (recoveries, recoveries.c.expires_at <= now),
        (throttles, throttles.c.until <= now),
    )
    for table, condition in over:
        with database.write() as connection:
            connection.execute(delete(table).where(condition))
