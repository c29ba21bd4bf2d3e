"""What people share of their results, and which attempts follow on which."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "shares",
        sa.Column("attempt_id", ROW_ID, nullable=False),
        sa.Column("seed", sa.String, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("parts", sa.String, nullable=False),
        sa.Column("name", sa.String),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "seed", name="pk_shares"),
        sa.ForeignKeyConstraint(
            ["attempt_id", "revision"],
            ["results.attempt_id", "results.revision"],
            name="fk_shares_attempt_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("token_hash", name="uq_shares_token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "retakes",
        sa.Column("attempt_id", ROW_ID, nullable=False),
        sa.Column("older_id", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_retakes"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name="fk_retakes_attempt_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["older_id"], ["attempts.id"], name="fk_retakes_older_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("older_id <> attempt_id", name=op.f("ck_retakes_older")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_retakes_older_id", "retakes", ["older_id"])


def downgrade() -> None:
    """Take the two tables away, with everything in them."""
    op.drop_table("retakes")
    op.drop_table("shares")
