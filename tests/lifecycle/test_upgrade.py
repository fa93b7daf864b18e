"""Upgrades, with copies of the source tree as the older or newer version of lookalike."""

import re
import shutil
from pathlib import Path

import pytest

from lifecycle.command_line import Cli
from lifecycle.inspect_database import ask, dump, restore, run, schema_objects
from lookalike.database import connect, install
from lookalike.database.sources import ARCHIVE, extension_version
from lookalike.database.sql_file import run_sql_file
from lookalike.errors import LookalikeError
from servers import Servers, Way

ROOT = Path(__file__).parents[2]
# What pg_dump wrote of a small archive at the baseline, with the functions loaded loose.
BASELINE = Path(__file__).with_name("archive-baseline.sql")


@pytest.fixture
def changed(folder: Path) -> Cli:
    """A command line that runs a copy of the source tree, free to be changed."""
    tree = folder / "tree"
    for part in ("loader/lookalike", "sql", "migrations"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / part, tree / part, ignore=ignored)
    return Cli(folder / "unused", tree=tree)


def change_state(tree: Path) -> None:
    """Change a table as a developer does: the state file, a delta, a revision that names it."""
    state = tree / "sql/archive/00_core/tables.sql"
    text = state.read_text()
    column = "    site_id integer,\n    CONSTRAINT collection_pkey"
    assert column in text
    added = "    shelf text DEFAULT ':x %s %(y)s',\n    CONSTRAINT collection_pkey"
    text = text.replace(column, column.replace("    CONSTRAINT collection_pkey", added))
    comment = "COMMENT ON COLUMN lookalike_internal.collection.shelf IS 'Where it stands.';\n"
    state.write_text(text + comment)
    (tree / "sql/archive/00_core/delta_9999_shelf.sql").write_text(
        "ALTER TABLE lookalike_internal.collection ADD COLUMN shelf text DEFAULT ':x %s %(y)s';\n"
        + comment
    )
    template = (tree / "migrations/script.py.mako").read_text()
    revision = re.sub(r"\$\{message\}", "A shelf for every collection.", template)
    revision = revision.replace("${repr(up_revision)}", '"9999"')
    latest = max((tree / "migrations/versions").glob("*.py")).name[:4]
    revision = revision.replace("${repr(down_revision)}", f'"{latest}"')
    revision = revision.replace("NN_stage/delta_NNNN_what.sql", "00_core/delta_9999_shelf.sql")
    assert "$" not in revision
    (tree / "migrations/versions/9999_shelf.py").write_text(revision)


def test_an_upgraded_archive_equals_a_fresh_one(
    changed: Cli, archive_url: str, servers: Servers
) -> None:
    assert changed.tree is not None
    run(
        archive_url,
        "CREATE VIEW lookalike.mine AS SELECT path FROM lookalike_detail.duplicate_image",
    )
    run(archive_url, "SELECT lookalike.grant_access()")  # our roles read every view of the schema
    change_state(changed.tree)
    (changed.tree / "sql/archive/99_new").mkdir()
    (changed.tree / "sql/archive/99_new/view.sql").write_text(
        "CREATE OR REPLACE VIEW lookalike.shelf AS SELECT shelf FROM"
        " lookalike_internal.collection;\n"
    )
    before = set(schema_objects(archive_url))

    assert changed.out("install", "--database", archive_url).startswith("Installed lookalike")
    assert before < set(schema_objects(archive_url))
    run(archive_url, "INSERT INTO lookalike_internal.collection (name, root) VALUES ('a', 'a')")
    assert ask(archive_url, "SELECT shelf FROM lookalike.shelf") == ":x %s %(y)s"
    assert changed.out("install", "--database", archive_url).startswith("Nothing to do")

    with servers.database(Way(18, "extension"), "vector") as fresh:
        changed.out("install", "--database", fresh)
        run(archive_url, "DROP VIEW lookalike.mine")
        assert schema_objects(archive_url) == schema_objects(fresh)

    # Today's sources do not know revision 9999: they must not touch what they cannot understand.
    with pytest.raises(LookalikeError, match="cannot be upgraded"):
        install(archive_url)


@pytest.mark.parametrize("version", [18, 16])
def test_an_archive_of_the_baseline_equals_a_fresh_one(servers: Servers, version: int) -> None:
    """Every later change of state has its delta, or this fails; and nothing in it is lost."""
    way = Way(version, "loose")
    with servers.database(way, "vector") as url, servers.database(way, "archive") as fresh:
        restore(BASELINE.read_text().splitlines(), url)
        install(url, force=True)
        assert schema_objects(url) == schema_objects(fresh)
        counts = "SELECT count(*) FROM lookalike_detail.{}"
        assert ask(url, counts.format("image")) == 4
        assert ask(url, counts.format("duplicate_pair WHERE accepted")) == 1
        run(url, "CALL lookalike.find_matches()", "CALL lookalike.form_clusters()")
        run(url, "CALL lookalike.classify_images()")
        assert ask(url, counts.format("retention_classification")) == 4


def test_views_move_and_what_a_user_made_of_them_stays(servers: Servers) -> None:
    way = Way(18, "extension")
    later = ("date_word", "unlinked_file", "review_lease", "rendition_to_confirm")
    with servers.database(way, "archive") as url, servers.database(way, "archive") as fresh:
        # As it was: all views in one schema, found by their bare names.
        name = ask(url, "SELECT current_database()")
        views = ask(
            url,
            "SELECT array_agg(viewname) FROM pg_views WHERE schemaname = 'lookalike_detail'"
            f" AND viewname <> ALL ('{{{','.join(later)}}}')",
        )
        assert isinstance(views, list)
        run(url, *(f"ALTER VIEW lookalike_detail.{view} SET SCHEMA lookalike" for view in views))
        run(
            url,
            *(f"DROP VIEW lookalike_detail.{view}" for view in later),
            "DROP SCHEMA lookalike_detail",
        )
        run(url, f"ALTER DATABASE {name} SET search_path = public, lookalike")
        run(
            url,
            "CREATE VIEW mine AS SELECT path FROM duplicate_image",
            "CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS images FROM image",
            "CREATE FUNCTION asked() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM run; END",
        )

        run(url, "CREATE SCHEMA lookalike_detail")
        with connect(url) as connection:
            run_sql_file(connection, ARCHIVE / "00_core/delta_0033_detail.sql")
        install(url, force=True)
        assert schema_objects(url) == schema_objects(fresh)
        run(url, "REFRESH MATERIALIZED VIEW kept")
        assert ask(url, "SELECT (SELECT count(*) FROM mine) + images + asked() FROM kept") == 0
        assert ask(url, "SELECT count(*) FROM duplicate_image") == 0


def test_an_unreleased_archive_is_refused(servers: Servers) -> None:
    with servers.database(Way(18, "loose"), "functions") as url:
        for table in ("alembic_version", "image", "fingerprint", "run"):
            run(url, f"CREATE TABLE lookalike.{table} ()")
        before = dump(url)
        with pytest.raises(LookalikeError, match="unreleased version"):
            install(url)
        assert dump(url) == before


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
    broken = "sql/archive/99_new/broken.sql"
    (changed.tree / broken).parent.mkdir()
    (changed.tree / broken).write_text(text)
    first = next((changed.tree / "sql/archive/00_core").glob("[!t]*.sql"))
    first.write_text("CREATE TABLE lookalike.rolled_back ();\n" + first.read_text())
    before = dump(archive_url)

    said = changed.run("install", "--database", archive_url, code=1).stderr
    assert said.startswith(f"error: {broken}, {place}: ")
    assert message in said
    assert "Traceback" not in said
    assert dump(archive_url) == before


def test_database_of_a_newer_version(archive_url: str) -> None:
    run(archive_url, "UPDATE lookalike_internal.installation SET version = '99.1'")
    with pytest.raises(LookalikeError, match=r"installed by lookalike 99\.1") as refused:
        install(archive_url)
    assert "pip install --upgrade" in str(refused.value)


def test_new_version_of_the_functions(changed: Cli, archive_url: str, servers: object) -> None:
    """The extension of the server is older than the package, and cannot be updated to it."""
    assert changed.tree is not None
    control = changed.tree / "sql/extension/lookalike.control"
    control.write_text(control.read_text().replace(f"'{extension_version()}'", "'9.9.9'"))
    before = dump(archive_url)
    said = changed.run("install", "--database", archive_url, code=1).stderr
    assert "does not offer extension lookalike 9.9.9" in said
    assert "make install" in said
    assert dump(archive_url) == before
