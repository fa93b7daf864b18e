"""What XMP says about the origin of a file."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "32_lineage/delta_0007_statements_of_origin.sql",
        "50_retention/delta_0007_other_format.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
