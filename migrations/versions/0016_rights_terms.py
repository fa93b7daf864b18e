"""People add phrases about rights, and say what they mean."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "40_conflict/delta_0016_rights_term.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
