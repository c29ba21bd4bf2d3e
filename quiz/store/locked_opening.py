"""For which opening an attempt was begun: noted with it, and looked up inside transactions."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from quiz.store.compiled_sql import Prepared
from quiz.store.totals import STARTED, add_to_total
from quiz.store.workspace_tables import opening_attempts, openings


class OpeningGone(LookupError):
    """The opening was deleted; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("This opening was deleted")


@dataclass(frozen=True)
class BegunFor:
    """For which opening an attempt is begun, and what the employer knows it by."""

    opening_id: int
    revision: int
    ref: str | None = None
    ref_signed: bool = False


def begin_for(connection: Connection, attempt_id: int, begun: BegunFor) -> None:
    """Note, in the transaction that begins an attempt, for which opening it is.

    Raises
    ------
    OpeningGone
        If it was deleted meanwhile.
    """
    held = select(openings.c.id).where(openings.c.id == begun.opening_id)
    if connection.scalar(held.with_for_update(read=True, key_share=True)) is None:
        raise OpeningGone
    connection.execute(
        insert(opening_attempts).values(
            attempt_id=attempt_id,
            opening_id=begun.opening_id,
            revision=begun.revision,
            ref=begun.ref,
            ref_signed=begun.ref_signed,
        )
    )
    add_to_total(connection, begun.opening_id, STARTED, 1)


def opening_id_of(connection: Connection, attempt_id: int) -> int | None:
    """The opening that an attempt was begun for, which stays until the transaction ends."""
    found = OPENING_ID.one_or_none(connection, attempt_id=attempt_id)
    return found.id if found else None


OPENING_ID = Prepared(
    lambda _: (
        select(openings.c.id)
        .join(opening_attempts, opening_attempts.c.opening_id == openings.c.id)
        .where(opening_attempts.c.attempt_id == bindparam("attempt_id"))
        .with_for_update(read=True, key_share=True, of=openings)
    )
)
