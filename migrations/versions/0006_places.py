"""What a collection holds, files that a scan leaves out, and images in bins."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0006_collection_holds.sql",
        "10_scan/delta_0006_left_out.sql",
        "50_retention/delta_0006_discarded.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
