"""Fingerprints of other archives, shared pictures, and the figures of each audit."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "27_foreign/delta_0031_foreign.sql",
        "67_fact/delta_0031_shared_picture.sql",
        "68_history/delta_0031_history.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
