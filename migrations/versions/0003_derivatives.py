"""Derivatives: fingerprints within a border, embeddings, candidates and their proofs."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "20_fingerprint/tables_0003.sql",
        "25_embed/tables_0003.sql",
        "35_prove/tables_0003.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
