"""Crowds among the representatives, passes of a first match, and what holds a cluster together."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "30_match/tables_0002.sql",
        "40_cluster/tables_0002.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
