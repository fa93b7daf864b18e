"""Disposal authorities and vital records; classes as of a date."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "35_catalogue/delta_0019_vital.sql",
        "45_hold/delta_0019_vital.sql",
        "50_retention/delta_0019_schedules.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
