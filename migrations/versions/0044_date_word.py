"""People may add words that dates use."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "34_date/delta_0044_date_word.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
