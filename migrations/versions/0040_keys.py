"""Every table has a key."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "27_foreign/delta_0040_key.sql",
        "30_cluster/delta_0040_key.sql",
        "32_lineage/delta_0040_key.sql",
        "35_catalogue/delta_0040_key.sql",
        "50_retention/delta_0040_key.sql",
        "67_fact/delta_0040_key.sql",
        "68_history/delta_0040_key.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
