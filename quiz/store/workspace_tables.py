"""The tables of workspaces: members, openings, and the results that people sent to them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from quiz.store.tables import Moment, RowId, metadata

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

members = Table(
    "members",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("workspace_id", RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
    Column("email", String, nullable=False),  # in small letters; one workspace an address
    Column("name", String, nullable=False),
    Column("access", String, nullable=False),
    Column("password_hash", String, nullable=False),  # argon2
    Column("notified", Boolean, nullable=False),  # by e-mail, of new shared results
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("email"),
    Index("ix_members_workspace_id", "workspace_id"),
    CheckConstraint("access IN ('owner', 'editor', 'viewer')", name="access"),
    sqlite_autoincrement=True,
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("member_id", RowId, ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
    sqlite_with_rowid=False,
)

# A link that works once: to join (or found) a workspace, or to set a new password.
invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    # null: whoever follows it founds a workspace and owns it
    Column("workspace_id", RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), index=True),
    Column("email", String),  # null: the first owner says theirs
    Column("access", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    CheckConstraint("access IN ('owner', 'editor', 'viewer')", name="access"),
    sqlite_with_rowid=False,
)

recoveries = Table(
    "recoveries",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column(
        "member_id",
        RowId,
        ForeignKey("members.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("expires_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column(
        "member_id",
        RowId,
        ForeignKey("members.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("browser", String, nullable=False),  # as it names itself, shortened
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# How often something was tried in the current stretch of time, counted across processes.
throttles = Table(
    "throttles",
    metadata,
    Column("key_hash", LargeBinary(32), primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("until", Moment, nullable=False, index=True),
    sqlite_with_rowid=False,
)

openings = Table(
    "openings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("public_id", String, nullable=False),  # in the address; not a secret
    Column("workspace_id", RowId, ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
    Column("title", String, nullable=False),  # as the newest settings have it, for lists
    Column("state", String, nullable=False),
    Column("revision", Integer, nullable=False),  # of the newest settings
    Column("ref_key", LargeBinary(32), nullable=False),  # what signed refs are signed with
    Column("on_hold", Boolean, nullable=False),  # a legal hold: nothing is removed by itself
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("public_id"),
    Index("ix_openings_workspace_id", "workspace_id", "id"),
    CheckConstraint("state IN ('open', 'paused', 'closed')", name="state"),
    sqlite_autoincrement=True,
)

# Every state of an opening's settings; an attempt keeps the one it began with.
opening_settings = Table(
    "opening_settings",
    metadata,
    Column("opening_id", RowId, ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("settings", Text, nullable=False),  # JSON
    Column("saved_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

logos = Table(
    "logos",
    metadata,
    Column("opening_id", RowId, ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", String, primary_key=True),
    Column("png", LargeBinary, nullable=False),
)

# Which attempts were begun for which opening, on which of its settings.
opening_attempts = Table(
    "opening_attempts",
    metadata,
    Column("attempt_id", RowId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True),
    Column("opening_id", RowId, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("ref", String),  # the employer's own; null: none given
    Column("ref_signed", Boolean, nullable=False),
    # How what was sent came to its end without its person; null: it is there, or never was.
    Column("sent_ending", String),
    CheckConstraint("sent_ending IN ('erased', 'anonymous', 'over')", name="sent_ending"),
    ForeignKeyConstraint(
        ["opening_id", "revision"],
        ["opening_settings.opening_id", "opening_settings.revision"],
        ondelete="CASCADE",
    ),
    Index("ix_opening_attempts_opening_id", "opening_id", "revision"),
    sqlite_with_rowid=False,
)

# What people sent to the employer, as it was when they sent it.
sent_results = Table(
    "sent_results",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("public_id", String, nullable=False),  # in HR's addresses
    Column("opening_id", RowId, ForeignKey("openings.id", ondelete="CASCADE"), nullable=False),
    # null: made anonymous, and no longer linked to anybody's answers
    Column("attempt_id", RowId, ForeignKey("attempts.id", ondelete="CASCADE")),
    Column("revision", Integer, nullable=False),  # of the result it was made from
    Column("parts", String, nullable=False),  # what was ticked, with spaces between
    Column("assessment", Text, nullable=False),  # JSON: what the parts show, and no more
    Column("family", String, nullable=False),  # of the roles sent; "several", or "none" sent
    Column("language", String, nullable=False),
    Column("name", String),
    Column("email", String),
    Column("ref", String),
    Column("ref_signed", Boolean, nullable=False),
    # Of an anonymous one, every time is the first of a month.
    Column("made_at", Moment, nullable=False),  # the result
    Column("sent_at", Moment, nullable=False),
    Column("keep_until", Moment, nullable=False),
    UniqueConstraint("public_id"),
    UniqueConstraint("attempt_id"),
    Index("ix_sent_results_opening_id", "opening_id", "sent_at", "id"),
    Index("ix_sent_results_keep_until", "keep_until"),
    sqlite_autoincrement=True,
)

# In the order of its code points on either database, so that an index finds a prefix.
PlainlyOrdered = String().with_variant(String(collation="C"), "postgresql")

# The words of names and refs, small and apart: what HR's search looks through.
sent_words = Table(
    "sent_words",
    metadata,
    Column("opening_id", RowId, primary_key=True),
    Column("word", PlainlyOrdered, primary_key=True),
    Column(
        "sent_id",
        RowId,
        ForeignKey("sent_results.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
    sqlite_with_rowid=False,
)

# Running totals, written with what they count: no page counts a table.
opening_totals = Table(
    "opening_totals",
    metadata,
    Column("opening_id", RowId, ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True),
    Column("what", String, primary_key=True),  # started, finished, sent, family:<name>, ...
    Column("total", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# What retention removed from an opening by itself, for those who look after it.
removals = Table(
    "removals",
    metadata,
    Column("opening_id", RowId, ForeignKey("openings.id", ondelete="CASCADE"), primary_key=True),
    Column("removed_on", Date, primary_key=True),
    Column("results", Integer, nullable=False),
    sqlite_with_rowid=False,
)
