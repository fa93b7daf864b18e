"""Which of equal pairs is proven first does not depend on the order of scanning."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "25_prove/delta_0048_tie.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
