"""All that a file shows is compared, and what is not is said; pages have hashes."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "10_scan/delta_0002_contents.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
