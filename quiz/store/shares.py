"""What people share of their results, each by a link of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select

from quiz.store.engine import Database, insert_into
from quiz.store.locked_attempt import LockedAttempt, StoredResult, read_result, results_of
from quiz.store.tables import attempts, results, shares

MOST = 20  # shares of one attempt


class TooManyShares(Exception):
    """This attempt has as many shares as it may have; nothing was shared."""


@dataclass(frozen=True)
class Share:
    """What one link shows, as its person sees it."""

    seed: str
    token_hash: bytes
    revision: int
    parts: tuple[str, ...]
    name: str | None
    created_at: datetime


@dataclass(frozen=True)
class SharedResult:
    """What somebody finds at a share's address."""

    share: Share
    result: StoredResult  # of the revision that was shared, whatever came after it
    expires_at: datetime


class Shares:
    """Every query about shares."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, attempt_id: int, share: Share) -> None:
        """Share a result; where this seed has a share already, leave it as it is.

        Raises
        ------
        TooManyShares
            If the attempt has as many as it may have.
        AttemptGone
            If the attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            LockedAttempt(connection, attempt_id, share.created_at)
            others = select(func.count()).where(
                shares.c.attempt_id == attempt_id, shares.c.seed != share.seed
            )
            if (connection.scalar(others) or 0) >= MOST:
                raise TooManyShares
            connection.execute(
                insert_into(connection.dialect, shares)
                .values(
                    attempt_id=attempt_id,
                    seed=share.seed,
                    token_hash=share.token_hash,
                    revision=share.revision,
                    parts=" ".join(share.parts),
                    name=share.name,
                    created_at=share.created_at,
                )
                .on_conflict_do_nothing(index_elements=["attempt_id", "seed"])
            )

    def revoke(self, attempt_id: int, seed: str) -> bool:
        """Delete one share of this attempt; say whether it was there."""
        with self._database.write() as connection:
            gone = delete(shares).where(shares.c.attempt_id == attempt_id, shares.c.seed == seed)
            return connection.execute(gone).rowcount > 0

    def of(self, attempt_id: int) -> Sequence[Share]:
        """Every share of an attempt, the newest first."""
        query = select(shares).where(shares.c.attempt_id == attempt_id)
        query = query.order_by(shares.c.created_at.desc(), shares.c.seed)
        with self._database.read() as connection:
            return [_read(row) for row in connection.execute(query)]

    def find(self, token_hash: bytes, now: datetime) -> SharedResult | None:
        """What a share's token leads to; None where it is unknown, revoked or over."""
        query = (
            select(shares, attempts.c.expires_at)
            .join(attempts, attempts.c.id == shares.c.attempt_id)
            .where(shares.c.token_hash == token_hash, attempts.c.expires_at > now)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            of_then = results_of(row.attempt_id).where(results.c.revision == row.revision)
            result = read_result(connection.execute(of_then).one_or_none())
        return SharedResult(_read(row), result, row.expires_at) if result else None


def _read(row: Row[Any]) -> Share:
    parts = tuple(row.parts.split())
    return Share(row.seed, row.token_hash, row.revision, parts, row.name, row.created_at)
