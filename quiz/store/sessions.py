"""Who is signed in where: sessions that can be seen, and ended, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from quiz.store.engine import Database
from quiz.store.workspace_tables import members, sessions, workspaces

IDLE = timedelta(hours=24)  # a session that nobody used for so long is over
SEEN_EVERY = timedelta(minutes=5)  # a page that is looked at costs no write more often than that


@dataclass(frozen=True)
class SignedIn:
    """The member a session belongs to, as they are now, with their workspace."""

    member_id: int
    workspace_id: int
    workspace: str  # its name
    name: str
    email: str
    access: str
    notified: bool
    token_hash: bytes  # of the session

    def may(self, access: str) -> bool:
        """Say whether the member may do what needs this access."""
        return RANKS[self.access] >= RANKS[access]


# Owners may do what editors may, and these what viewers may.
RANKS = {"viewer": 1, "editor": 2, "owner": 3}


@dataclass(frozen=True)
class Session:
    """One browser in which a member is signed in."""

    token_hash: bytes
    browser: str
    created_at: datetime
    seen_at: datetime


class Sessions:
    """Every query about sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, token_hash: bytes, member_id: int, browser: str, now: datetime, expires_at: datetime
    ) -> None:
        """Sign a member in."""
        with self._database.write() as connection:
            connection.execute(
                insert(sessions).values(
                    token_hash=token_hash,
                    member_id=member_id,
                    browser=browser,
                    created_at=now,
                    seen_at=now,
                    expires_at=expires_at,
                )
            )

    def find(self, token_hash: bytes, now: datetime) -> SignedIn | None:
        """Whose session this is; None where it is unknown, ended, over, or idle for too long."""
        query = (
            select(
                members.c.id,
                members.c.workspace_id,
                workspaces.c.name.label("workspace"),
                members.c.name,
                members.c.email,
                members.c.access,
                members.c.notified,
                sessions.c.token_hash,
                sessions.c.seen_at,
            )
            .join(members, members.c.id == sessions.c.member_id)
            .join(workspaces, workspaces.c.id == members.c.workspace_id)
            .where(
                sessions.c.token_hash == token_hash,
                sessions.c.expires_at > now,
                sessions.c.seen_at > now - IDLE,
            )
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.seen_at <= now - SEEN_EVERY:
            self._note_seen(token_hash, now)
        return SignedIn(*row[:-1])

    def of(self, member_id: int, now: datetime) -> Sequence[Session]:
        """Every session of a member that is not over, the last used first."""
        columns = (sessions.c[name] for name in Session.__dataclass_fields__)
        query = select(*columns).where(
            sessions.c.member_id == member_id,
            sessions.c.expires_at > now,
            sessions.c.seen_at > now - IDLE,
        )
        with self._database.read() as connection:
            rows = connection.execute(
                query.order_by(sessions.c.seen_at.desc(), sessions.c.token_hash)
            )
            return [Session(*row) for row in rows]

    def end(self, member_id: int, token_hash: bytes) -> bool:
        """End one session of this member; say whether there was one."""
        gone = delete(sessions).where(
            sessions.c.member_id == member_id, sessions.c.token_hash == token_hash
        )
        with self._database.write() as connection:
            return connection.execute(gone).rowcount > 0

    def end_all(self, member_id: int) -> None:
        """Sign a member out everywhere."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.member_id == member_id))

    def _note_seen(self, token_hash: bytes, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(
                update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=now)
            )
