"""What people say of their results."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "feedback",
        sa.Column("attempt_id", ROW_ID, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("fits", sa.String, nullable=False),
        sa.Column("role", sa.String),
        sa.Column("job", sa.String),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", "revision", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["attempt_id", "revision"],
            ["results.attempt_id", "results.revision"],
            name="fk_feedback_attempt_id",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("fits IN ('role', 'partly', 'none')", name=op.f("ck_feedback_fits")),
        sa.CheckConstraint("(fits = 'role') = (role IS NOT NULL)", name=op.f("ck_feedback_role")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take the table away, with everything in it."""
    op.drop_table("feedback")
