"""Local codes: corners of pictures, which stage encode finds, and which propose copies."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "00_core/delta_0034_encode_run.sql",
        "30_cluster/delta_0034_embedding.sql",
        "12_encode/delta_0034_local_code.sql",
        "15_embed/delta_0034_no_panels.sql",
        "20_match/delta_0034_codes.sql",
        "25_prove/delta_0034_codes.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
