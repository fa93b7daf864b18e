"""The journal of moved files, their companions, and the identity of an archive."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0009_archive_id.sql",
        "65_quarantine/delta_0009_journal_and_companions.sql",
        "65_quarantine/delta_0009_remark.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
