"""Entries say more about records, rights and publications."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "35_catalogue/delta_0014_records.sql",
        "50_retention/delta_0014_more_evidence.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
