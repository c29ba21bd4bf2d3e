"""Workspaces and their members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from quiz.store.engine import Database
from quiz.store.workspace_tables import members, recoveries, recovery_codes, sessions, workspaces

OWNER = "owner"


class LastOwner(Exception):
    """This would leave the workspace without an owner; nothing was changed."""


@dataclass(frozen=True)
class Member:
    """Somebody who looks after a workspace."""

    id: int
    workspace_id: int
    email: str
    name: str
    access: str
    password_hash: str
    notified: bool  # by e-mail, of new shared results
    created_at: datetime


@dataclass(frozen=True)
class Workspace:
    """What a group of members look after together."""

    id: int
    name: str


class Members:
    """Every query about workspaces and members."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def anybody(self) -> bool:
        """Say whether there is any member at all."""
        with self._database.read() as connection:
            return connection.scalar(select(members.c.id).limit(1)) is not None

    def find(self, member_id: int) -> Member | None:
        """The member of an id."""
        return self._one(members.c.id == member_id)

    def by_email(self, email: str) -> Member | None:
        """The member of an address, in whichever workspace."""
        return self._one(members.c.email == email.lower())

    def of(self, workspace_id: int) -> Sequence[Member]:
        """Every member of a workspace, in the order they came."""
        query = select(members).where(members.c.workspace_id == workspace_id)
        with self._database.read() as connection:
            return [_read(row) for row in connection.execute(query.order_by(members.c.id))]

    def workspaces(self, name: str | None = None) -> Sequence[Workspace]:
        """Every workspace, or those of one name."""
        query = select(workspaces.c.id, workspaces.c.name).order_by(workspaces.c.id)
        if name is not None:
            query = query.where(workspaces.c.name == name)
        with self._database.read() as connection:
            return [Workspace(*row) for row in connection.execute(query)]

    def rename_workspace(self, workspace_id: int, name: str) -> None:
        """Give a workspace another name; candidates of its openings read it."""
        with self._database.write() as connection:
            connection.execute(
                update(workspaces).where(workspaces.c.id == workspace_id).values(name=name)
            )

    def set_profile(self, member_id: int, name: str, notified: bool) -> None:
        """Save what a member says of themselves."""
        self._set(member_id, name=name, notified=notified)

    def rehash(self, member_id: int, before: str, password_hash: str) -> None:
        """Keep the same password under newer parameters, unless it was changed meanwhile."""
        with self._database.write() as connection:
            connection.execute(
                update(members)
                .where(members.c.id == member_id, members.c.password_hash == before)
                .values(password_hash=password_hash)
            )

    def set_password(self, member_id: int, password_hash: str) -> None:
        """Set a new password, end every session and take back every link for another one."""
        with self._database.write() as connection:
            replace_password(connection, member_id, password_hash)

    def set_access(self, workspace_id: int, member_id: int, access: str) -> bool:
        """Change what a member of this workspace may do; say whether they are one.

        Raises
        ------
        LastOwner
            If nobody else owns the workspace.
        """
        with self._database.write() as connection:
            if not _held(connection, workspace_id, member_id):
                return False
            if access != OWNER:
                _keep_an_owner(connection, workspace_id, member_id)
            connection.execute(
                update(members).where(members.c.id == member_id).values(access=access)
            )
        return True

    def remove(self, workspace_id: int, member_id: int) -> bool:
        """Remove a member of this workspace, signed out at once; say whether they were one.

        Raises
        ------
        LastOwner
            If nobody else owns the workspace.
        """
        with self._database.write() as connection:
            if not _held(connection, workspace_id, member_id):
                return False
            _keep_an_owner(connection, workspace_id, member_id)
            connection.execute(delete(members).where(members.c.id == member_id))
        return True

    def set_codes(self, member_id: int, code_hashes: Sequence[bytes]) -> None:
        """Give a member new recovery codes; the old ones no longer work."""
        with self._database.write() as connection:
            connection.execute(
                delete(recovery_codes).where(recovery_codes.c.member_id == member_id)
            )
            connection.execute(
                insert(recovery_codes),
                [{"member_id": member_id, "code_hash": found} for found in code_hashes],
            )

    def codes_left(self, member_id: int) -> int:
        """How many recovery codes a member has not used."""
        query = select(func.count()).where(recovery_codes.c.member_id == member_id)
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def notified_of(self, workspace_id: int) -> Sequence[str]:
        """The addresses of those who want a mail about each new shared result."""
        query = select(members.c.email).where(
            members.c.workspace_id == workspace_id, members.c.notified
        )
        with self._database.read() as connection:
            return list(connection.scalars(query.order_by(members.c.id)))

    def _one(self, condition: Any) -> Member | None:
        with self._database.read() as connection:
            row = connection.execute(select(members).where(condition)).one_or_none()
        return _read(row) if row else None

    def _set(self, member_id: int, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(update(members).where(members.c.id == member_id).values(**values))


def replace_password(connection: Connection, member_id: int, password_hash: str) -> None:
    """Set a password inside a transaction; whoever is signed in with the old one is out."""
    connection.execute(
        update(members).where(members.c.id == member_id).values(password_hash=password_hash)
    )
    for table in (sessions, recoveries):
        connection.execute(delete(table).where(table.c.member_id == member_id))


def _held(connection: Connection, workspace_id: int, member_id: int) -> bool:
    # The workspace's row is held first: two owners who remove each other come one by one.
    held = select(workspaces.c.id).where(workspaces.c.id == workspace_id).with_for_update()
    connection.execute(held)
    query = select(members.c.id).where(
        members.c.id == member_id, members.c.workspace_id == workspace_id
    )
    return connection.scalar(query) is not None


def _keep_an_owner(connection: Connection, workspace_id: int, leaving: int) -> None:
    others = select(members.c.id).where(
        members.c.workspace_id == workspace_id,
        members.c.access == OWNER,
        members.c.id != leaving,
    )
    if connection.scalar(others.limit(1)) is None:
        raise LastOwner


def _read(row: Row[Any]) -> Member:
    return Member(**row._mapping)
