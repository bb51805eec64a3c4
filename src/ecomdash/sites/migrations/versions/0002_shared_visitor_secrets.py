"""The installation's secret, the salts of its days and the visitors of its midnights, where no folder is shared."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation_secrets",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "visitor_salts",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "midnight_visitors",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("visitor_id", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_midnight_visitors_day", "midnight_visitors", ["day"])


def downgrade() -> None:
    for table in ("midnight_visitors", "visitor_salts", "installation_secrets"):
        op.drop_table(table)
