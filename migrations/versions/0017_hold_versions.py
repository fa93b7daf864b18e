"""Holds cover versions, have a date of review, and may name a list of images."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "45_hold/delta_0017_versions.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
