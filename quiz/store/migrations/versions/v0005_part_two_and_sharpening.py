"""Who left part two out, and which pages sharpen a result."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; every attempt so far has part two, and chose no page."""
    op.add_column(
        "attempts", sa.Column("declined", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.add_column("attempts", sa.Column("sharpening", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Take the two columns away, with what they say."""
    op.drop_column("attempts", "sharpening")
    op.drop_column("attempts", "declined")
