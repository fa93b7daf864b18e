"""`nearest_embedding`: never fewer rows than there are, as near as the index finds them."""

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray
from psycopg.rows import scalar_row

from extension.embeddings import DIMENSIONS, cosine_distances, create_embeddings, literal
from extension.plans import any_path, only_scan
from extension.test_create_hamming_index import connect_again

HNSW = "CREATE INDEX asset_e_idx ON asset USING hnsw (e halfvec_cosine_ops)"


def nearest(connection: psycopg.Connection, q: NDArray[np.float64], rest: str = "") -> list[int]:
    cursor = connection.cursor(row_factory=scalar_row)
    return list(
        cursor.execute(
            "SELECT n.id"
            f" FROM lookalike.nearest_embedding(NULL::asset, 'e', '{literal(q)}'{rest}) AS n"
        )
    )


def only_hnsw(connection: psycopg.Connection) -> None:
    """Make the planner use the index for every search that it can order."""
    any_path(connection)
    for setting in ("seqscan", "sort", "bitmapscan"):
        connection.execute(f"SET enable_{setting} = off")


def scans(connection: psycopg.Connection, q: NDArray[np.float64], rest: str) -> list[int]:
    """How often a search scanned the table and the index."""
    counts = "SELECT seq_scan, idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'asset'"
    with connection.transaction():
        before = connection.execute(counts).fetchone() or (0, 0)
        nearest(connection, q, rest)
        after = connection.execute(counts).fetchone() or (0, 0)
    return [b - a for a, b in zip(before, after, strict=True)]


def test_without_an_index_it_is_exact(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 300)
    for note in (None, 3):
        chosen = [i for i in range(300) if note is None or i % 10 == note]
        rest = "" if note is None else f", filter => 'note = {note}'"
        for k in (1, 10, 1000):
            q = (values[k % 300] + 0.1).astype(np.float16).astype(np.float64)
            truth = sorted(cosine_distances(values[chosen], q))[:k]
            found = nearest(any_functions, q, f", k => {k}{rest}")
            assert len(set(found)) == len(found) and set(found) <= set(chosen)
            # pgvector works in single precision.
            assert np.allclose(cosine_distances(values[found], q), truth, atol=1e-5)


def test_through_the_index(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 3000)
    any_functions.execute(HNSW)
    only_hnsw(any_functions)
    any_functions.execute("SET hnsw.ef_search = 200")
    for number in range(5):
        found = nearest(any_functions, values[number])
        assert found[0] == number
        distances = cosine_distances(values[found], values[number])
        assert all(np.diff(distances) > -1e-5)
        truth = set(np.argsort(cosine_distances(values, values[number]))[:10])
        assert len(truth & set(found)) >= 8
    assert scans(any_functions, values[0], "") == [0, 1]
    # More than hnsw.ef_search, and one row in ten: the index goes on looking, nothing is scanned.
    any_functions.execute("SET hnsw.ef_search = 10")
    for rest, wanted in ((", k => 50", 50), (", k => 20, filter => 'note = 3'", 20)):
        assert scans(any_functions, values[0], rest) == [0, 1]
        assert len(nearest(any_functions, values[0], rest)) == wanted


def test_a_filter_never_empties_it(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 3000)
    any_functions.execute(HNSW)
    only_hnsw(any_functions)
    any_functions.execute("SET hnsw.ef_search = 1")
    any_functions.execute("SET hnsw.max_scan_tuples = 1")
    far = int(np.argmax(cosine_distances(values, values[0])))
    for rest, expected in (
        (f"id % 3000 = {far}", [far]),  # no index of another kind serves this
        ("id % 1000 = 77", [77, 1077, 2077]),
        ("id + 0 < 0", []),
    ):
        assert sorted(nearest(any_functions, values[0], f", filter => '{rest}'")) == expected
    # Exact where it had to look at all.
    truth = cosine_distances(values, values[0])
    third = [i for i in range(3000) if i % 3 == 0]
    found = nearest(any_functions, values[0], ", k => 999, filter => 'id % 3 = 0'")
    assert np.allclose(truth[found], np.sort(truth[third])[:999], atol=1e-5)
    assert len(nearest(any_functions, values[0], ", k => 5000")) == 3000


def test_nulls_are_left_out_and_zero_vectors_come_last(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 20)
    zero = literal(np.zeros(DIMENSIONS))
    any_functions.execute(f"INSERT INTO asset VALUES (-1, 0, '{zero}'), (-2, 0, NULL)")
    for statement in (None, HNSW):
        if statement:
            any_functions.execute(statement)
        for force in (only_hnsw, only_scan):
            force(any_functions)
            found = nearest(any_functions, values[4], ", k => 30")
            assert (len(found), found[0], found[-1]) == (21, 4, -1)
            any_functions.execute("RESET enable_sort")


def test_equal_ones_are_ordered_by_the_primary_key(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 20)
    any_functions.execute(
        "INSERT INTO asset SELECT 100 - i, 0, e FROM asset, generate_series(1, 9) AS i WHERE id = 7"
    )
    any_functions.execute(HNSW)
    for force in (only_hnsw, only_scan):
        force(any_functions)
        assert nearest(any_functions, values[7]) == [7, *range(91, 100)]
        any_functions.execute("RESET enable_sort")


def test_fresh_session_and_settings_of_the_caller(any_functions: psycopg.Connection) -> None:
    """pgvector's library, and with it its settings, comes into a session with its first use."""
    values = create_embeddings(any_functions, 100)
    any_functions.execute(HNSW)
    search = (
        "SELECT count(*) FROM asset AS a,"
        " LATERAL lookalike.nearest_embedding(NULL::public.asset, 'e', a.e, 2) AS n"
    )
    for first in (
        search,
        f"SELECT FROM lookalike.nearest_embedding(NULL::public.asset, 'e', '{literal(values[0])}')",
    ):
        with connect_again(any_functions) as fresh:
            fresh.execute("SET search_path = public")
            fresh.execute(first)
            assert fresh.execute("SHOW hnsw.iterative_scan").fetchone() == ("off",)
            fresh.execute("SET hnsw.iterative_scan = relaxed_order")
            assert fresh.execute(search).fetchone() == (200,)
            assert fresh.execute("SHOW hnsw.iterative_scan").fetchone() == ("relaxed_order",)
            with fresh.transaction():
                fresh.execute("SET LOCAL hnsw.iterative_scan = off")
                with pytest.raises(psycopg.errors.UndefinedColumn), fresh.transaction():
                    nearest(fresh, values[0], ", filter => 'colour = 3'")
                assert fresh.execute("SHOW hnsw.iterative_scan").fetchone() == ("off",)
                nearest(fresh, values[0])
                assert fresh.execute("SHOW hnsw.iterative_scan").fetchone() == ("off",)
            assert fresh.execute("SHOW hnsw.iterative_scan").fetchone() == ("relaxed_order",)


def test_pgvector_in_a_schema_of_its_own(
    any_functions: psycopg.Connection, superuser: psycopg.Connection
) -> None:
    values = create_embeddings(any_functions, 100)
    any_functions.execute(HNSW)
    superuser.execute('CREATE SCHEMA "its Own"')
    superuser.execute('GRANT USAGE ON SCHEMA "its Own" TO public')
    superuser.execute('ALTER EXTENSION vector SET SCHEMA "its Own"')
    only_hnsw(any_functions)
    assert nearest(any_functions, values[7], ", k => 1") == [7]
    row = any_functions.execute("SELECT recall FROM lookalike.index_recall('asset_e_idx', 3, 5)")
    assert row.fetchone() == (1,)


def test_view_and_table_named_as_what_is_inside(any_functions: psycopg.Connection) -> None:
    values = create_embeddings(any_functions, 30)
    any_functions.execute('CREATE TEMPORARY TABLE near AS SELECT id, e AS "near" FROM asset')
    any_functions.execute('CREATE VIEW "Even ""ones""" AS SELECT * FROM asset WHERE id % 2 = 0')
    q = literal(values[4])
    for relation, column in (("near", "near"), ('"Even ""ones"""', "e")):
        row = any_functions.execute(
            "SELECT n.id"
            f" FROM lookalike.nearest_embedding(NULL::{relation}, '{column}', '{q}', 1) AS n"
        ).fetchone()
        assert row == (4,)


# arguments of nearest_embedding(): SQLSTATE, message, detail
ERRORS = {
    "NULL::asset, 'embedding', '[1]'": (
        "42703",
        'column "embedding" of relation "asset" does not exist',
        None,
    ),
    "NULL::asset, 'note', '[1]'": (
        "42804",
        'cannot search column "note" of relation "asset" for an embedding',
        "The column is of type integer, not halfvec.",
    ),
    "NULL::asset, 'e', '[1,2]'": (
        "22000",
        'cannot search column "e" of relation "asset" for an embedding of 2 dimensions',
        "The column is of type halfvec(16).",
    ),
    "NULL::asset, 'e', '[1]', 0": ("22023", "k must be at least 1", None),
    "1, 'e', '[1]'": ("42809", "type integer is not the row type of a table or view", None),
}


def test_errors(any_functions: psycopg.Connection) -> None:
    create_embeddings(any_functions, 2)
    for arguments, expected in ERRORS.items():
        with pytest.raises(psycopg.Error) as raised:
            any_functions.execute(f"SELECT lookalike.nearest_embedding({arguments})")
        diag = raised.value.diag
        assert (diag.sqlstate, diag.message_primary, diag.message_detail) == expected, arguments
    nothing = any_functions.execute("SELECT lookalike.nearest_embedding(NULL::asset, 'e', NULL)")
    assert nothing.fetchall() == []
