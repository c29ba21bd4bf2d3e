"""Attempts, their answers, and the results given for them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out, not taken from tables.py: a step must stay what it was when that file moves on.
ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "attempts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("instrument_version", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("token_hash", name="uq_attempts_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempts_expires_at", "attempts", ["expires_at"])
    op.create_table(
        "answers",
        sa.Column("attempt_id", ROW_ID, nullable=False),
        sa.Column("item_id", sa.String, nullable=False),
        sa.Column("point", sa.SmallInteger),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "item_id", name="pk_answers"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_answers_attempt_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("point BETWEEN 1 AND 6", name=op.f("ck_answers_point")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "results",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("attempt_id", ROW_ID, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("instrument_version", sa.String, nullable=False),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("assessment", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_results"),
        sa.UniqueConstraint("attempt_id", "revision", name="uq_results_attempt_id_revision"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_results_attempt_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Take the three tables away, with everything in them."""
    op.drop_table("results")
    op.drop_table("answers")
    op.drop_table("attempts")
