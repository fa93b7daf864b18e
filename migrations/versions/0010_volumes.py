"""The volumes of a collection, and scans that were refused."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0010_refused_run.sql",
        "10_scan/delta_0010_volumes.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
