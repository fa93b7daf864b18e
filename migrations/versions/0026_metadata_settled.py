"""People may settle metadata conflicts, and the archive remembers what its reports said."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0026_metadata_settled.sql",
        "40_conflict/delta_0026_metadata_settled.sql",
        "55_review/delta_0026_report.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
