"""The cases of the queue that people have in hand."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "55_review/delta_0045_lease.sql", "67_fact/delta_0045_queue_kind.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
