"""Cells with quotes, notes and more marks between names are read again."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0047"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "35_catalogue/delta_0047_cell.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
