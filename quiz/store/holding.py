"""The legal hold of an opening: while it lasts, the employer's side deletes nothing."""

from __future__ import annotations

from sqlalchemy import Connection, select

from quiz.store.workspace_tables import openings


class OnHold(Exception):
    """The opening is under a legal hold; nothing was changed."""


def refuse_on_hold(connection: Connection, opening_id: int, *, alone: bool = False) -> None:
    """Raise OnHold if an opening is on hold, and keep it as it is until the transaction ends.

    A hold that is put on meanwhile waits, or is seen. `alone` is for who deletes the opening.
    """
    query = select(openings.c.on_hold).where(openings.c.id == opening_id)
    if connection.scalar(query.with_for_update(read=not alone)):
        raise OnHold
