"""Upgrades, with copies of the source tree as the older or newer version of lookalike."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lifecycle.command_line import Cli
from lifecycle.inspect_database import ask, catalogue, dump, run
from lookalike.database import connect, install
from lookalike.database.embedded import EmbeddedServer
from lookalike.database.install import install_functions
from lookalike.database.sources import extension_version
from lookalike.errors import LookalikeError
from servers import FAST, Servers, Way, stage_programs, temporary_folder

ROOT = Path(__file__).parents[2]
ARCHIVE_0_1 = Path(__file__).with_name("archive-0.1.0.sql")
VERSION_0_1 = Path(__file__).with_name("lookalike--0.1.0.sql")


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
    (changed.tree / "sql/archive/10_catalogue/tables_shelf.sql").write_text(
        "ALTER TABLE lookalike_internal.collection ADD COLUMN shelf text DEFAULT ':x %s %(y)s';\n"
    )
    latest = max((changed.tree / "migrations/versions").glob("*.py"))
    revision = latest.read_text()
    revision = re.sub(r"(?m)^revision = .*", 'revision = "9999"', revision)
    revision = re.sub(r"(?m)^down_revision = .*", f'down_revision = "{latest.name[:4]}"', revision)
    revision = re.sub(r'(?s)"\d\d_.*sql",', '"10_catalogue/tables_shelf.sql",', revision)
    (changed.tree / "migrations/versions/9999_shelf.py").write_text(revision)
    (changed.tree / "sql/archive/90_new").mkdir()
    (changed.tree / "sql/archive/90_new/view.sql").write_text(
        "CREATE OR REPLACE VIEW lookalike.shelf AS SELECT shelf FROM lookalike_internal.collection;\n"
    )
    before = set(catalogue(archive_url))

    assert changed.out("install", "--database", archive_url).startswith("Installed lookalike")
    assert before < set(catalogue(archive_url))
    run(archive_url, "INSERT INTO lookalike_internal.collection (name, root) VALUES ('a', 'a')")
    assert ask(archive_url, "SELECT shelf FROM lookalike.shelf") == ":x %s %(y)s"
    assert changed.out("install", "--database", archive_url).startswith("Nothing to do")

    # Today's sources do not know revision 9999: they must not touch what they cannot understand.
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


MEMBERS = (
    "SELECT array_agg(member ORDER BY member)"
    " FROM pg_depend, pg_describe_object(classid, objid, 0) AS member"
    " WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'"
    " AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'lookalike')"
)
# What a user of 0.1.0 has: a table with hashes, and indexes on them.
ASSET = (
    "CREATE TABLE public.asset (id integer, h bit(64))",
    "INSERT INTO public.asset SELECT i, i::bigint::bit(64) FROM generate_series(0, 999) AS i",
    "SELECT lookalike.create_hamming_index('public.asset', 'h')",
)
INDEXES = (
    "SELECT array_agg((oid, relfilenode, pg_get_indexdef(oid))::text ORDER BY oid) FROM pg_class"
    " WHERE relname LIKE 'asset_h_hamming_%'"
)


@pytest.fixture(params=[18, 16])
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """A server that offers 0.1.0 of the extension beside today's version."""
    with temporary_folder() as folder:
        bin_dir = stage_programs(folder / "programs", request.param)
        server = EmbeddedServer(folder / "data", request.param, bin_dir=bin_dir, settings=FAST)
        server.start()
        for control in folder.rglob("lookalike.control"):
            shutil.copy(VERSION_0_1, control.parent)
        yield server
        server.stop()


def new_database(server: EmbeddedServer, name: str) -> str:
    run(server.url("postgres", "postgres"), f"CREATE DATABASE {name} OWNER lookalike")
    run(server.url(name, "postgres"), "CREATE EXTENSION vector")
    return server.url(name)


def check_search(url: str) -> None:
    """The indexes of 0.1.0 still serve, and none is missing."""
    with connect(url) as connection:
        connection.execute("SET enable_seqscan = off")
        search = "SELECT id FROM public.asset WHERE lookalike.within(h, 5::bigint::bit(64), 2)"
        plan = " ".join(row[0] for row in connection.execute(f"EXPLAIN {search}"))
        for chunk in range(3):
            assert f"asset_h_hamming_{chunk}_idx" in plan
        assert {row[0] for row in connection.execute(search)} == {
            i for i in range(1000) if (i ^ 5).bit_count() <= 2
        }
        commands = connection.execute("SELECT lookalike.hamming_index_commands('asset', 'h')")
        assert commands.fetchall() == []


def test_upgraded_extension_equals_a_fresh_one(server: EmbeddedServer) -> None:
    upgraded, fresh = new_database(server, "upgraded"), new_database(server, "fresh")
    run(upgraded, "CREATE EXTENSION lookalike VERSION '0.1.0'", *ASSET)
    before = ask(upgraded, INDEXES)
    old = catalogue(upgraded)
    run(upgraded, "ALTER EXTENSION lookalike UPDATE")
    run(fresh, "CREATE EXTENSION lookalike")
    version = "SELECT extversion FROM pg_extension WHERE extname = 'lookalike'"
    assert ask(upgraded, version) == ask(fresh, version) == extension_version()
    assert catalogue(upgraded) == catalogue(fresh)
    assert catalogue(upgraded) != old
    assert ask(upgraded, MEMBERS) == ask(fresh, MEMBERS)
    assert ask(upgraded, INDEXES) == before
    check_search(upgraded)


def test_install_upgrades_an_extension(server: EmbeddedServer) -> None:
    url = new_database(server, "upgraded")
    run(url, "CREATE EXTENSION lookalike VERSION '0.1.0'", *ASSET)
    done = install(url)
    assert (done.mode, done.version, done.changed) == ("extension", extension_version(), True)
    assert not install(url).changed
    check_search(url)


@pytest.mark.parametrize("version", [18, 16])
def test_upgraded_loose_functions_equal_fresh_ones(servers: Servers, version: int) -> None:
    way = Way(version, "loose")
    with servers.database(way, "vector") as url, servers.database(way, "functions") as fresh:
        run(url, "CREATE SCHEMA lookalike")
        with connect(url, autocommit=False) as connection:
            connection.execute("SET LOCAL search_path = lookalike, public")
            connection.execute(VERSION_0_1.read_bytes())
        run(url, *ASSET)
        before = ask(url, INDEXES)
        with connect(url, autocommit=False) as connection:
            install_functions(connection, "loose")
        assert catalogue(url) == catalogue(fresh)
        assert ask(url, INDEXES) == before
        check_search(url)


def found(url: str) -> tuple[object, ...]:
    """Match and cluster, and say what came out."""
    run(url, "CALL lookalike.find_matches()", "CALL lookalike.form_clusters()")
    with connect(url) as connection:
        pairs = connection.execute(
            "SELECT path_a, path_b, relation, accepted, phash_distance, phash_256_distance"
            " FROM lookalike.duplicate_pair"
        )
        clusters = connection.execute(
            "SELECT array_agg(path ORDER BY path) FROM lookalike.duplicate_image"
            " GROUP BY cluster_id"
        )
        described = connection.execute(
            "SELECT count(*), count(diameter), count(is_chained) FROM lookalike_internal.cluster"
            " WHERE retired_run_id IS NULL"
        )
        return set(pairs), {tuple(paths) for (paths,) in clusters}, described.fetchall()


def test_an_archive_of_0_1_goes_on(server: EmbeddedServer) -> None:
    """What waited waits still, no match or cluster is lost, and a user's view neither."""
    url, fresh = new_database(server, "upgraded"), new_database(server, "fresh")
    run(url, "CREATE EXTENSION lookalike VERSION '0.1.0'")
    with connect(url, autocommit=False) as connection:
        connection.execute(ARCHIVE_0_1.read_bytes())
    numbers = "SELECT array_agg(cluster_id ORDER BY image_id) FROM lookalike_internal.cluster_member"
    before = ask(url, numbers)
    install(url)
    install(fresh)
    assert ask(url, "SELECT count(*) FROM public.mine") == 60
    assert ask(url, "SELECT count(*) FROM lookalike_internal.unmatched_image") == 12
    assert ask(url, numbers) == before

    outcome = found(url)
    run(url, "TRUNCATE lookalike_internal.match, lookalike_internal.representative")
    run(url, "INSERT INTO lookalike_internal.unmatched_image SELECT image_id FROM lookalike_internal.image")
    assert found(url) == outcome

    # With the view of the user goes the column that it had kept.
    run(url, "DROP VIEW public.mine")
    install(url, force=True)
    assert catalogue(url) == catalogue(fresh)
