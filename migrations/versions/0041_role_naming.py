"""The roles of an archive may have a prefix of their own."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "00_core/delta_0041_role_naming.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
