"""Plans transfer files, or record a disposal; collections and folders have a jurisdiction."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0021_jurisdiction.sql",
        "10_scan/delta_0021_plan_kinds.sql",
        "65_quarantine/delta_0021_transfer_and_disposal.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
