"""With which libraries a file could not be read."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "10_scan/delta_0011_read_again.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
