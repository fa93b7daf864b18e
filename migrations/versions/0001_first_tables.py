"""The first tables."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_installation/tables.sql",
        "10_catalogue/tables.sql",
        "20_fingerprint/tables.sql",
        "30_match/tables.sql",
        "40_cluster/tables.sql",
        "50_retention/tables.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
