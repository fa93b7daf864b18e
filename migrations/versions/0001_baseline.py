"""The baseline: the tables as the state files of sql/archive first released them.

A fresh install runs the state files and is stamped with the newest revision, so this one is never
run. Each later revision names the delta files that bring an older archive to today's shape.
"""

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    raise NotImplementedError("a fresh archive is made by lookalike install")


def downgrade() -> None:
    raise NotImplementedError("an archive never goes back; restore a dump instead")
