"""Retention: what is over its time is deleted at the start, and then every hour."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from threading import Event, Thread

from quiz.store import Store

HOUR = 3600  # seconds between two sweeps

log = logging.getLogger("role_fit.sweep")


def start_sweeping(store: Store, stopped: Event) -> Thread:
    """Sweep beside the server until `stopped` is set; several processes may do so at once."""
    sweeper = Thread(target=sweep_hourly, args=(store, stopped), daemon=True, name="sweep")
    sweeper.start()
    return sweeper


def sweep_hourly(store: Store, stopped: Event) -> None:
    """Delete what is over its time, at once and then every hour."""
    while True:
        try:
            store.sweep(datetime.now(UTC))
        except Exception:  # whatever it is, people go on answering, and it is tried again
            log.exception("Expired attempts could not be deleted; the next try is in an hour")
        if stopped.wait(HOUR):
            return
