"""Pictures have thumbnails."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "05_thumbnail/delta_0030_thumbnail.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
