"""The pairs of an image that resembles many others are proven first."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "25_prove/delta_0036_hub.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
