"""Everybody's answers for those who check the quiz, and nothing that leads back to a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, Text, cast, func, select, tuple_

from quiz.store.engine import Database
from quiz.store.tables import answers, attempts, feedback, results

BATCH = 500  # people read at a time

read_answers = msgspec.json.Decoder(dict[str, int | None]).decode


@dataclass(frozen=True)
class Response:
    """One finished attempt, without its token, its number and its times."""

    language: str
    answers: dict[str, int | None]  # item id -> point; None: skipped; absent: not asked
    declined: bool  # part two is left out, and what was answered of it does not count
    fits: str | None  # of the latest result: role, partly or none; None: nothing was said
    fits_rank: int | None  # in the latest result, of the role that was said to fit
    job: str | None  # the role held, or "other"


class Responses:
    """Reads all finished attempts of one instrument version, however many.

    They come in the order of the hashes of their tokens, which is none: neither a place in
    the list nor the moment of an export says when somebody answered.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def finished(self, instrument_version: str, now: datetime) -> Iterator[Response]:
        """Everybody who has a result, one batch in memory at a time.

        Raises
        ------
        Faults
            If the database cannot be read.
        """
        last = b""
        while True:
            # A transaction a batch: on SQLite a long one would keep the log from being cut.
            with self._database.faults_from_database(), self._database.read() as connection:
                batch = _batch(connection, instrument_version, now, last)
                yield from _responses(connection, batch)
            if len(batch) < BATCH:
                return
            last = batch[-1].token_hash


def _batch(
    connection: Connection, instrument_version: str, now: datetime, last: bytes
) -> list[Row[Any]]:
    columns = attempts.c
    newest = select(func.max(results.c.revision)).where(results.c.attempt_id == columns.id)
    query = select(
        columns.id,
        columns.token_hash,
        columns.language,
        columns.declined,
        newest.scalar_subquery().label("newest"),
        _answers(connection).scalar_subquery().label("answers"),
    ).where(
        columns.token_hash > last,
        columns.instrument_version == instrument_version,
        columns.finished_at.is_not(None),
        columns.expires_at > now,
    )
    return list(connection.execute(query.order_by(columns.token_hash).limit(BATCH)))


def _answers(connection: Connection) -> Select[Any]:
    """An attempt's answers, put together by the database: one text instead of many rows."""
    columns = answers.c
    together: ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        together = func.json_group_object(columns.item_id, columns.point)
    else:
        together = cast(func.json_object_agg(columns.item_id, columns.point), Text)
    return select(together).where(columns.attempt_id == attempts.c.id).correlate(attempts)


def _responses(connection: Connection, batch: list[Row[Any]]) -> Iterator[Response]:
    said = _feedback(connection, [row.id for row in batch])
    newest = {row.id: row.newest for row in batch}
    of_newest = {i: word for i, word in said.items() if word.revision == newest[i]}
    ranks = _ranks(connection, of_newest)
    for row in batch:
        word = said.get(row.id)
        yield Response(
            row.language,
            read_answers(row.answers),
            declined=bool(row.declined),
            fits=word.fits if word and row.id in of_newest else None,
            fits_rank=ranks.get(row.id),
            job=word.job if word else None,
        )


def _feedback(connection: Connection, ids: list[int]) -> dict[int, Row[Any]]:
    """What each person said last."""
    columns = feedback.c
    query = select(columns.attempt_id, columns.revision, columns.fits, columns.role, columns.job)
    query = query.where(columns.attempt_id.in_(ids)).order_by(columns.revision)
    rows: Iterable[Row[Any]] = connection.execute(query)
    return {row.attempt_id: row for row in rows}


def _ranks(connection: Connection, said: dict[int, Row[Any]]) -> dict[int, int]:
    """The rank of the role that was said to fit, in the result this was said of."""
    spoken_of = [(i, word.revision) for i, word in said.items() if word.role is not None]
    if not spoken_of:
        return {}
    columns = results.c
    query = select(columns.attempt_id, columns.assessment).where(
        tuple_(columns.attempt_id, columns.revision).in_(spoken_of)
    )
    ranks = {}
    for attempt_id, assessment in connection.execute(query):
        matches = {match["role"]: match["rank"] for match in json.loads(assessment)["roles"]}
        ranks[attempt_id] = matches[said[attempt_id].role]
    return ranks
