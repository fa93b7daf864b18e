"""One function finds the role of an image, and the planner can inline it."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "47_role/delta_0027_find_role.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
