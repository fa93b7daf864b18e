"""Files have roles that people declare."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "47_role/delta_0023_role.sql",
        "50_retention/delta_0023_other_capture.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
