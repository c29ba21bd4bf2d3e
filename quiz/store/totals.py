"""The running totals of openings, written with what they count."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, select

from quiz.store.engine import insert_into
from quiz.store.workspace_tables import opening_totals

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
