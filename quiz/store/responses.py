"""Everybody's answers for those who check the quiz, and nothing that leads back to a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Text, cast, func, select, tuple_

from quiz.store.engine import Database
from quiz.store.tables import answers, attempts, feedback, results

BATCH = 500  # people read at a time

read_answers = msgspec.json.Decoder(dict[str, int | None]).decode


@dataclass(frozen=True)
class Response:
    """One finished attempt, without its token, its number and its times."""

    language: str
    answers: dict[str, int | None]  # item id -> point; None: skipped; absent: not asked
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
            with self._database.told(), self._database.read() as connection:
                batch = _batch(connection, instrument_version, now, last)
                yield from _responses(connection, batch)
            if len(batch) < BATCH:
                return
            last = batch[-1].token_hash


def _batch(
    connection: Connection, instrument_version: str, now: datetime, last: bytes
) -> list[Row[Any]]:
    columns = attempts.c
    query = select(columns.id, columns.token_hash, columns.language).where(
        columns.token_hash > last,
        columns.instrument_version == instrument_version,
        columns.finished_at.is_not(None),
        columns.expires_at > now,
    )
    return list(connection.execute(query.order_by(columns.token_hash).limit(BATCH)))


def _responses(connection: Connection, batch: list[Row[Any]]) -> Iterator[Response]:
    ids = [row.id for row in batch]
    newest = _newest_results(connection, ids)
    given = _answers(connection, ids)
    said = _feedback(connection, ids)
    of_newest = {i: word for i, word in said.items() if word.revision == newest.get(i)}
    ranks = _ranks(connection, of_newest)
    for row in batch:
        if row.id not in newest:  # swept since the batch was read
            continue
        yield Response(
            language=row.language,
            answers=given[row.id],
            fits=of_newest[row.id].fits if row.id in of_newest else None,
            fits_rank=ranks.get(row.id),
            job=said[row.id].job if row.id in said else None,
        )


def _answers(connection: Connection, ids: list[int]) -> dict[int, dict[str, int | None]]:
    # Put together by the database: a row a person instead of one a statement.
    columns = answers.c
    together: ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        together = func.json_group_object(columns.item_id, columns.point)
    else:
        together = cast(func.json_object_agg(columns.item_id, columns.point), Text)
    query = select(columns.attempt_id, together).where(columns.attempt_id.in_(ids))
    rows = connection.execute(query.group_by(columns.attempt_id))
    found = {attempt_id: read_answers(text) for attempt_id, text in rows}
    return {attempt_id: found.get(attempt_id, {}) for attempt_id in ids}


def _feedback(connection: Connection, ids: list[int]) -> dict[int, Row[Any]]:
    """What each person said last."""
    query = select(feedback).where(feedback.c.attempt_id.in_(ids))
    return {row.attempt_id: row for row in connection.execute(query.order_by(feedback.c.revision))}


def _newest_results(connection: Connection, ids: list[int]) -> dict[int, int]:
    columns = results.c
    query = select(columns.attempt_id, func.max(columns.revision).label("revision"))
    query = query.where(columns.attempt_id.in_(ids)).group_by(columns.attempt_id)
    return {row.attempt_id: row.revision for row in connection.execute(query)}


def _ranks(connection: Connection, said: dict[int, Row[Any]]) -> dict[int, int]:
    """The rank of the role that was said to fit, in the result this was said of."""
    columns = results.c
    spoken_of = [(i, word.revision) for i, word in said.items() if word.role is not None]
    query = select(columns.attempt_id, columns.assessment).where(
        tuple_(columns.attempt_id, columns.revision).in_(spoken_of)
    )
    ranks = {}
    for attempt_id, assessment in connection.execute(query):
        matches = {match["role"]: match["rank"] for match in json.loads(assessment)["roles"]}
        ranks[attempt_id] = matches[said[attempt_id].role]
    return ranks
