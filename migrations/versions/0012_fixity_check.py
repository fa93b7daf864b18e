"""Files are read again, and compared with what was recorded."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "10_scan/delta_0012_fixity_check.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
