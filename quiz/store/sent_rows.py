"""What sending a result writes, inside a transaction."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from quiz.store.locked_attempt import Assessment
from quiz.store.locked_opening import FAMILY, SENT, add_to_total
from quiz.store.sent_search import words_of
from quiz.store.tables import attempts
from quiz.store.workspace_tables import (
    opening_attempts,
    opening_settings,
    openings,
    sent_results,
    sent_words,
)


class NotForOpening(LookupError):
    """This attempt was begun for no opening, or the opening was deleted; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("There is no opening to send this result to")


@dataclass(frozen=True)
class Sending:
    """What a person sends. The ref and how long it is kept come with the attempt."""

    revision: int  # of the result it is made from
    made_at: datetime  # that result
    parts: tuple[str, ...]  # as they were ticked
    assessment: (
        Assessment  # what these parts show, as `quiz.report.excerpt.cut_assessment` makes it
    )
    family: str  # as `quiz.report.excerpt.shown_family` says it
    language: str
    name: str | None = None
    email: str | None = None


def opening_of_attempt(connection: Connection, attempt_id: int) -> Row[Any]:
    """For which opening an attempt was begun, and with which settings.

    Raises
    ------
    NotForOpening
        If it was begun for none, or that was deleted.
    """
    begun, settings = opening_attempts.c, opening_settings.c
    query: Select[Any] = (
        select(begun.opening_id, begun.ref, begun.ref_signed, settings.settings)
        .join(openings, openings.c.id == begun.opening_id)
        .join(
            opening_settings,
            (settings.opening_id == begun.opening_id) & (settings.revision == begun.revision),
        )
        .where(begun.attempt_id == attempt_id)
        .with_for_update(read=True, key_share=True, of=openings)
    )
    found: Row[Any] | None = connection.execute(query).one_or_none()
    if found is None:
        raise NotForOpening
    return found


def values_of(
    sending: Sending, begun: Row[Any], now: datetime, keep_until: datetime
) -> dict[str, Any]:
    """The row of what is sent, but for whose it is."""
    return {
        "opening_id": begun.opening_id,
        "revision": sending.revision,
        "parts": " ".join(sending.parts),
        "assessment": json.dumps(sending.assessment, ensure_ascii=False, allow_nan=False),
        "family": sending.family,
        "language": sending.language,
        "name": sending.name,
        "email": sending.email,
        "ref": begun.ref,
        "ref_signed": begun.ref_signed,
        "made_at": sending.made_at,
        "sent_at": now,
        "keep_until": keep_until,
    }


def put(connection: Connection, attempt_id: int, values: Mapping[str, Any]) -> str | None:
    """Write what an attempt sends; give the family of what it replaces, if it does."""
    columns = sent_results.c
    held = select(columns.id, columns.family).where(columns.attempt_id == attempt_id)
    row = connection.execute(held.with_for_update()).one_or_none()
    if row is None:
        new = insert(sent_results).values(
            attempt_id=attempt_id, public_id=new_public_id(), **values
        )
        sent_id = connection.execute(new.returning(columns.id)).scalar_one()
    else:
        sent_id = row.id
        connection.execute(update(sent_results).where(columns.id == sent_id).values(**values))
        connection.execute(delete(sent_words).where(sent_words.c.sent_id == sent_id))
    words = words_of(values["name"], values["ref"])
    if words:
        rows = [
            {"opening_id": values["opening_id"], "word": word, "sent_id": sent_id} for word in words
        ]
        connection.execute(insert(sent_words), rows)
    return row.family if row else None


def live_until(connection: Connection, attempt_id: int, moment: datetime) -> None:
    """Let an attempt live until a moment at least, so that its person can withdraw."""
    sooner = (attempts.c.id == attempt_id) & (attempts.c.expires_at < moment)
    connection.execute(update(attempts).where(sooner).values(expires_at=moment))


def take_back(connection: Connection, attempt_id: int) -> bool:
    """Delete what an attempt sent, inside a transaction; say whether it was there."""
    columns = sent_results.c
    gone = delete(sent_results).where(columns.attempt_id == attempt_id)
    row = connection.execute(gone.returning(columns.opening_id, columns.family)).one_or_none()
    if row is None:
        return False
    count(connection, row.opening_id, {SENT: -1, FAMILY + row.family: -1})
    return True


def count(connection: Connection, opening_id: int, moved: Mapping[str, int]) -> None:
    """Move totals, always in one order: two that wait for each other would wait for ever."""
    for what in sorted(moved):
        if moved[what]:
            add_to_total(connection, opening_id, what, moved[what])


def set_ending(
    connection: Connection, attempt_ids: Collection[int | None], ending: str | None
) -> None:
    """Note how what these attempts sent came to its end, for their persons."""
    known = [attempt_id for attempt_id in attempt_ids if attempt_id is not None]
    if known:
        of_these = opening_attempts.c.attempt_id.in_(known)
        connection.execute(update(opening_attempts).where(of_these).values(sent_ending=ending))


def new_public_id() -> str:
    """An id for an address that nobody can guess: 128 random bits.

    A minus in front would make a formula of it in a table, and an option on a command line.
    """
    made = secrets.token_urlsafe(16)
    return new_public_id() if made.startswith("-") else made
