"""Openings and their settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, insert, select, update

from quiz.store.engine import Database, insert_into
from quiz.store.locked_opening import OpeningGone, refuse_on_hold, totals_of
from quiz.store.opening_settings import OpeningSettings, as_json, from_json
from quiz.store.workspace_tables import (
    logos,
    opening_attempts,
    opening_settings,
    openings,
    sent_results,
    workspaces,
)

OPEN, PAUSED, CLOSED = "open", "paused", "closed"


class OpeningChanged(Exception):
    """Somebody else has saved the settings since this form was made; nothing was saved."""

    def __init__(self, opening: Opening) -> None:
        super().__init__("The settings were changed meanwhile")
        self.opening = opening


@dataclass(frozen=True)
class Opening:
    """A job's quiz as it is now."""

    id: int
    public_id: str
    workspace_id: int
    employer: str  # the workspace's name
    state: str
    revision: int  # of the settings
    settings: OpeningSettings
    ref_key: bytes
    on_hold: bool
    created_at: datetime


@dataclass(frozen=True)
class ListedOpening:
    """An opening as a list shows it."""

    id: int
    public_id: str
    title: str
    state: str
    created_at: datetime


@dataclass(frozen=True)
class OpeningOfAttempt:
    """The opening an attempt was begun for."""

    now: Opening  # as it is now
    settings: OpeningSettings  # as they were when the attempt was begun
    ref: str | None
    ref_signed: bool


class Openings:
    """Every query about openings and their settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        workspace_id: int,
        public_id: str,
        settings: OpeningSettings,
        ref_key: bytes,
        now: datetime,
    ) -> int | None:
        """Add an opening, open to candidates at once; return its id.

        None where there is one of this public id: a form sent twice makes one.
        """
        with self._database.write() as connection:
            row = (
                insert_into(connection.dialect, openings)
                .values(
                    public_id=public_id,
                    workspace_id=workspace_id,
                    title=settings.title,
                    state=OPEN,
                    revision=1,
                    ref_key=ref_key,
                    on_hold=False,
                    created_at=now,
                )
                .on_conflict_do_nothing(index_elements=["public_id"])
            )
            opening_id: int | None = connection.scalar(row.returning(openings.c.id))
            if opening_id is not None:
                _keep_settings(connection, opening_id, 1, settings, now)
        return opening_id

    def find(self, public_id: str) -> Opening | None:
        """The opening of an address, whatever its state."""
        with self._database.read() as connection:
            row = connection.execute(
                _openings().where(openings.c.public_id == public_id)
            ).one_or_none()
        return _read(row) if row else None

    def save(self, opening_id: int, settings: OpeningSettings, seen: int, now: datetime) -> int:
        """Save new settings for the attempts to come; return their revision.

        Settings that are stored already stay as they are, so a form sent twice makes one.

        Raises
        ------
        OpeningChanged
            If the settings are no longer those of revision `seen`, and are not these either.
        OpeningGone
            If there is no such opening any more.
        """
        with self._database.write() as connection:
            held = select(openings.c.id).where(openings.c.id == opening_id).with_for_update()
            if connection.execute(held).one_or_none() is None:
                raise OpeningGone
            stored = _read(connection.execute(_openings().where(openings.c.id == opening_id)).one())
            if stored.settings == settings:
                return stored.revision
            if stored.revision != seen:
                raise OpeningChanged(stored)
            _keep_settings(connection, opening_id, seen + 1, settings, now)
            connection.execute(
                update(openings)
                .where(openings.c.id == opening_id)
                .values(revision=seen + 1, title=settings.title)
            )
        return seen + 1

    def set_state(self, opening_id: int, state: str) -> None:
        """Open, pause or close an opening."""
        self._set(opening_id, state=state)

    def set_hold(self, opening_id: int, on_hold: bool) -> None:
        """Put an opening under a legal hold, or end that."""
        self._set(opening_id, on_hold=on_hold)

    def renew_ref_key(self, opening_id: int, ref_key: bytes) -> None:
        """Sign refs with another key from now on; attempts that were begun keep theirs."""
        self._set(opening_id, ref_key=ref_key)

    def delete(self, opening_id: int) -> None:
        """Delete an opening with what was sent to it; candidates keep their attempts.

        Raises
        ------
        OnHold
            If it is under a legal hold.
        """
        with self._database.write() as connection:
            refuse_on_hold(connection, opening_id, alone=True)
            # First, as whoever withdraws goes about it: else the two could wait for each other.
            connection.execute(delete(sent_results).where(sent_results.c.opening_id == opening_id))
            connection.execute(delete(openings).where(openings.c.id == opening_id))

    def of_workspace(
        self, workspace_id: int, before: int | None = None, limit: int = 50
    ) -> Sequence[ListedOpening]:
        """A page of a workspace's openings, the newest first; `before` is the last one's id."""
        columns = (
            openings.c.id,
            openings.c.public_id,
            openings.c.title,
            openings.c.state,
            openings.c.created_at,
        )
        query = select(*columns).where(openings.c.workspace_id == workspace_id)
        if before is not None:
            query = query.where(openings.c.id < before)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(openings.c.id.desc()).limit(limit))
            return [ListedOpening(*row) for row in rows]

    def of_attempt(self, attempt_id: int) -> OpeningOfAttempt | None:
        """What an attempt was begun for; None where it was begun for no opening, or it is gone."""
        begun = opening_settings.alias()
        query = (
            _openings()
            .add_columns(
                begun.c.settings.label("begun_with"),
                opening_attempts.c.ref,
                opening_attempts.c.ref_signed,
            )
            .join(opening_attempts, opening_attempts.c.opening_id == openings.c.id)
            .join(
                begun,
                and_(
                    begun.c.opening_id == opening_attempts.c.opening_id,
                    begun.c.revision == opening_attempts.c.revision,
                ),
            )
            .where(opening_attempts.c.attempt_id == attempt_id)
        )
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return OpeningOfAttempt(_read(row), from_json(row.begun_with), row.ref, row.ref_signed)

    def keep_logo(self, opening_id: int, fingerprint: str, png: bytes) -> None:
        """Keep a picture; settings name it by its fingerprint."""
        with self._database.write() as connection:
            connection.execute(
                insert_into(connection.dialect, logos)
                .values(opening_id=opening_id, fingerprint=fingerprint, png=png)
                .on_conflict_do_nothing(index_elements=["opening_id", "fingerprint"])
            )

    def logo(self, public_id: str, fingerprint: str) -> bytes | None:
        """A picture of an opening, as PNG."""
        query = (
            select(logos.c.png)
            .join(openings, openings.c.id == logos.c.opening_id)
            .where(openings.c.public_id == public_id, logos.c.fingerprint == fingerprint)
        )
        with self._database.read() as connection:
            return connection.scalar(query)

    def totals(self, opening_id: int) -> dict[str, int]:
        """The running totals of an opening: what was started, finished, sent, and by family."""
        return self.totals_of([opening_id])[opening_id]

    def totals_of(self, opening_ids: Sequence[int]) -> dict[int, dict[str, int]]:
        """The running totals of several openings, by their ids."""
        with self._database.read() as connection:
            return totals_of(connection, opening_ids)

    def _set(self, opening_id: int, **values: object) -> None:
        with self._database.write() as connection:
            connection.execute(update(openings).where(openings.c.id == opening_id).values(**values))


def _keep_settings(
    connection: Connection, opening_id: int, revision: int, settings: OpeningSettings, now: datetime
) -> None:
    connection.execute(
        insert(opening_settings).values(
            opening_id=opening_id, revision=revision, settings=as_json(settings), saved_at=now
        )
    )


def _openings() -> Select[Any]:
    newest = and_(
        opening_settings.c.opening_id == openings.c.id,
        opening_settings.c.revision == openings.c.revision,
    )
    return (
        select(openings, opening_settings.c.settings, workspaces.c.name.label("employer"))
        .join(opening_settings, newest)
        .join(workspaces, workspaces.c.id == openings.c.workspace_id)
    )


def _read(row: Row[Any]) -> Opening:
    return Opening(
        id=row.id,
        public_id=row.public_id,
        workspace_id=row.workspace_id,
        employer=row.employer,
        state=row.state,
        revision=row.revision,
        settings=from_json(row.settings),
        ref_key=row.ref_key,
        on_hold=row.on_hold,
        created_at=row.created_at,
    )
