"""Sites keep collections, each with a price of storage."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "00_core/delta_0029_site.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
