"""Attempts and their answers: begin, find again, save a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Dialect, bindparam, select, update

from quiz.store.compiled_sql import CompiledSql
from quiz.store.engine import Database, insert_into
from quiz.store.locked_attempt import Answers, LockedAttempt, Score, StoredAnswer
from quiz.store.locked_opening import NewOpeningAttempt, note_opening
from quiz.store.tables import answers as answers_table
from quiz.store.tables import attempts, retakes
from quiz.store.workspace_tables import opening_attempts


@dataclass(frozen=True)
class StoredAttempt:
    """One sitting, as it is stored."""

    id: int
    instrument_version: str
    language: str
    revision: int
    started_at: datetime
    saved_at: datetime
    finished_at: datetime | None
    expires_at: datetime
    for_opening: bool  # else it is the public quiz
    is_retake: bool  # of an attempt with a result
    theme: str | None  # light or dark where that was asked for
    declined: bool  # part two is left out
    sharpening: tuple[str, ...]  # the pages that were chosen to sharpen it, as codes
    answers: dict[str, int | None]  # item id -> point; None: skipped; absent: not asked yet
    revisions: dict[str, int]  # item id -> the attempt's revision when it was last written


@dataclass(frozen=True)
class SavedAttempt:
    """What a save came to."""

    revision: int
    changed: bool
    # All that are stored now; what a save came to is told by the other two.
    answers: dict[str, int | None] = field(default_factory=dict, compare=False)


class Conflict(Exception):
    """Another tab has written other answers since this form was made; nothing was saved.

    Attributes
    ----------
    stored : dict
        The answers at odds, as they are stored: {item id: point or None}.
    revision : int
        The attempt's revision now.
    """

    def __init__(self, stored: dict[str, int | None], revision: int) -> None:
        super().__init__(f"Changed elsewhere since the form was made: {', '.join(stored)}")
        self.stored = stored
        self.revision = revision


class Attempts:
    """Every query about attempts and answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        token_hash: bytes,
        instrument_version: str,
        language: str,
        now: datetime,
        expires_at: datetime,
        begun: NewOpeningAttempt | None = None,
        theme: str | None = None,
    ) -> bool:
        """Begin an attempt and say True; where this token has one already, leave that as it is."""
        with self._database.write() as connection:
            added = add_attempt(
                connection, token_hash, instrument_version, language, now, expires_at, begun, theme
            )
        return added is not None

    def find(self, token_hash: bytes, now: datetime) -> StoredAttempt | None:
        """The attempt of a token with its answers; None where it is unknown or has expired."""
        with self._database.read_one() as connection:
            rows, read = FIND.raw(connection, token=token_hash, now=now)
        return _read_attempt(rows, read(rows[0])) if rows else None

    def set_language(self, attempt_id: int, language: str) -> None:
        """Remember the language; nothing of the answers changes, nor when they are deleted."""
        with self._database.write() as connection:
            connection.execute(
                update(attempts).where(attempts.c.id == attempt_id).values(language=language)
            )

    def save(
        self,
        attempt_id: int,
        answers: Answers,
        seen: int,
        now: datetime,
        expires_at: datetime,
        score: Score | None = None,
        own: Answers | None = None,
    ) -> SavedAttempt:
        """Write the answers of one page, all or none of them.

        Answers that are stored already stay as they are, so the same page sent twice makes
        one revision. Saving never brings an attempt's end nearer.

        Parameters
        ----------
        seen : int
            The attempt's revision when the form was made.
        score : callable, optional
            Takes all stored answers and whether part two is left out, and returns the
            assessment. It is called only where the attempt is finished and this save changed
            it; the new result is then written in the same transaction. Give it always: another
            tab may have finished meanwhile.
        own : mapping, optional
            What the same form had sent before without hearing of it: where that is what is
            stored, no other tab wrote it.

        Raises
        ------
        Conflict
            If one of these answers was written after `seen`, and differently.
        AttemptGone
            If the attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            attempt = LockedAttempt(connection, attempt_id, now)
            stored = attempt.answers()
            at_odds = _written_since(seen, answers, stored, own or {})
            if at_odds:
                raise Conflict(at_odds, attempt.revision)
            changed = _changed(answers, stored)
            revision = attempt.revision + bool(changed)
            if changed:
                attempt.write_answers(changed, revision)
            attempt.mark_saved(revision, expires_at)
            if changed and score and attempt.is_finished:
                attempt.assess(score, revision)
        points = {item: answer.point for item, answer in stored.items()} | changed
        return SavedAttempt(revision, bool(changed), points)

    def decline(
        self, attempt_id: int, declined: bool, now: datetime, expires_at: datetime, score: Score
    ) -> None:
        """Leave part two out, or take that back; a result there is follows, as when saving.

        The answers that were given to it are kept, and count again when it is taken back.

        Raises
        ------
        AttemptGone
            If the attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            attempt = LockedAttempt(connection, attempt_id, now)
            if attempt.has_declined == declined:
                return
            attempt.mark_declined(declined)
            attempt.mark_saved(attempt.revision + 1, expires_at)
            if attempt.is_finished:
                attempt.assess(score, attempt.revision + 1, declined=declined)

    def choose_sharpening(
        self, attempt_id: int, number: int, page: str, now: datetime
    ) -> tuple[str, ...]:
        """Choose page `number` of those that sharpen, from 1, unless it is chosen already.

        Returns
        -------
        tuple of str
            Every page that is chosen now. A page is never chosen before the one ahead of it,
            and never again.

        Raises
        ------
        AttemptGone
            If the attempt was deleted or has expired.
        """
        with self._database.write() as connection:
            attempt = LockedAttempt(connection, attempt_id, now)
            chosen = attempt.sharpening
            if len(chosen) == number - 1:
                chosen = (*chosen, page)
                attempt.mark_sharpening(chosen)
            return chosen


def add_attempt(
    connection: Connection,
    token_hash: bytes,
    instrument_version: str,
    language: str,
    now: datetime,
    expires_at: datetime,
    begun: NewOpeningAttempt | None,
    theme: str | None,
) -> int | None:
    """Begin an attempt inside a transaction and give its id; None where the token has one."""
    added = CREATE.one_or_none(
        connection,
        token_hash=token_hash,
        instrument_version=instrument_version,
        language=language,
        revision=0,
        started_at=now,
        saved_at=now,
        expires_at=expires_at,
        theme=theme,
    )
    if added is None:
        return None
    if begun is not None:
        note_opening(connection, added.id, begun)
    return int(added.id)


def _changed(given: Answers, stored: Mapping[str, StoredAnswer]) -> dict[str, int | None]:
    return {
        item: point
        for item, point in given.items()
        if item not in stored or stored[item].point != point
    }


def _written_since(
    seen: int, given: Answers, stored: Mapping[str, StoredAnswer], own: Answers
) -> dict[str, int | None]:
    differing = _changed(given, stored).keys() & stored.keys()
    return {
        item: stored[item].point
        for item in given
        if item in differing
        and stored[item].revision > seen
        and not (item in own and own[item] == stored[item].point)
    }


def _create(dialect: Dialect) -> Any:
    statement = insert_into(dialect, attempts)
    statement = statement.on_conflict_do_nothing(index_elements=["token_hash"])
    return statement.returning(attempts.c.id)


# One statement, so that answers and revision belong together on either database.
FIND = CompiledSql(
    lambda _: (
        select(
            answers_table.c.item_id,
            answers_table.c.point,
            answers_table.c.revision.label("answer_revision"),
            opening_attempts.c.opening_id,
            retakes.c.attempt_id.label("retake_id"),
            attempts,
        )
        .select_from(
            attempts.outerjoin(answers_table)
            .outerjoin(opening_attempts)
            .outerjoin(retakes, retakes.c.attempt_id == attempts.c.id)
        )
        .where(
            attempts.c.token_hash == bindparam("token"), attempts.c.expires_at > bindparam("now")
        )
    )
)
BY_ITSELF = ("id", "finished_at", "declined", "sharpening")  # what begins without a value of ours
CREATE = CompiledSql(_create, [c.name for c in attempts.c if c.name not in BY_ITSELF])


def _read_attempt(rows: Sequence[Sequence[Any]], first: Any) -> StoredAttempt:
    # An answer's three values come first, and are as they are; the rest repeats itself.
    answered = [row[:3] for row in rows if row[0] is not None]
    return StoredAttempt(
        id=first.id,
        instrument_version=first.instrument_version,
        language=first.language,
        revision=first.revision,
        started_at=first.started_at,
        saved_at=first.saved_at,
        finished_at=first.finished_at,
        expires_at=first.expires_at,
        for_opening=first.opening_id is not None,
        is_retake=first.retake_id is not None,
        theme=first.theme,
        declined=bool(first.declined),
        sharpening=tuple(first.sharpening.split()),
        answers={item: point for item, point, _ in answered},
        revisions={item: revision for item, _, revision in answered},
    )
