"""Facts that analysts read are kept, and refreshed by what has changed."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "67_fact/delta_0028_facts.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
