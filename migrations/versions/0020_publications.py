"""Publications with their very renditions; captions that people found wrong."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "35_catalogue/delta_0020_publications.sql",
        "40_conflict/delta_0020_wrong_caption.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
