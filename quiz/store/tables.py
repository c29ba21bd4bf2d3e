"""The tables of candidates: attempts with their answers and results, and what belongs to these."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

# Names are fixed, so that a later migration can speak of a constraint on either database.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows by itself only in a column that is exactly INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: goes in with its time zone and comes out with it, on either database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; the store takes moments in UTC")
        moment = value.astimezone(UTC)
        # SQLite compares text: every stored moment must be written in the same way.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


attempts = Table(
    "attempts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("instrument_version", String, nullable=False),
    Column("language", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("theme", String),  # light or dark, as the page it was begun from; null: the browser's
    # Whether its person has left part two out, so that its items are not asked.
    Column("declined", Boolean, nullable=False, server_default=false()),
    # Each page that was chosen to sharpen it, as a code, with spaces between.
    Column("sharpening", String, nullable=False, server_default=""),
    UniqueConstraint("token_hash"),
    # Without AUTOINCREMENT SQLite gives the number of a swept attempt to the next person,
    # and a request still under way would write one person's answers into another's attempt.
    sqlite_autoincrement=True,
)

answers = Table(
    "answers",
    metadata,
    Column("attempt_id", RowId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", String, primary_key=True),
    Column("point", SmallInteger),  # null: skipped
    Column("revision", Integer, nullable=False),  # the attempt's, when this was last written
    CheckConstraint("point BETWEEN 1 AND 6", name="point"),
    sqlite_with_rowid=False,
)

results = Table(
    "results",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("attempt_id", RowId, ForeignKey("attempts.id", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("instrument_version", String, nullable=False),
    Column("language", String, nullable=False),
    Column("assessment", Text, nullable=False),  # JSON
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("attempt_id", "revision"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("attempt_id", RowId, primary_key=True),
    Column("revision", Integer, primary_key=True),  # of the result it speaks of
    Column("fits", String, nullable=False),
    Column("role", String),  # the one that fits; null under partly and none
    Column("job", String),  # the role held today, or "other"; null: not said
    Column("given_at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["attempt_id", "revision"], ["results.attempt_id", "results.revision"], ondelete="CASCADE"
    ),
    CheckConstraint("fits IN ('role', 'partly', 'none')", name="fits"),
    CheckConstraint("(fits = 'role') = (role IS NOT NULL)", name="role"),
    sqlite_with_rowid=False,
)

shares = Table(
    "shares",
    metadata,
    Column("attempt_id", RowId, primary_key=True),
    Column("seed", String, primary_key=True),  # with the attempt's token it makes the share's
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("revision", Integer, nullable=False),  # of the result it shows, now and for good
    Column("parts", String, nullable=False),  # what was ticked, with spaces between
    Column("name", String),  # as the person gave it; null: none given
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["attempt_id", "revision"], ["results.attempt_id", "results.revision"], ondelete="CASCADE"
    ),
    UniqueConstraint("token_hash"),
    sqlite_with_rowid=False,
)

retakes = Table(
    "retakes",
    metadata,
    Column("attempt_id", RowId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    # Where the older one is deleted by its person, the newer is linked to the one before it.
    Column(
        "older_id", RowId, ForeignKey("attempts.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    CheckConstraint("older_id <> attempt_id", name="older"),
    sqlite_with_rowid=False,
)
