"""Workspaces, openings and what was sent to them, for tests of the store."""

from datetime import timedelta

from sqlalchemy import insert

from quiz.store import NewOpeningAttempt, OpeningSettings, Sending
from quiz.store.engine import Database
from quiz.store.workspace_tables import members, workspaces

KEY = b"k" * 32


class Employers:
    """Makes workspaces and openings, and candidates who send them something."""

    def __init__(self, store, url, now):
        self.store, self.url, self.now = store, url, now
        self.people = 0

    def workspace(self, name="Acme"):
        database = Database(self.url)
        with database.write() as connection:
            new = insert(workspaces).values(name=name, created_at=self.now)
            found = connection.execute(new.returning(workspaces.c.id)).scalar_one()
        database.close()
        return found

    def member(self, workspace_id, email, *, notified):
        database = Database(self.url)
        with database.write() as connection:
            connection.execute(
                insert(members).values(
                    workspace_id=workspace_id,
                    email=email,
                    name="Member",
                    access="viewer",
                    password_hash="-",
                    notified=notified,
                    created_at=self.now,
                )
            )
        database.close()

    def opening(self, public_id="opening", workspace_id=None, **settings):
        workspace_id = workspace_id or self.workspace()
        settings = OpeningSettings(**{"title": "Product manager", **settings})
        self.store.openings.create(workspace_id, public_id, settings, KEY, self.now)
        return self.store.openings.find(public_id)

    def begin(self, opening, ref=None, *, ref_signed=False, days=30):
        """Somebody new begins; give the attempt."""
        self.people += 1
        token_hash = self.people.to_bytes(32, "big")
        begun = NewOpeningAttempt(opening.id, opening.revision, ref, ref_signed)
        over = self.now + timedelta(days=days)
        self.store.attempts.create(token_hash, "2026.1", "en", self.now, over, begun)
        return self.store.attempts.find(token_hash, self.now)

    def finish(self, opening, ref=None, **more):
        attempt = self.begin(opening, ref, **more)
        over = attempt.expires_at
        self.store.attempts.save(attempt.id, {"plans": 3}, 0, self.now, over)
        self.store.results.finish(attempt.id, lambda *_: {"verdict": "clear"}, self.now, over)
        return attempt

    def sending(self, **more):
        said = {
            "revision": 1,
            "made_at": self.now,
            "parts": ("roles", "profile"),
            "assessment": {"verdict": "clear"},
            "family": "management",
            "language": "en",
            "name": "Ada Lovelace",
            "email": "ada@example.org",
            **more,
        }
        return Sending(**said)

    def send(self, opening, ref=None, at=None, days=30, **more):
        """Somebody new finishes and sends; give the attempt."""
        attempt = self.finish(opening, ref, days=days)
        self.store.sent.send(attempt.id, self.sending(**more), at or self.now)
        return attempt
