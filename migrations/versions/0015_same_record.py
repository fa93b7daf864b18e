"""One picture in two records stays in both, until a person decides that the records are one."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "42_record/delta_0015_same_record.sql",
        "50_retention/delta_0015_other_record.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
