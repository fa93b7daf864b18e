"""Views of the detail go into a schema of their own."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "00_core/delta_0033_detail.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
