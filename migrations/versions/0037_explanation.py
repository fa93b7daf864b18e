"""The explanation of a row of the queue of reviews is an expression of its view."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "80_report/delta_0037_explanation.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
