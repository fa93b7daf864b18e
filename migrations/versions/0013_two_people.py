"""Two people end a hold, and holds cover files by their bytes."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "10_scan/delta_0013_relative_path.sql",
        "45_hold/delta_0013_two_people.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
