"""Fingerprints of other archives, and pictures in several collections."""

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
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
