"""Upgrades, with copies of the source tree as the older or newer version of lookalike."""

import re
import shutil
from pathlib import Path

import pytest

from lifecycle.command_line import Cli
from lifecycle.inspect_database import ask, catalogue, dump, run
from lookalike.database import install
from lookalike.errors import LookalikeError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def changed(folder: Path) -> Cli:
    """A command line that runs a copy of the source tree, free to be changed."""
    tree = folder / "tree"
    for part in ("loader/lookalike", "sql", "migrations"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, tree / part, ignore=ignored)
    return Cli(folder / "unused", tree=tree)


def test_upgrade_brings_views_and_columns(changed: Cli, archive_url: str) -> None:
    assert changed.tree is not None
    run(archive_url, "CREATE VIEW lookalike.mine AS SELECT path FROM lookalike.duplicate_image")
    (changed.tree / "sql/archive/10_catalogue/tables_0002.sql").write_text(
        "ALTER TABLE lookalike.collection ADD COLUMN shelf text DEFAULT ':x %s %(y)s';\n"
    )
    revision = (changed.tree / "migrations/versions/0001_first_tables.py").read_text()
    revision = revision.replace('revision = "0001"', 'revision = "0002"')
    revision = revision.replace("down_revision = None", 'down_revision = "0001"')
    revision = re.sub(r'(?s)("00_.*sql",)', '"10_catalogue/tables_0002.sql",', revision)
    (changed.tree / "migrations/versions/0002_shelf.py").write_text(revision)
    (changed.tree / "sql/archive/90_new").mkdir()
    (changed.tree / "sql/archive/90_new/view.sql").write_text(
        "CREATE OR REPLACE VIEW lookalike.shelf AS SELECT shelf FROM lookalike.collection;\n"
    )
    before = set(catalogue(archive_url))

    assert changed.out("install", "--database", archive_url).startswith("Installed lookalike")
    assert before < set(catalogue(archive_url))
    run(archive_url, "INSERT INTO lookalike.collection (name, root) VALUES ('a', 'a')")
    assert ask(archive_url, "SELECT shelf FROM lookalike.shelf") == ":x %s %(y)s"
    assert changed.out("install", "--database", archive_url).startswith("Nothing to do")

    # Today's sources do not know revision 0002: they must not touch what they cannot understand.
    with pytest.raises(LookalikeError, match="cannot be upgraded"):
        install(archive_url)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("SELECT 1;\n-- caf\u00e9\nSELECT no_such_column;\n", "line 3", "no_such_column"),
        ("SELECT 1;\nDO $$ BEGIN RAISE 'stop: 100%%'; END $$;\n", "statement 2", "stop: 100%"),
    ],
)
def test_failing_file_changes_nothing(
    changed: Cli, archive_url: str, text: str, place: str, message: str
) -> None:
    assert changed.tree is not None
    broken = "sql/archive/90_new/broken.sql"
    (changed.tree / broken).parent.mkdir()
    (changed.tree / broken).write_text(text)
    first = next((changed.tree / "sql/archive/10_catalogue").glob("[!t]*.sql"))
    first.write_text("CREATE TABLE lookalike.rolled_back ();\n" + first.read_text())
    before = dump(archive_url)

    said = changed.run("install", "--database", archive_url, code=1).stderr
    assert said.startswith(f"error: {broken}, {place}: ")
    assert message in said
    assert "Traceback" not in said
    assert dump(archive_url) == before


def test_database_of_a_newer_version(archive_url: str) -> None:
    run(archive_url, "UPDATE lookalike.installation SET version = '99.1'")
    with pytest.raises(LookalikeError, match=r"installed by lookalike 99\.1") as refused:
        install(archive_url)
    assert "pip install --upgrade" in str(refused.value)


def test_new_version_of_the_functions(changed: Cli, archive_url: str, servers: object) -> None:
    """The extension of the server is older than the package, and cannot be updated to it."""
    assert changed.tree is not None
    control = changed.tree / "sql/extension/lookalike.control"
    control.write_text(control.read_text().replace("'0.1.0'", "'0.1.1'"))
    before = dump(archive_url)
    said = changed.run("install", "--database", archive_url, code=1).stderr
    assert "does not offer extension lookalike 0.1.1" in said
    assert "make install" in said
    assert dump(archive_url) == before
