"""Governance: catalogues, rights, policies as rules, holds, decisions, quarantine, their log."""

from alembic import op

from lookalike.database.migration import run_files

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_files(
        op.get_bind(),
        "05_event/tables_0004.sql",
        "10_catalogue/tables_0004.sql",
        "35_prove/tables_0004.sql",
        "48_guard/tables_0004.sql",
        "50_retention/tables_0004.sql",
        "60_review/tables_0004.sql",
        "65_quarantine/tables_0004.sql",
    )


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
