"""The figures of each audit and what has changed between two, against brute force."""

import random
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, collection_id, lose, put
from cluster.graph import add_matches
from command import run_command
from examples import examples
from retention.test_incremental import do_delete, do_lose, do_pair, do_put, do_touch

CHANGES = "SELECT image_id, change, path, old_path, cluster_id FROM lookalike.image_change"
FIGURES = (
    "SELECT site, collection, format, year, class, images, bytes, duplicates, duplicate_bytes,"
    " releasable_images, releasable_bytes, cost_per_year, duplicate_cost_per_year,"
    " releasable_cost_per_year, currency FROM lookalike.audit_snapshot WHERE audit_id = %s"
)
State = dict[int, tuple[int, str, bytes, bool, int | None]]


def snapshot(connection: Connection[Any]) -> int:
    row = connection.execute("SELECT lookalike.take_snapshot()").fetchone()
    assert row is not None
    return int(row[0])


def state(connection: Connection[Any]) -> State:
    """Each image: collection, path, bytes, whether it is there, and its cluster if it is."""
    return {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT i.image_id, i.collection_id, i.path, i.sha256, i.missing_since IS NULL,"
            " CASE WHEN i.missing_since IS NULL THEN m.cluster_id END"
            " FROM lookalike_internal.image i"
            " LEFT JOIN lookalike_internal.cluster_member m USING (image_id)"
        )
    }


def changes(before: State, after: State) -> set[tuple[Any, ...]]:
    """What differs, image by image."""
    found = set()
    for number in before.keys() | after.keys():
        old, new = before.get(number), after.get(number)
        if old is None:
            assert new is not None
            _, path, _, is_there, cluster = new
            if is_there:
                found.add((number, "came", path, None, cluster))
            if cluster is not None:
                found.add((number, "joined", path, None, cluster))
            continue
        _, old_path, old_bytes, was_there, old_cluster = old
        if new is None:
            if was_there:
                found.add((number, "went", old_path, None, old_cluster))
            continue
        _, path, bytes_, is_there, cluster = new
        if bytes_ != old_bytes:
            found.add((number, "changed", path, None, cluster))
        if old[:2] != new[:2]:
            found.add((number, "moved", path, old_path, cluster))
        if was_there and not is_there:
            found.add((number, "went", path, None, old_cluster))
        if is_there and not was_there:
            found.add((number, "returned", path, None, cluster))
        if cluster != old_cluster and cluster is not None:
            found.add((number, "joined", path, None, cluster))
        if cluster != old_cluster and old_cluster is not None and is_there:
            found.add((number, "left", path, None, old_cluster))
    return found


def figures(connection: Connection[Any]) -> Counter[tuple[Any, ...]]:
    """The rows that a snapshot should have, from the facts about each image, in Python."""
    groups: dict[tuple[Any, ...], list[int]] = {}
    prices = {
        name: (site, price, currency)
        for name, site, price, currency in connection.execute(
            "SELECT name, site, cost_per_tb_year / 1e12, currency FROM lookalike.collection"
        )
    }
    for collection, format_, year, class_, size, is_duplicate, is_releasable in connection.execute(
        "SELECT collection, format, year, class, byte_size, is_duplicate, is_releasable"
        " FROM lookalike.image_fact WHERE NOT is_missing"
    ):
        group = groups.setdefault((collection, format_, year, class_), [0] * 6)
        for place, counts in ((0, True), (2, is_duplicate), (4, is_releasable)):
            group[place] += counts
            group[place + 1] += size * counts
    rows: Counter[tuple[Any, ...]] = Counter()
    for (collection, *rest), group in groups.items():
        site, price, currency = prices[collection]
        costs = [group[place] * price for place in (1, 3, 5)]
        rows[site, collection, *rest, *group, *costs, currency] += 1
    return rows


def do_site(connection: Connection[Any], rng: random.Random) -> None:
    collection = connection.execute("SELECT name FROM lookalike.collection").fetchone()
    assert collection is not None
    connection.execute(
        "SELECT lookalike.set_site('S', storage_rate => %s, currency => 'HKD')",
        (rng.randint(1, 3),),
    )
    connection.execute("SELECT lookalike.set_collection_site(%s, 'S')", collection)


DEEDS = (do_put, do_put, do_lose, do_delete, do_pair, do_pair, do_touch, do_site)


@given(seed=st.integers(0, 2**32))
@examples(25)
def test_snapshots_are_those_of_brute_force(archive: Connection[Any], seed: int) -> None:
    rng = random.Random(seed)
    with archive.transaction(force_rollback=True):
        do_put(archive, rng)
        before: State | None = None
        last, expected = None, set()
        for _ in range(5):
            for _ in range(rng.choice([0, 1, 1, 3])):
                rng.choice(DEEDS)(archive, rng)
            if rng.random() < 0.7:
                archive.execute("DELETE FROM lookalike_internal.unmatched_image")
                archive.execute("CALL lookalike.form_clusters()")
            if rng.random() < 0.5:
                archive.execute("CALL lookalike.classify_images()")
            audit = snapshot(archive)
            after = state(archive)
            new = set() if before is None else changes(before, after)
            before = after
            assert Counter(archive.execute(FIGURES, (audit,)).fetchall()) == figures(archive)
            if last is not None and audit == last:
                assert new == set()
                continue
            last = audit
            expected |= {(audit, *change) for change in new}
            found = archive.execute(CHANGES.replace("image_id", "audit_id, image_id", 1).encode())
            assert set(found.fetchall()) == expected
            assert snapshot(archive) == audit  # again, and nothing is new


def test_what_happened_since_an_audit(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", byte_size=10**12), FakeImage("b"), FakeImage("c"), FakeImage("d")])
    first = snapshot(archive)
    assert archive.execute(CHANGES).fetchall() == []  # all was there before
    put(archive, [FakeImage("new"), FakeImage("b", content="other")])
    lose(archive, ["c"])
    archive.execute("UPDATE lookalike_internal.image SET path = 'e/d' WHERE path = 'd'")
    second = snapshot(archive)
    archive.execute("UPDATE lookalike_internal.image SET missing_since = NULL")
    add_matches(archive, [("a", "new")])
    archive.execute("DELETE FROM lookalike_internal.unmatched_image")
    archive.execute("CALL lookalike.form_clusters()")
    third = snapshot(archive)
    archive.execute("SELECT lookalike.forget_collection('test')")
    fourth = snapshot(archive)
    rows = archive.execute(
        "SELECT audit_id, change, path, old_path, collection, cluster_id IS NULL"
        " FROM lookalike.image_change ORDER BY audit_id, change, path"
    ).fetchall()
    assert rows == [
        (second, "came", "new", None, "test", True),
        (second, "changed", "b", None, "test", True),
        (second, "moved", "e/d", "d", "test", True),
        (second, "went", "c", None, "test", True),
        (third, "joined", "a", None, "test", False),
        (third, "joined", "new", None, "test", False),
        (third, "returned", "c", None, "test", True),
        (fourth, "went", "a", None, None, False),
        (fourth, "went", "b", None, None, True),
        (fourth, "went", "c", None, None, True),
        (fourth, "went", "e/d", None, None, True),
        (fourth, "went", "new", None, None, False),
    ]
    trend = archive.execute(
        "SELECT audit_id, sum(images)::int, sum(duplicates)::int, min(currency), bool_and(is_last)"
        " FROM lookalike.audit_snapshot GROUP BY audit_id ORDER BY 1"
    ).fetchall()
    assert trend == [
        (first, 4, 0, "USD", False), (second, 4, 0, "USD", False), (third, 5, 1, "USD", False),
    ]  # fmt: skip


def test_a_price_that_changed_is_a_new_snapshot_at_the_new_price(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("a", byte_size=5 * 10**11)])
    collection_id(archive, "empty")
    snapshot(archive)
    archive.execute("SELECT lookalike.set_site('S', storage_rate => 100, currency => 'HKD')")
    archive.execute("SELECT lookalike.set_collection_site('test', 'S')")
    snapshot(archive)
    rows = archive.execute(
        "SELECT site, cost_per_year, currency FROM lookalike.audit_snapshot ORDER BY audit_id"
    ).fetchall()
    assert rows == [(None, 138, "USD"), ("S", 50, "HKD")]


def test_an_audit_takes_one(archive: Connection[Any], archive_url: str, tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    for _ in range(2):
        run_command(
            archive_url, "audit", tmp_path / "scans", "--quick", "--report", tmp_path / "report",
            "--workers", 1,
        )  # fmt: skip
    audits = archive.execute("SELECT taken_at < confirmed_at FROM lookalike_internal.audit")
    assert audits.fetchall() == [(True,)]
