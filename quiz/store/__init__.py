"""What is kept of people: attempts and all that belongs to them, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from quiz.store.attempts import Attempt, Attempts, Conflict, SavedAttempt
from quiz.store.copying import back_up, restore
from quiz.store.engine import Database, wal_reset_warning
from quiz.store.feedback import Feedback, Feedbacks
from quiz.store.held import AttemptGone, Score, StoredResult
from quiz.store.migrating import migrate
from quiz.store.opening_settings import OpeningSettings
from quiz.store.openings import (
    BegunFor,
    ListedOpening,
    Opening,
    OpeningChanged,
    OpeningOfAttempt,
    Openings,
)
from quiz.store.responses import Response, Responses
from quiz.store.results import Results
from quiz.store.retakes import OlderAttempt, Retakes
from quiz.store.sending import NotForOpening, Sending
from quiz.store.sent_results import OnHold, Sent, SentResult
from quiz.store.shares import Share, SharedResult, Shares, TooManyShares
from quiz.store.sweeping import sweep

__all__ = [
    "Attempt",
    "AttemptGone",
    "BegunFor",
    "Conflict",
    "Feedback",
    "ListedOpening",
    "NotForOpening",
    "OlderAttempt",
    "OnHold",
    "Opening",
    "OpeningChanged",
    "OpeningOfAttempt",
    "OpeningSettings",
    "Response",
    "SavedAttempt",
    "Score",
    "Sending",
    "SentResult",
    "Share",
    "SharedResult",
    "Store",
    "StoredResult",
    "TooManyShares",
]


class Store:
    """The one door to the database.

    Parameters
    ----------
    url : str
        As SQLAlchemy writes it: ``sqlite:///...`` or ``postgresql+psycopg://...``.
    lock_path : Path, optional
        Where the lock file of an SQLite database is; beside the database if not given. All
        processes that write to one database must use the same.

    Attributes
    ----------
    warning : str or None
        What the operator should be told at start about this database.
    """

    def __init__(self, url: str, lock_path: Path | None = None) -> None:
        self._database = Database(url, lock_path)
        self.attempts = Attempts(self._database)
        self.results = Results(self._database)
        self.feedback = Feedbacks(self._database)
        self.responses = Responses(self._database)
        self.shares = Shares(self._database)
        self.retakes = Retakes(self._database)
        self.openings = Openings(self._database)
        self.sent = Sent(self._database)
        self.warning = wal_reset_warning() if self._database.is_sqlite else None

    def migrate(self) -> None:
        """Bring the tables to this version; cheap where they are."""
        migrate(self._database)

    def sweep(self, now: datetime) -> int:
        """Delete attempts whose time is over, with all that belongs to them; return how many."""
        return sweep(self._database, now)

    def back_up(self, path: Path, tell: Callable[[int], None]) -> int:
        """Write everything into a new file while the quiz goes on; return how many rows."""
        with self._database.told():
            return back_up(self._database, path, tell)

    def restore(self, path: Path, tell: Callable[[int], None]) -> int:
        """Put every row of a backup into this database, which must be empty; return how many."""
        with self._database.told():
            return restore(path, self._database, tell)

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()
