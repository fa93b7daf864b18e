"""Each catalogue entry without a link waits or has a reason."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "35_catalogue/delta_0032_unlinked.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
