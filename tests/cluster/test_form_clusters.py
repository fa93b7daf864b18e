"""form_clusters against networkx, and what its numbers mean from run to run."""

import random
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, clusters, put
from cluster.graph import fill
from examples import examples
from servers import WAYS


def nodes(connection: Connection[Any], count: int) -> None:
    """Images 00000, 00001, ... with nothing in common, matched by hand in these tests."""
    put(connection, [FakeImage(f"{n:05}", quality=0.0) for n in range(count)])


def join(connection: Connection[Any], edges: list[tuple[int, int]]) -> None:
    """Make these the accepted matches, and a possible match between each two neighbours."""
    connection.execute("TRUNCATE lookalike_internal.match")
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO lookalike_internal.match
            SELECT least(a.image_id, b.image_id), greatest(a.image_id, b.image_id), false, false,
                   4, 20, 'edited', %s, (SELECT min(run_id) FROM lookalike_internal.run)
            FROM lookalike_internal.image a, lookalike_internal.image b WHERE a.path = %s AND
                b.path = %s
            ON CONFLICT DO NOTHING
            """,
            [(True, f"{a:05}", f"{b:05}") for a, b in edges]
            + [(False, f"{n:05}", f"{n + 1:05}") for n in range(19)],
        )


def components(edges: list[tuple[int, int]]) -> set[frozenset[str]]:
    graph = networkx.Graph(edges)
    return {frozenset(f"{n:05}" for n in found) for found in networkx.connected_components(graph)}


edge_lists = st.lists(
    st.tuples(st.integers(0, 19), st.integers(0, 19)).filter(lambda e: e[0] != e[1]),
    max_size=25,
    unique_by=lambda edge: frozenset(edge),
)


@given(first=edge_lists, second=edge_lists)
@examples(40)
def test_clusters_are_connected_components_and_keep_their_numbers(
    archive: Connection[Any], first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    archive.execute("TRUNCATE lookalike_internal.image, lookalike_internal.cluster CASCADE")
    nodes(archive, 20)
    join(archive, first)
    archive.execute("CALL lookalike.form_clusters()")
    before = clusters(archive)
    assert set(before.values()) == components(first)
    # Numbers follow the first path of each cluster.
    assert sorted(before) == list(range(1, len(before) + 1))
    assert sorted(before, key=lambda number: min(before[number])) == sorted(before)

    join(archive, second)
    archive.execute("CALL lookalike.form_clusters()")
    after = clusters(archive)
    assert set(after.values()) == components(second)
    for number, members in after.items():
        if number in before:
            # Nobody took a number away from a cluster that shares more with its old images.
            shared = len(members & before[number])
            assert shared == max(len(other & before[number]) for other in after.values())
        else:
            assert number > max(before, default=0)
    changes = set(
        archive.execute(
            "SELECT from_cluster_id, to_cluster_id, images FROM lookalike_internal.cluster_change"
        )
    )
    assert changes == {
        (old, new, len(before[old] & after[new]))
        for old in before
        for new in after
        if old != new and before[old] & after[new]
    }


@pytest.mark.parametrize("rebuild", [False, True])
def test_forming_them_again_changes_nothing(archive: Connection[Any], rebuild: bool) -> None:
    nodes(archive, 20)
    join(archive, [(0, 1), (1, 2), (5, 6)])
    archive.execute("CALL lookalike.form_clusters()")
    query = (
        "SELECT m.xmin, c.xmin, * FROM lookalike_internal.cluster_member m"
        " JOIN lookalike_internal.cluster c USING (cluster_id) ORDER BY image_id"
    )
    before = archive.execute(query).fetchall()
    assert len(before) == 5
    archive.execute("CALL lookalike.form_clusters(%s)", (rebuild,))
    assert archive.execute(query).fetchall() == before


@pytest.mark.parametrize("any_way", [WAYS[0], WAYS[3]], ids=str, indirect=True)
def test_a_long_chain_takes_few_rounds(any_archive: Connection[Any]) -> None:
    count = 50_000
    fill(any_archive, count)
    any_archive.execute(
        """
        INSERT INTO lookalike_internal.match
        SELECT image_id, lead(image_id) OVER (ORDER BY image_id), false, false, 4, 20, 'edited',
               true, (SELECT min(run_id) FROM lookalike_internal.run)
        FROM lookalike_internal.image ORDER BY image_id LIMIT %s
        """,
        (count - 1,),
    )
    with any_archive.transaction():
        any_archive.execute(
            "CREATE TEMP TABLE link ON COMMIT DROP AS"
            " SELECT image_id_a, image_id_b FROM lookalike_internal.match WHERE is_accepted"
        )
        rounds = any_archive.execute("SELECT lookalike_internal.find_components()").fetchone()
        assert rounds is not None and rounds[0] < 40
        found = any_archive.execute(
            "SELECT count(*), count(DISTINCT component) FROM pg_temp.component"
        ).fetchone()
        assert found == (count, 1)
    any_archive.execute("CALL lookalike.form_clusters()")
    formed = any_archive.execute("SELECT images, is_diameter_exact FROM lookalike_internal.cluster")
    assert formed.fetchall() == [(count, False)]


def test_a_random_graph_of_many_edges(archive: Connection[Any]) -> None:
    rng = random.Random(3)
    edges = [(rng.randrange(2000), rng.randrange(2000)) for _ in range(1200)]
    edges = [(a, b) for a, b in edges if a != b]
    nodes(archive, 2000)
    join(archive, edges)
    archive.execute("CALL lookalike.form_clusters()")
    assert set(clusters(archive).values()) == components(edges)
