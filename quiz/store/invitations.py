"""Links that work once: to join or to found a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, select

from quiz.store.engine import Database, insert_into
from quiz.store.members import OWNER
from quiz.store.workspace_tables import invitations, members, workspaces


class InvitationGone(LookupError):
    """The link was used, taken back, or its time is over; nobody joined."""


class AlreadyMember(Exception):
    """Somebody with this address is a member of a workspace; nobody joined."""


@dataclass(frozen=True)
class Invitation:
    """An invitation that can still be followed."""

    token_hash: bytes
    workspace_id: int | None  # None: to found one
    workspace: str | None  # its name
    email: str | None  # None: whoever follows it says theirs
    access: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Joining:
    """What somebody says of themselves who follows an invitation."""

    workspace: str  # the name of a founded one; of no account elsewhere
    email: str  # of no account where the invitation names one
    name: str
    password_hash: str


class Invitations:
    """Every query about invitations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(
        self,
        token_hash: bytes,
        workspace_id: int | None,
        email: str | None,
        access: str,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Invite somebody; an earlier invitation of this address to the same place is over."""
        email = email.lower() if email else None
        with self._database.write() as connection:
            if email:
                connection.execute(
                    delete(invitations).where(
                        invitations.c.email == email,
                        invitations.c.workspace_id.is_not_distinct_from(workspace_id),
                    )
                )
            connection.execute(
                insert(invitations).values(
                    token_hash=token_hash,
                    workspace_id=workspace_id,
                    email=email,
                    access=access,
                    created_at=now,
                    expires_at=expires_at,
                )
            )

    def find(self, token_hash: bytes, now: datetime) -> Invitation | None:
        """The invitation of a link; None where it was used, taken back, or is over."""
        query = _invitations(now).where(invitations.c.token_hash == token_hash)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return _read(row) if row else None

    def of(self, workspace_id: int, now: datetime) -> Sequence[Invitation]:
        """Every invitation into a workspace that can still be followed, the newest first."""
        query = _invitations(now).where(invitations.c.workspace_id == workspace_id)
        query = query.order_by(invitations.c.created_at.desc(), invitations.c.token_hash)
        with self._database.read() as connection:
            return [_read(row) for row in connection.execute(query)]

    def withdraw(self, workspace_id: int, token_hash: bytes) -> bool:
        """Take an invitation into this workspace back; say whether it was there."""
        gone = delete(invitations).where(
            invitations.c.workspace_id == workspace_id, invitations.c.token_hash == token_hash
        )
        with self._database.write() as connection:
            return connection.execute(gone).rowcount > 0

    def accept(self, token_hash: bytes, joining: Joining, now: datetime) -> int:
        """Make a member of whoever follows an invitation; return their id.

        Raises
        ------
        InvitationGone
            If it was used, taken back, or is over.
        AlreadyMember
            If the address belongs to a member already. The invitation stays.
        """
        with self._database.write() as connection:
            # Taken, not looked up: of two who follow one link at once, one finds nothing.
            taken = delete(invitations).where(
                invitations.c.token_hash == token_hash, invitations.c.expires_at > now
            )
            row = connection.execute(taken.returning(*invitations.c)).one_or_none()
            if row is None:
                raise InvitationGone
            workspace_id = row.workspace_id or _found(connection, joining.workspace, now)
            return _add(connection, workspace_id, row, joining, now)


def _invitations(now: datetime) -> Any:
    return (
        select(invitations, workspaces.c.name.label("workspace"))
        .outerjoin(workspaces, workspaces.c.id == invitations.c.workspace_id)
        .where(invitations.c.expires_at > now)
    )


def _found(connection: Connection, name: str, now: datetime) -> int:
    row = insert(workspaces).values(name=name, created_at=now).returning(workspaces.c.id)
    workspace_id: int = connection.execute(row).scalar_one()
    # There is an owner now: the links for the first one, which starts of the program printed, end.
    for_first = and_(invitations.c.workspace_id.is_(None), invitations.c.email.is_(None))
    connection.execute(delete(invitations).where(for_first))
    return workspace_id


def _add(
    connection: Connection, workspace_id: int, row: Row[Any], joining: Joining, now: datetime
) -> int:
    added = (
        insert_into(connection.dialect, members)
        .values(
            workspace_id=workspace_id,
            email=(row.email or joining.email).lower(),
            name=joining.name,
            access=row.access if row.workspace_id else OWNER,
            password_hash=joining.password_hash,
            notified=True,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["email"])
    )
    member_id = connection.scalar(added.returning(members.c.id))
    if member_id is None:
        raise AlreadyMember
    return int(member_id)


def _read(row: Row[Any]) -> Invitation:
    return Invitation(**row._mapping)
