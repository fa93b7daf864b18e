"""${message}"""

from alembic import op

from lookalike.database.migration import run_files

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(op.get_bind(), "NN_stage/delta_NNNN_what.sql")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
