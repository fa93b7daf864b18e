"""Decisions can be taken back, and the review interval of a collection names who set it."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0025_undo.sql",
        "10_scan/delta_0025_missing.sql",
        "42_record/delta_0025_undo.sql",
        "55_review/delta_0025_review_interval.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
