"""Ways back in for members who lost their password: a link that works once, or a code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select

from quiz.store.engine import Database, insert_into
from quiz.store.members import Member, replace_password
from quiz.store.workspace_tables import members, recoveries, recovery_codes

MOST = 5  # links of one member at a time


class RecoveryGone(LookupError):
    """The link was used or its time is over; the password stays as it is."""


class Recoveries:
    """Every query about new passwords for lost ones."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, token_hash: bytes, email: str, expires_at: datetime) -> bool:
        """Make a link for whoever has this address; say whether anybody has."""
        owner = select(members.c.id).where(members.c.email == email.lower())
        with self._database.write() as connection:
            member_id = connection.scalar(owner)
            if member_id is None:
                return False
            _make(connection, token_hash, member_id, expires_at)
        return True

    def use_code(
        self, email: str, code_hash: bytes, token_hash: bytes, expires_at: datetime
    ) -> bool:
        """Turn a recovery code of this address into a link; say whether it was one."""
        owner = select(members.c.id).where(members.c.email == email.lower()).scalar_subquery()
        taken = delete(recovery_codes).where(
            recovery_codes.c.member_id == owner, recovery_codes.c.code_hash == code_hash
        )
        with self._database.write() as connection:
            member_id = connection.scalar(taken.returning(recovery_codes.c.member_id))
            if member_id is None:
                return False
            _make(connection, token_hash, member_id, expires_at)
        return True

    def find(self, token_hash: bytes, now: datetime) -> Member | None:
        """Whose new password a link is for; None where it was used or is over."""
        query = (
            select(members)
            .join(recoveries, recoveries.c.member_id == members.c.id)
            .where(recoveries.c.token_hash == token_hash, recoveries.c.expires_at > now)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return Member(**row._mapping) if row else None

    def use(self, token_hash: bytes, password_hash: str, now: datetime) -> int:
        """Set the new password, and sign its member out everywhere; return their id.

        Raises
        ------
        RecoveryGone
            If the link was used or its time is over.
        """
        taken = delete(recoveries).where(
            recoveries.c.token_hash == token_hash, recoveries.c.expires_at > now
        )
        with self._database.write() as connection:
            member_id = connection.scalar(taken.returning(recoveries.c.member_id))
            if member_id is None:
                raise RecoveryGone
            replace_password(connection, member_id, password_hash)
        return int(member_id)


def _make(connection: Connection, token_hash: bytes, member_id: int, expires_at: datetime) -> None:
    newest = (
        select(recoveries.c.token_hash)
        .where(recoveries.c.member_id == member_id)
        .order_by(recoveries.c.expires_at.desc())
        .limit(MOST - 1)
    )
    connection.execute(
        delete(recoveries).where(
            recoveries.c.member_id == member_id, recoveries.c.token_hash.not_in(newest)
        )
    )
    connection.execute(
        insert_into(connection.dialect, recoveries).values(
            token_hash=token_hash, member_id=member_id, expires_at=expires_at
        )
    )
