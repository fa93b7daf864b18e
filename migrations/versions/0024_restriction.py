"""Images and entries may be restricted, and values of entries redacted."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "10_scan/delta_0024_restricted_image.sql",
        "35_catalogue/delta_0024_redaction.sql",
        "37_restriction/delta_0024_restriction.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
