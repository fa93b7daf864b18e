"""The files of a catalogue entry have a table of their own."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "35_catalogue/delta_0043_entry_file.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
