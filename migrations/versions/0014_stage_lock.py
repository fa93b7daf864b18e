"""Locks of stages are rows."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0014_stage_lock.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
