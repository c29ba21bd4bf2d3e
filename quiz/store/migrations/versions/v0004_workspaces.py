"""Workspaces with their members and openings, and the results that people sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TABLES_FROM_LAST = (
    "sent_words",
    "opening_attempts",
    "sessions",
    "sent_results",
    "removals",
    "recovery_codes",
    "recoveries",
    "opening_totals",
    "opening_settings",
    "logos",
    "openings",
    "members",
    "invitations",
    "workspaces",
    "throttles",
)


def upgrade() -> None:
    """Make the tables."""
    op.add_column("attempts", sa.Column("theme", sa.String(), nullable=True))
    op.create_table(
        "throttles",
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_throttles")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_throttles_until"), "throttles", ["until"], unique=False)
    op.create_table(
        "workspaces",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspaces")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "access IN ('owner', 'editor', 'viewer')", name=op.f("ck_invitations_access")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_invitations_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_invitations_workspace_id"), "invitations", ["workspace_id"], unique=False
    )
    op.create_table(
        "members",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("notified", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "access IN ('owner', 'editor', 'viewer')", name=op.f("ck_members_access")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_members_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("email", name=op.f("uq_members_email")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_members_workspace_id", "members", ["workspace_id"], unique=False)
    op.create_table(
        "openings",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("workspace_id", ROW_ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ref_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('open', 'paused', 'closed')", name=op.f("ck_openings_state")),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name=op.f("fk_openings_workspace_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_openings_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_openings_workspace_id", "openings", ["workspace_id", "id"], unique=False)
    op.create_table(
        "logos",
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["openings.id"], name=op.f("fk_logos_opening_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opening_id", "fingerprint", name=op.f("pk_logos")),
    )
    op.create_table(
        "opening_settings",
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("fk_opening_settings_opening_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", "revision", name=op.f("pk_opening_settings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "opening_totals",
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("fk_opening_totals_opening_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("opening_id", "what", name=op.f("pk_opening_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recoveries",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_recoveries_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_recoveries")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_recoveries_member_id"), "recoveries", ["member_id"], unique=False)
    op.create_table(
        "recovery_codes",
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.id"],
            name=op.f("fk_recovery_codes_member_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "code_hash", name=op.f("pk_recovery_codes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "removals",
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column("removed_on", sa.Date(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opening_id"], ["openings.id"], name=op.f("fk_removals_opening_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opening_id", "removed_on", name=op.f("pk_removals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sent_results",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column("attempt_id", ROW_ID, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("ref_signed", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_sent_results_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["opening_id"],
            ["openings.id"],
            name=op.f("fk_sent_results_opening_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_results")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_sent_results_attempt_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sent_results_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sent_results_keep_until", "sent_results", ["keep_until"], unique=False)
    op.create_index(
        "ix_sent_results_opening_id", "sent_results", ["opening_id", "sent_at", "id"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("member_id", ROW_ID, nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_sessions_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_member_id"), "sessions", ["member_id"], unique=False)
    op.create_table(
        "opening_attempts",
        sa.Column("attempt_id", ROW_ID, nullable=False),
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=True),
        sa.Column("ref_signed", sa.Boolean(), nullable=False),
        sa.Column("sent_ending", sa.String(), nullable=True),
        sa.CheckConstraint(
            "sent_ending IN ('erased', 'anonymous', 'over')",
            name=op.f("ck_opening_attempts_sent_ending"),
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempts.id"],
            name=op.f("fk_opening_attempts_attempt_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["opening_id", "revision"],
            ["opening_settings.opening_id", "opening_settings.revision"],
            name=op.f("fk_opening_attempts_opening_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_opening_attempts")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_opening_attempts_opening_id",
        "opening_attempts",
        ["opening_id", "revision"],
        unique=False,
    )
    op.create_table(
        "sent_words",
        sa.Column("opening_id", ROW_ID, nullable=False),
        sa.Column(
            "word",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("sent_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["sent_id"], ["sent_results.id"], name=op.f("fk_sent_words_sent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("opening_id", "word", "sent_id", name=op.f("pk_sent_words")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sent_words_sent_id"), "sent_words", ["sent_id"], unique=False)


def downgrade() -> None:
    """Take the tables away, with everything in them."""
    for name in TABLES_FROM_LAST:
        op.drop_table(name)
    op.drop_column("attempts", "theme")
