"""What every function of the extension must be, and the extension as such."""

import psycopg
import pytest

from lookalike.database.sources import extension_version
from servers import WAYS


def test_every_function(any_functions: psycopg.Connection) -> None:
    rows = any_functions.execute(
        "SELECT proname, l.lanname, provolatile, proparallel, prosecdef, proconfig, prosqlbody,"
        " obj_description(p.oid, 'pg_proc'), proacl"
        " FROM pg_proc AS p JOIN pg_language AS l ON l.oid = prolang"
        " WHERE pronamespace = 'lookalike'::regnamespace"
    ).fetchall()
    names = {row[0] for row in rows}
    assert names >= {
        "hamming_distance",
        "hamming_chunk",
        "hamming_probe",
        "within",
        "create_hamming_index",
    }
    for name, language, volatility, parallel, definer, config, body, comment, acl in rows:
        assert comment, name
        assert not definer, name
        assert acl is None, name
        if language == "sql":
            # Parsed when created, so that no search_path can change its meaning; no setting, as
            # that would keep it from being inlined.
            assert body is not None and config is None, name
            assert (volatility, parallel) == ("i", "s"), name
        else:
            assert language == "plpgsql", name
            assert config == ["search_path=pg_catalog, pg_temp"], name


def test_functions_can_be_made_again(any_functions: psycopg.Connection) -> None:
    """What an upgrade does: the same names and arguments, under indexes that use them."""
    any_functions.execute("CREATE TABLE asset (id integer, h bit(64))")
    any_functions.execute("SELECT lookalike.create_hamming_index('asset', 'h')")
    rows = any_functions.execute(
        "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'lookalike'::regnamespace"
    ).fetchall()
    for (definition,) in rows:
        any_functions.execute(definition)


@pytest.mark.parametrize("any_way", [way for way in WAYS if way.mode == "extension"], ids=str)
def test_extension_needs_no_superuser(any_functions: psycopg.Connection) -> None:
    version = any_functions.execute(
        "SELECT superuser, relocatable, schema::text, requires::text[], version"
        " FROM pg_available_extension_versions WHERE name = 'lookalike' AND installed"
    ).fetchone()
    assert version == (False, False, "lookalike", ["vector"], extension_version())

    # All this is done by a role that is no superuser.
    (owns,) = any_functions.execute(
        "SELECT NOT rolsuper AND e.extowner = r.oid FROM pg_roles AS r, pg_extension AS e"
        " WHERE rolname = current_user AND extname = 'lookalike'"
    ).fetchone() or (None,)
    assert owns
    any_functions.execute("DROP EXTENSION lookalike")
    any_functions.execute("DROP SCHEMA lookalike")
    any_functions.execute("CREATE EXTENSION lookalike")
    row = any_functions.execute("SELECT lookalike.within(B'101', B'100', 1)").fetchone()
    assert row == (True,)
