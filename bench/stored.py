"""What a database holds, beside what people were told it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text

from bench.quiz_takers import Person
from questions.instrument import current_instrument
from quiz.tokens import hash_token


@dataclass
class Losses:
    """Everything that should not be; true where there is any of it."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # stored, and sent by nobody
    unclean: list[str] = field(default_factory=list)  # what the database says of itself
    refused: list[str] = field(default_factory=list)  # what no person should get
    checks: int = 0

    def __bool__(self) -> bool:
        return any((self.lost, self.doubled, self.wrong, self.unclean, self.refused))

    def __str__(self) -> str:
        counted = (
            f"lost {len(self.lost)}, doubled {len(self.doubled)}, wrong {len(self.wrong)}, "
            f"refused {len(self.refused)}; the database opened {self.checks} times, "
            f"unclean {len(self.unclean)}"
        )
        found = (*self.lost, *self.doubled, *self.wrong, *self.unclean, *self.refused)
        return "\n  ".join((counted, *found[:20]))


def check_database(url: str, losses: Losses) -> None:
    """Open the database anew and let it look through itself."""
    losses.checks += 1
    with _connected(url) as connection:
        if connection.dialect.name == "sqlite":
            for words in ("integrity_check", "foreign_key_check"):
                for row in connection.exec_driver_sql(f"PRAGMA {words}"):
                    if tuple(row) != ("ok",):
                        losses.unclean.append(f"{words}: {tuple(row)}")
            return
        connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS amcheck")
        connection.exec_driver_sql(
            "SELECT bt_index_check(c.oid, true) FROM pg_class c JOIN pg_am a ON a.oid = c.relam "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE a.amname = 'btree' AND n.nspname = 'public'"
        )
        connection.commit()


def compare(url: str, people: list[Person], losses: Losses) -> None:
    """Look for everything that people were told is kept, and for what should not be there."""
    with _connected(url) as connection:
        attempts = _attempts(connection)
        answers, results = _answers(connection), _results(connection)
    known = {hash_token(person.token): person for person in people if person.token}
    unsure = sum(person.may_have_begun for person in people)
    if len(attempts) > len(known) + unsure:
        losses.doubled.append(f"{len(attempts)} attempts, begun by {len(known)} and {unsure}")
    for token_hash, person in known.items():
        if token_hash not in attempts:
            losses.lost.append("an attempt")
            continue
        number = attempts[token_hash]
        _compare_one(person, answers.get(number, {}), results.get(number, []), losses)


def _compare_one(
    person: Person, answers: dict[str, int], results: list[dict[str, Any]], losses: Losses
) -> None:
    losses.lost += [
        f"{item} = {point}" for item, point in person.kept.items() if answers.get(item) != point
    ]
    losses.wrong += [
        f"{item} = {point}" for item, point in answers.items() if person.sent.get(item) != point
    ]
    if len(results) > 1:
        losses.doubled.append(f"{len(results)} results of one attempt")
    if person.finished and not results:
        losses.lost.append("a result that was shown")
    for result in results if not person.checked else ():
        scored = current_instrument().assessment_json(answers, language="en")
        if json.loads(json.dumps(scored)) != result:
            losses.wrong.append("a result that its answers do not give")
    person.checked = person.finished


def _attempts(connection: Connection) -> dict[bytes, int]:
    rows = connection.execute(text("SELECT token_hash, id FROM attempts"))
    return {bytes(token_hash): number for token_hash, number in rows}


def _answers(connection: Connection) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = connection.execute(text("SELECT attempt_id, item_id, point FROM answers"))
    for number, item, point in rows:
        found.setdefault(number, {})[item] = point
    return found


def _results(connection: Connection) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for number, assessment in connection.execute(
        text("SELECT attempt_id, assessment FROM results")
    ):
        found.setdefault(number, []).append(json.loads(assessment))
    return found


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
