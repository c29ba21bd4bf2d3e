"""What is kept of people: attempts and all that belongs to them, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from quiz.store.attempts import Attempts, Conflict, SavedAttempt, StoredAttempt
from quiz.store.backup import back_up, restore
from quiz.store.engine import Database, wal_reset_warning
from quiz.store.feedback import Feedback, Feedbacks
from quiz.store.invitations import (
    AlreadyMember,
    Invitation,
    InvitationGone,
    Invitations,
    Joining,
)
from quiz.store.locked_attempt import AttemptGone, Score, StoredResult
from quiz.store.locked_opening import NewOpeningAttempt, OnHold, OpeningGone
from quiz.store.members import LastOwner, Member, Members, Workspace
from quiz.store.migrating import check_version, migrate
from quiz.store.opening_settings import OpeningSettings
from quiz.store.openings import (
    ListedOpening,
    Opening,
    OpeningChanged,
    OpeningOfAttempt,
    Openings,
)
from quiz.store.recoveries import Recoveries, RecoveryGone
from quiz.store.responses import Response, Responses
from quiz.store.results import Results
from quiz.store.retakes import OlderAttempt, Retakes
from quiz.store.sent_results import Removal, Sent, SentResult
from quiz.store.sent_rows import NotForOpening, Sending
from quiz.store.sessions import Session, Sessions, SignedIn
from quiz.store.shares import Share, SharedResult, Shares, TooManyShares
from quiz.store.sweeping import sweep, sweep_expired, sweep_hourly
from quiz.store.throttles import Limit, Throttles

__all__ = [
    "AlreadyMember",
    "AttemptGone",
    "Conflict",
    "Feedback",
    "Invitation",
    "InvitationGone",
    "Joining",
    "LastOwner",
    "Limit",
    "ListedOpening",
    "Member",
    "NewOpeningAttempt",
    "NotForOpening",
    "OlderAttempt",
    "OnHold",
    "Opening",
    "OpeningChanged",
    "OpeningGone",
    "OpeningOfAttempt",
    "OpeningSettings",
    "RecoveryGone",
    "Removal",
    "Response",
    "SavedAttempt",
    "Score",
    "Sending",
    "SentResult",
    "Session",
    "Share",
    "SharedResult",
    "SignedIn",
    "Store",
    "StoredAttempt",
    "StoredResult",
    "TooManyShares",
    "Workspace",
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
    patience : float, optional
        Seconds after which a query gives up, so that nobody sits before an empty window;
        without it, it waits.

    Attributes
    ----------
    warning : str or None
        What the operator should be told at start about this database.
    """

    def __init__(
        self, url: str, lock_path: Path | None = None, patience: float | None = None
    ) -> None:
        self._database = Database(url, lock_path, patience)
        self.attempts = Attempts(self._database)
        self.results = Results(self._database)
        self.feedback = Feedbacks(self._database)
        self.responses = Responses(self._database)
        self.shares = Shares(self._database)
        self.retakes = Retakes(self._database)
        self.openings = Openings(self._database)
        self.sent = Sent(self._database)
        self.members = Members(self._database)
        self.invitations = Invitations(self._database)
        self.recoveries = Recoveries(self._database)
        self.sessions = Sessions(self._database)
        self.throttles = Throttles(self._database)
        self.warning = wal_reset_warning() if self._database.is_sqlite else None

    def migrate(self) -> None:
        """Bring the tables to this version; cheap where they are."""
        with self._database.faults_from_database():
            migrate(self._database)

    def sweep(self, now: datetime) -> int:
        """Delete attempts whose time is over, with all that belongs to them; return how many."""
        sweep_expired(self._database, now)
        return sweep(self._database, now)

    def start_sweeping(self, stopped: Event) -> Thread:
        """Sweep beside the server until `stopped` is set."""
        sweeper = Thread(target=sweep_hourly, args=(self.sweep, stopped), daemon=True, name="sweep")
        sweeper.start()
        return sweeper

    def check(self) -> None:
        """Raise what keeps the database from being used: out of reach, or not migrated."""
        check_version(self._database)

    def back_up(self, path: Path, tell: Callable[[int], None]) -> int:
        """Write everything into a new file while the quiz goes on; return how many rows."""
        with self._database.faults_from_database():
            return back_up(self._database, path, tell)

    def restore(self, path: Path, tell: Callable[[int], None]) -> int:
        """Put every row of a backup into this database, which must be empty; return how many."""
        with self._database.faults_from_database():
            return restore(path, self._database, tell)

    def close(self) -> None:
        """Give back every connection."""
        self._database.close()
