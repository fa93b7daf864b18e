"""Part of: an image that lies on a composite, or is a page of a file, is no copy of it."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "15_embed/delta_0004_panel.sql",
        "20_match/delta_0004_part_of.sql",
        "25_prove/delta_0004_panel_and_page.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
