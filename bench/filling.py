"""A database with as many stored attempts as are asked for, multiplied in the database itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, create_engine, text

from bench.people import answers
from model.scoring import Answers
from questions.instrument import current_instrument
from quiz.report.excerpt import cut_assessment, offered_parts, shown_family
from quiz.store import Feedback, NewOpeningAttempt, Opening, OpeningSettings, Sending, Store

NOW = datetime.now(UTC).replace(microsecond=0)  # so that no program sweeps it away
OVER = NOW + timedelta(days=3650)
DIFFERENT = 64  # people who take the quiz for real; all others have answers like one of them
BATCH = 10_000  # attempts a transaction
EACH_SENT = 5  # of the others, one in so many sent the result to the opening

SERIES = """
WITH RECURSIVE series(n) AS (SELECT CAST(:first AS BIGINT)
    UNION ALL SELECT n + 1 FROM series WHERE n < :last)
"""
LIKE = f"FROM series JOIN {{table}} AS t ON t.attempt_id = 1 + n % {DIFFERENT}"
SENDERS = f"WHERE n % {EACH_SENT} = 0"
SENT_LIKE = f"{LIKE} {SENDERS}"
WORDS = "sent_words (opening_id, word, sent_id)"
COPIES = (
    """attempts (id, token_hash, instrument_version, language, revision, started_at, saved_at,
        finished_at, expires_at)
    SELECT n, {token}, t.instrument_version, t.language, t.revision, t.started_at, t.saved_at,
        t.finished_at, t.expires_at FROM series JOIN attempts AS t ON t.id = 1 + n % 64""",
    "answers (attempt_id, item_id, point, revision) SELECT n, item_id, point, revision "
    + LIKE.format(table="answers"),
    """results (attempt_id, revision, instrument_version, language, assessment, created_at)
    SELECT n, revision, instrument_version, language, assessment, created_at """
    + LIKE.format(table="results"),
    "feedback (attempt_id, revision, fits, role, job, given_at) "
    "SELECT n, revision, fits, role, job, given_at " + LIKE.format(table="feedback"),
    "opening_attempts (attempt_id, opening_id, revision, ref, ref_signed) "
    "SELECT n, opening_id, revision, 'ref-' || n, ref_signed "
    + SENT_LIKE.format(table="opening_attempts"),
    """sent_results (id, public_id, opening_id, attempt_id, revision, parts, assessment, family,
        language, name, ref, ref_signed, made_at, sent_at, keep_until)
    SELECT n, 'bench-' || n, opening_id, n, revision, parts, assessment, family, language,
        'Ada ' || n, 'ref-' || n, ref_signed, made_at, {moment}, keep_until """
    + SENT_LIKE.format(table="sent_results"),
    f"{WORDS} SELECT :opening, 'ada', n FROM series {SENDERS}",  # noqa: S608 (our own words)
    f"{WORDS} SELECT :opening, CAST(n AS VARCHAR(20)), n FROM series {SENDERS}",  # noqa: S608
)
SQLITE = {
    "token": "randomblob(32)",
    "moment": "datetime('2025-01-01', n || ' seconds') || '.000000'",
}
POSTGRES = {
    "token": "decode(md5(n::text) || md5('b' || n), 'hex')",
    "moment": "timestamptz '2025-01-01 00:00Z' + n * interval '1 second'",
}

GO_ON = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"


class Filling:
    """Finished attempts, some of which sent their result to one opening."""

    def __init__(self, store: Store, url: str) -> None:
        self._engine = create_engine(url)
        self.opening = _begin(store, self._engine.connect())

    def up_to(self, total: int) -> None:
        """Add attempts until there are so many at least."""
        with self._engine.begin() as connection:
            newest = connection.scalar(text("SELECT max(id) FROM attempts")) or 0
        for first in range(newest + 1, total + 1, BATCH):
            with self._engine.begin() as connection:
                self._add(connection, first, min(first + BATCH - 1, total))
        with self._engine.begin() as connection:
            if connection.dialect.name != "sqlite":
                for table in ("attempts", "sent_results"):  # whose ids were given here
                    connection.execute(text(GO_ON.format(table=table)))
            connection.execute(text("ANALYZE"))

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()

    def _add(self, connection: Connection, first: int, last: int) -> None:
        sqlite = connection.dialect.name == "sqlite"
        for copy in COPIES:
            into, _, rows = copy.partition("SELECT")
            words = f"INSERT INTO {into} {SERIES} SELECT{rows}".format(
                **(SQLITE if sqlite else POSTGRES)
            )
            connection.execute(
                text(words), {"first": first, "last": last, "opening": self.opening.id}
            )


def _begin(store: Store, connection: Connection) -> Opening:
    """A workspace with an opening, and the people whom all others are like."""
    words = "INSERT INTO workspaces (name, created_at) VALUES ('Bench', :now) RETURNING id"
    with connection, connection.begin():
        workspace = connection.execute(text(words), {"now": str(NOW)[:19]}).scalar_one()
    settings = OpeningSettings(title="Bench")
    opening = store.openings.create(workspace, "bench", settings, b"k" * 32, NOW)
    found = store.openings.find("bench")
    if found is None:
        raise LookupError(f"The opening {opening!r} is not there after it was made")
    for number, person in enumerate(answers(DIFFERENT, 0.0, "short")):
        _take(store, found, number, person)
    return found


def _take(store: Store, opening: Opening, number: int, person: Answers) -> None:
    instrument = current_instrument()
    token_hash = number.to_bytes(32, "big")
    begun = NewOpeningAttempt(opening.id, opening.revision, f"ref-{number}", False)
    store.attempts.create(token_hash, instrument.version, "en", NOW, OVER, begun)
    attempt = store.attempts.find(token_hash, NOW)
    if attempt is None:
        raise LookupError("The attempt is not there after it was begun")
    store.attempts.save(attempt.id, person, 0, NOW, OVER)
    result = store.results.finish(attempt.id, instrument_json, NOW, OVER)
    store.feedback.give(attempt.id, Feedback(result.revision, "partly", None, "other", NOW))
    store.sent.send(attempt.id, sending(result.assessment, result.revision), NOW)


def instrument_json(given: dict[str, int | None], _declined: bool) -> dict[str, object]:
    """Score answers as the quiz does."""
    return current_instrument().assessment_json(given, language="en")


def sending(assessment: dict[str, object], revision: int) -> Sending:
    """Everything of a result, as somebody sends it who ticks all."""
    parts = tuple(offered_parts(assessment))
    return Sending(
        revision=revision,
        made_at=NOW,
        parts=parts,
        assessment=cut_assessment(assessment, parts),
        family=shown_family(assessment, parts, current_instrument()),
        language="en",
        name="Ada Lovelace",
    )
