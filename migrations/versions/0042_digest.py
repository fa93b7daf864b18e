"""An installation also depends on the version of the server."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "00_core/delta_0042_digest.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
