"""Deleting what only counts for a time: sessions, links that work once, counted tries."""

from __future__ import annotations

from datetime import datetime

from quiz.store.engine import Database
from quiz.store.sessions import IDLE
from quiz.store.sweeping import sweep_rows
from quiz.store.workspace_tables import invitations, recoveries, sessions, throttles


def sweep_expired(database: Database, now: datetime) -> None:
    """Delete sessions, invitations, recoveries and counted tries whose time is over."""
    sweep_rows(database, sessions.c.expires_at, now)
    sweep_rows(database, sessions.c.seen_at, now - IDLE)
    sweep_rows(database, invitations.c.expires_at, now)
    sweep_rows(database, recoveries.c.expires_at, now)
    sweep_rows(database, throttles.c.until, now)
