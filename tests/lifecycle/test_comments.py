"""What every object in the schema owes its reader."""

from typing import Any

from psycopg import Connection


def test_every_object_and_column_has_a_comment(archive: Connection[Any]) -> None:
    silent = archive.execute(
        """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE p.pronamespace::regnamespace::text LIKE 'lookalike%'
          AND obj_description(p.oid, 'pg_proc') IS NULL
        UNION ALL
        SELECT c.oid::regclass::text FROM pg_class c
        WHERE c.relnamespace::regnamespace::text LIKE 'lookalike%' AND c.relkind IN ('r', 'v', 'm',
            'p')
          AND obj_description(c.oid, 'pg_class') IS NULL
        UNION ALL
        SELECT c.oid::regclass || '.' || a.attname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace::regnamespace::text LIKE 'lookalike%' AND c.relkind IN ('r', 'v', 'm',
            'p')
          AND col_description(c.oid, a.attnum) IS NULL
        UNION ALL
        SELECT n.nspname FROM pg_namespace n
        WHERE n.nspname LIKE 'lookalike%' AND obj_description(n.oid, 'pg_namespace') IS NULL
        """
    ).fetchall()
    assert silent == []


def test_every_plpgsql_function_pins_its_search_path(archive: Connection[Any]) -> None:
    free = archive.execute(
        """
        SELECT p.proname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace::regnamespace::text LIKE 'lookalike%' AND l.lanname = 'plpgsql'
          AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=%')
        """
    ).fetchall()
    # A procedure with a SET clause may not commit; these name everything in full.
    assert sorted(free) == [("find_matches",), ("propose_copies",)]


def test_public_views_hold_plain_scalars(archive: Connection[Any]) -> None:
    odd = archive.execute(
        """
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema IN ('lookalike', 'lookalike_detail')
          AND data_type NOT IN ('text', 'integer', 'bigint', 'numeric', 'boolean', 'date',
                                'timestamp with time zone')
        ORDER BY column_name
        """
    ).fetchall()
    # Only as they are can hashes be searched by within().
    hashes = [("fingerprint", name, "bit") for name in ("phash", "phash_256", "phash_flips")]
    assert odd == [("local_code", "code", "bit"), *hashes]
