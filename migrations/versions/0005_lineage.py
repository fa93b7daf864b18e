"""Lineage: from which image each image of a cluster was made."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0005_lineage_run.sql",
        "32_lineage/delta_0005_lineage.sql",
        "50_retention/delta_0005_original_undetermined.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
