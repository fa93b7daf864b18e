"""`lookalike dump` and `restore`: to another server and version, with and without extension."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from command import run_command
from lifecycle.inspect_database import ask, run, schema_objects
from lookalike.database import connect
from lookalike.database.embedded import EmbeddedServer
from lookalike.doctor import examine
from lookalike.errors import LookalikeError
from pictures import fill
from pooler import pooler
from servers import FAST, Servers, Way, temporary_folder

OWN = (
    "CREATE TABLE public.mine (id bigint PRIMARY KEY, h bit(64))",
    "INSERT INTO public.mine SELECT image_id, phash FROM lookalike_internal.fingerprint",
    "SELECT lookalike.create_hamming_index('public.mine', 'h')",
    "CREATE MATERIALIZED VIEW public.near AS SELECT a.id, b.id AS other FROM public.mine a"
    " JOIN public.mine b ON lookalike.within(b.h, a.h, 8)",
    "CREATE VIEW public.paths AS SELECT path FROM lookalike_detail.image",
)
# A schema of people whose name begins as one of ours.
BESIDE = (
    "CREATE SCHEMA lookalike_reports",
    "CREATE TABLE lookalike_reports.t (a integer)",
    "ALTER TABLE lookalike_reports.t ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON lookalike_reports.t USING (true)",
    "GRANT SELECT ON lookalike_reports.t TO lookalike_analyst",
)
# What people gave to a role, and took from everybody, on objects of ours.
BY_HAND = (
    "GRANT USAGE ON SCHEMA lookalike TO {0}",
    "GRANT SELECT ON lookalike.image_fact TO {0}",
    "GRANT SELECT (path, width) ON lookalike_internal.image TO {0} WITH GRANT OPTION",
    "GRANT EXECUTE ON FUNCTION lookalike.grant_access() TO {0}",
    "REVOKE EXECUTE ON FUNCTION lookalike.parse_date_bounds(text) FROM PUBLIC",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA lookalike GRANT SELECT ON TABLES TO {0}",
    "CREATE POLICY \"no; x\" ON lookalike_internal.image FOR SELECT TO {0} USING (path <> 'x')",
    "COMMENT ON POLICY \"no; x\" ON lookalike_internal.image IS 'theirs'",
)
RIGHTS = """
    SELECT string_agg(r.line, E'\\n' ORDER BY r.line COLLATE "C") FROM (
        SELECT format('%s: %s to %s by %s %s', o.name, a.privilege_type,
                      a.grantee::regrole, a.grantor::regrole, a.is_grantable) AS line
        FROM (SELECT nspname, nspacl FROM pg_namespace
              UNION ALL SELECT oid::regclass::text, relacl FROM pg_class
              UNION ALL SELECT attrelid::regclass || '.' || attname, attacl FROM pg_attribute
              UNION ALL SELECT oid::regprocedure::text, coalesce(proacl, acldefault('f', proowner))
              FROM pg_proc
              UNION ALL SELECT format('%s in %s', defaclobjtype, defaclnamespace::regnamespace),
                               defaclacl FROM pg_default_acl) AS o (name, acl)
        CROSS JOIN LATERAL aclexplode(o.acl) AS a
        WHERE o.name LIKE '%lookalike%'
        UNION ALL
        SELECT p.tablename || p.policyname || p.roles::text || p.qual FROM pg_policies AS p
        UNION ALL
        SELECT description FROM pg_description WHERE classoid = 'pg_policy'::regclass) AS r
"""
INDEXES = "SELECT count(*) FROM pg_index i WHERE i.indrelid = 'public.mine'::regclass"
NEAR = "SELECT count(*) FROM public.near"
BROKEN = "SELECT count(*) FROM lookalike.verify_log()"


@contextmanager
def bare_server(version: int) -> Iterator[str]:
    """A server that does not offer the extension, with an empty database."""
    settings = FAST | ({"extension_control_path": "$system"} if version >= 18 else {})
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", version, settings=settings)
        with server.in_use():
            yield server.url()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param(Way(18, "extension"), 18, marks=pytest.mark.long),
        (Way(18, "extension"), 16),
        pytest.param(Way(16, "loose"), 18, marks=pytest.mark.long),
    ],
    ids=str,
)
def test_to_a_server_without_the_files(
    servers: Servers, source: Way, target: int, tmp_path: Path
) -> None:
    file = tmp_path / "archive.dump"
    with servers.database(source, "archive") as url:
        images = fill(tmp_path / "archive", 4)
        run_command(url, "audit", images, "--report", tmp_path / "report", "--quick",
                    "--workers", 1)  # fmt: skip
        guest = f"guest_{conninfo_to_dict(url)['dbname']}"
        run(make_conninfo(url, user="postgres"), "GRANT CREATE ON SCHEMA public TO lookalike")
        given = (f"GRANT SELECT ON public.mine TO {guest}", "GRANT SELECT ON public.mine TO staff",
                 f"GRANT SELECT ON lookalike.image_fact TO {guest}")  # fmt: skip
        run(url, *OWN, f"CREATE ROLE {guest}", "CREATE ROLE staff", *given)
        counts = [ask(url, query) for query in (INDEXES, NEAR, BROKEN)]
        head = ask(url, "SELECT hash FROM lookalike_internal.event ORDER BY event_id DESC LIMIT 1")
        run_command(url, "dump", file)
        run(make_conninfo(url, user="postgres"), f"DROP OWNED BY {guest}, staff",
            f"DROP ROLE {guest}, staff")  # fmt: skip
    assert file.stat().st_mode & 0o077 == 0
    assert counts[0] == 4
    with bare_server(target) as there:
        run(there, "CREATE ROLE staff")
        shown = run_command(there, "restore", file)
        for table in ("public.mine", "lookalike.image_fact"):
            grant = f"GRANT SELECT ON TABLE {table} TO {guest};"
            assert f'left to do: {grant} -- role "{guest}" does not exist' in shown
        assert shown.count("left to do") == 2
        # One role that is missing keeps no other from its right.
        assert ask(there, "SELECT has_table_privilege('staff', 'public.mine', 'SELECT')") is True
        assert [ask(there, query) for query in (INDEXES, NEAR, BROKEN)] == counts
        mode = "SELECT mode FROM lookalike_internal.installation"
        assert ask(there, mode) == "loose"
        known = "SELECT count(*) FROM lookalike_internal.event WHERE hash = %s"
        with connect(there) as connection:
            assert connection.execute(known, (head,)).fetchone() == (1,)
        assert [found for found in examine(there, None) if found.level == "error"] == []
        run(there, "REFRESH MATERIALIZED VIEW public.near")
        run_command(there, "scan", images, "--workers", 1)


def test_to_a_server_with_the_files(servers: Servers, tmp_path: Path) -> None:
    way = Way(18, "extension")
    with servers.database(way, "archive") as url, servers.database(way, "vector") as there:
        admin = make_conninfo(url, user="postgres")
        database = conninfo_to_dict(url)["dbname"]
        run(admin, f"GRANT CREATE ON DATABASE {database} TO lookalike")
        database = conninfo_to_dict(there)["dbname"]
        run(admin, f"GRANT CREATE ON DATABASE {database} TO lookalike")
        run(url, *BESIDE)
        run_command(url, "dump", tmp_path / "file")
        run_command(there, "restore", tmp_path / "file")
        assert schema_objects(there) == schema_objects(url)
        assert ask(there, "SELECT has_table_privilege('lookalike_analyst', 'lookalike_reports.t',"
                   " 'SELECT')") is True  # fmt: skip
        assert ask(there, "SELECT count(*) FROM pg_policy WHERE polname = 'mine'") == 1
        assert ask(there, "SELECT mode FROM lookalike_internal.installation") == "extension"
        with pytest.raises(LookalikeError, match="has a schema lookalike already"):
            run_command(there, "restore", tmp_path / "file")


def test_rights_on_our_objects_come_along(servers: Servers, tmp_path: Path) -> None:
    way = Way(18, "extension")
    with servers.database(way, "archive") as url, servers.database(way, "vector") as there:
        guest = f'"Guest of {conninfo_to_dict(url)["dbname"]}"'
        run(url, f"CREATE ROLE {guest}")
        try:
            run(url, *(statement.format(guest) for statement in BY_HAND))
            rights = ask(url, RIGHTS)
            assert guest in str(rights)
            run_command(url, "dump", tmp_path / "file")
            assert "left to do" not in run_command(there, "restore", tmp_path / "file")
            assert ask(there, RIGHTS) == rights
        finally:
            run(make_conninfo(url, user="postgres"), f"DROP OWNED BY {guest}")
            run(
                make_conninfo(there, user="postgres"),
                f"DROP OWNED BY {guest}",
                f"DROP ROLE {guest}",
            )


def test_an_installation_that_fails_leaves_the_data_and_says_what_to_do(
    servers: Servers, tmp_path: Path
) -> None:
    way = Way(18, "loose")
    with servers.database(way, "archive") as url, servers.database(way, "vector") as there:
        admin = make_conninfo(there, user="postgres")
        guest = f"guest_{conninfo_to_dict(url)['dbname']}"
        run(url, f"CREATE ROLE {guest}")
        try:
            run(url, *(statement.format(guest) for statement in BY_HAND))
            run(url, "INSERT INTO lookalike_internal.collection (name, root) VALUES ('c', '/c')")
            run(make_conninfo(url, user="postgres"), "GRANT CREATE ON SCHEMA public TO lookalike")
            run(url, "CREATE TABLE public.lookalike_own ()",
                f"GRANT SELECT ON public.lookalike_own TO lookalike_analyst, {guest}")  # fmt: skip
            rights = ask(url, RIGHTS)
            assert guest in str(rights)
            run_command(url, "dump", tmp_path / "file")
            run(
                admin,
                "GRANT CREATE ON SCHEMA public TO lookalike",
                "CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql"
                " AS $$BEGIN RAISE EXCEPTION 'no views here'; END$$",
                "CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('ALTER VIEW')"
                " EXECUTE FUNCTION public.refuse()",
            )
            with pytest.raises(LookalikeError, match="the data is restored, but the") as refused:
                run_command(there, "restore", tmp_path / "file")
            assert "no views here" in str(refused.value.detail)
            assert "Run: lookalike install --force. Then run the" in str(refused.value.hint)
            # On objects of ours, they are given already.
            assert sorted(refused.value.shown) == [
                "GRANT CREATE ON SCHEMA public TO lookalike;",
                f"GRANT SELECT ON TABLE public.lookalike_own TO {guest};",
                "GRANT SELECT ON TABLE public.lookalike_own TO lookalike_analyst;",
            ]
            assert ask(there, "SELECT root FROM lookalike_internal.collection") == "/c"
            run(admin, "DROP EVENT TRIGGER refuse", "DROP FUNCTION public.refuse()")
            run_command(there, "install", "--force")
            run(there, *refused.value.shown)
            assert ask(there, RIGHTS) == rights
        finally:
            run(make_conninfo(url, user="postgres"), f"DROP OWNED BY {guest}")
            run(
                make_conninfo(there, user="postgres"),
                f"DROP OWNED BY {guest}",
                f"DROP ROLE {guest}",
            )


def test_what_cannot_be_restored_changes_nothing(servers: Servers, tmp_path: Path) -> None:
    way = Way(18, "loose")
    with servers.database(way, "archive") as url, servers.database(way, "vector") as there:
        admin = make_conninfo(there, user="postgres")
        run(make_conninfo(url, user="postgres"), "GRANT CREATE ON SCHEMA public TO lookalike")
        run(url, "CREATE TABLE public.mine (a integer)")
        run_command(url, "dump", tmp_path / "file")
        run(admin, "GRANT CREATE ON SCHEMA public TO lookalike")
        run(there, "CREATE TABLE public.mine (b integer)")
        with pytest.raises(LookalikeError, match="nothing was changed") as refused:
            run_command(there, "restore", tmp_path / "file")
        assert any('"mine" already exists' in line for line in refused.value.shown)
        assert ask(there, "SELECT to_regnamespace('lookalike')") is None
        run(there, "DROP TABLE public.mine")
        run(admin, "CREATE SCHEMA extensions", "ALTER EXTENSION vector SET SCHEMA extensions")
        run(admin, "GRANT USAGE ON SCHEMA extensions TO PUBLIC")
        with pytest.raises(LookalikeError, match="pgvector is in schema extensions here") as moved:
            run_command(there, "restore", tmp_path / "file")
        assert moved.value.hint is not None
        run(admin, "ALTER EXTENSION vector SET SCHEMA public")
        run_command(there, "restore", tmp_path / "file")
        with pytest.raises(LookalikeError, match="not a dump of an archive"):
            run_command(there, "restore", __file__)
        with pytest.raises(LookalikeError, match="there is no file"):
            run_command(there, "restore", tmp_path / "gone")
        with pytest.raises(LookalikeError, match="cannot write"):
            run_command(url, "dump", tmp_path / "gone" / "file")


def test_a_broken_dump_changes_nothing(servers: Servers, tmp_path: Path) -> None:
    way = Way(18, "loose")
    file = tmp_path / "file"
    with servers.database(way, "archive") as url, servers.database(way, "vector") as there:
        run_command(url, "dump", file)
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        with pytest.raises(LookalikeError, match="nothing was changed") as refused:
            run_command(there, "restore", file)
        assert any("pg_restore" in line for line in refused.value.shown)
        for schema in ("lookalike", "lookalike_internal", "lookalike_detail"):
            assert ask(there, f"SELECT to_regnamespace('{schema}')") is None
        file.write_bytes(whole)
        run_command(there, "restore", file)


def test_a_pooler_is_named(archive_url: str, tmp_path: Path) -> None:
    with pooler(archive_url) as pooled:
        for command in (["dump", tmp_path / "file"], ["restore", __file__]):
            with pytest.raises(LookalikeError):
                run_command(pooled, *command)
        assert not (tmp_path / "file").exists()
