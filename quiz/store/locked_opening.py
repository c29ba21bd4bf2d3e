"""For which opening an attempt was begun: noted with it, and looked up inside transactions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from quiz.store.compiled_sql import CompiledSql
from quiz.store.engine import insert_into
from quiz.store.workspace_tables import opening_attempts, opening_totals, openings


class OpeningGone(LookupError):
    """The opening was deleted; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("This opening was deleted")


@dataclass(frozen=True)
class NewOpeningAttempt:
    """For which opening an attempt is begun, and what the employer knows it by."""

    opening_id: int
    revision: int
    ref: str | None = None
    ref_signed: bool = False


def note_opening(connection: Connection, attempt_id: int, begun: NewOpeningAttempt) -> None:
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


OPENING_ID = CompiledSql(
    lambda _: (
        select(openings.c.id)
        .join(opening_attempts, opening_attempts.c.opening_id == openings.c.id)
        .where(opening_attempts.c.attempt_id == bindparam("attempt_id"))
        .with_for_update(read=True, key_share=True, of=openings)
    )
)


class OnHold(Exception):
    """The opening is under a legal hold; nothing was changed."""


def refuse_on_hold(connection: Connection, opening_id: int, *, alone: bool = False) -> None:
    """Raise OnHold if an opening is on hold, and keep it as it is until the transaction ends.

    A hold that is put on meanwhile waits, or is seen. `alone` is for who deletes the opening.
    """
    query = select(openings.c.on_hold).where(openings.c.id == opening_id)
    if connection.scalar(query.with_for_update(read=not alone)):
        raise OnHold


STARTED, FINISHED = "started", "finished"
SENT = "sent"  # of what is there
FAMILY = "family:"  # with a family's name: of those it was sent of


def add_to_total(connection: Connection, opening_id: int, what: str, number: int) -> None:
    """Move a running total, in the transaction of what it counts."""
    statement = insert_into(connection.dialect, opening_totals).values(
        opening_id=opening_id, what=what, total=number
    )
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["opening_id", "what"],
            set_={"total": opening_totals.c.total + statement.excluded.total},
        )
    )


def totals_of(connection: Connection, opening_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Give the totals of openings that are not 0, by opening and by what they count."""
    found: dict[int, dict[str, int]] = {opening_id: {} for opening_id in opening_ids}
    columns = opening_totals.c
    query = select(columns.opening_id, columns.what, columns.total)
    for opening_id, what, total in connection.execute(
        query.where(columns.opening_id.in_(opening_ids))
    ):
        if total:
            found[opening_id][what] = total
    return found
