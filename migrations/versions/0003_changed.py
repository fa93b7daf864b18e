"""Pairs say what share of them differs, and are proven again by the rules of today."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "20_match/delta_0003_changed.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
