"""Where no image is certain to be the original, nothing goes but copies of the same bytes."""

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, put
from lookalike.retention import policy_file

POLICIES = sorted((Path(__file__).parents[2] / "docs" / "policies").glob("*.toml"))


def fill(connection: Connection[Any]) -> None:
    """Two different pictures in one cluster, with copies of the bytes and of the pixels."""
    put(
        connection,
        [
            FakeImage("a", content="a", width=300, height=300),
            FakeImage("a same bytes", content="a", width=300, height=300),
            FakeImage("a same pixels", pixels="content a", format="PNG", width=300, height=300),
            FakeImage("b"),
        ],
        is_lineage_known=False,
    )
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")


def classes(connection: Connection[Any]) -> dict[str, tuple[str, str, str | None]]:
    connection.execute("CALL lookalike.classify_images()")
    rows = connection.execute(
        "SELECT path, class, disposition, derivation FROM lookalike_detail.retention_classification"
    )
    return {path: (klass, disposition, derivation) for path, klass, disposition, derivation in rows}


def store(connection: Connection[Any], root: str, is_certain: bool) -> bool:
    """Store a lineage in which all others were made from one image."""
    rows = connection.execute(
        "SELECT m.cluster_id, i.image_id, i.path, i.pixel_digest"
        " FROM lookalike_internal.cluster_member m"
        " JOIN lookalike_internal.image i USING (image_id) ORDER BY i.path"
    ).fetchall()
    ids = {path: number for _, number, path, _ in rows}
    found = connection.execute(
        "SELECT lookalike_internal.store_lineage(1, %s, %s::bigint[], %s::bytea[], %s::bigint[],"
        " %s::text[], %s::text[], %s::real[], %s, %s)",
        (
            rows[0][0],
            list(ids.values()),
            [digest for *_, digest in rows],
            [None if path == root else ids[root] for path in ids],
            [None if path == root else "re-encoded" for path in ids],
            [f"So says {path}." for path in ids],
            [0.95 for _ in ids],
            ids[root],
            is_certain,
        ),
    ).fetchone()
    assert found is not None
    return bool(found[0])


UNDETERMINED = ("original undetermined", "review", None)


def test_an_untraced_cluster_is_undetermined(archive: Connection[Any]) -> None:
    fill(archive)
    found = classes(archive)
    same = {name: row for name, row in found.items() if row != UNDETERMINED}
    assert list(same) == ["a same bytes"]
    assert same["a same bytes"] == ("identical copy", "quarantine", "same fixity")


def test_an_uncertain_root_is_no_master(archive: Connection[Any]) -> None:
    fill(archive)
    assert store(archive, "b", is_certain=False)
    assert [name for name, row in classes(archive).items() if row != UNDETERMINED] == [
        "a same bytes"
    ]


def reasons(connection: Connection[Any]) -> dict[str, str]:
    connection.execute("CALL lookalike.classify_images()")
    rows = connection.execute("SELECT path, reason FROM lookalike_detail.retention_classification")
    return dict(rows.fetchall())


def test_a_reason_says_what_became_of_the_lineage(archive: Connection[Any]) -> None:
    """The root is not the image of the first rank: it has the same pixels."""
    fill(archive)
    untraced = "undetermined: their lineage has not been traced since they changed."
    assert reasons(archive)["b"].endswith(untraced)
    assert store(archive, "a same pixels", is_certain=False)
    assert reasons(archive)["b"].endswith("undetermined: So says a same pixels.")
    put(archive, [FakeImage("c", width=90, height=90)], is_lineage_known=False)
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    assert reasons(archive)["b"].endswith(untraced)


def test_a_certain_root_is_the_master_though_it_is_smaller(archive: Connection[Any]) -> None:
    fill(archive)
    assert store(archive, "b", is_certain=True)
    found = classes(archive)
    assert found["b"][:2] == ("archival master", "retain")
    assert found["a"][0] == "derivative"
    assert found["a same pixels"][:2] == ("identical copy", "quarantine")


def test_a_cluster_that_was_classified_before_it_was_traced_is_classified_again(
    archive: Connection[Any],
) -> None:
    fill(archive)
    assert classes(archive)["b"] == UNDETERMINED
    assert store(archive, "b", is_certain=True)
    assert classes(archive)["b"][0] == "archival master"


def test_a_root_in_a_bin_leaves_the_original_undetermined(archive: Connection[Any]) -> None:
    """No live image is the original, and the original is not set aside for a copy of it."""
    put(archive, [FakeImage("#recycle/a"), FakeImage("b", width=90)], is_lineage_known=False)
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    assert store(archive, "#recycle/a", is_certain=True)
    assert classes(archive) == {"#recycle/a": UNDETERMINED, "b": UNDETERMINED}
    reasons = archive.execute(
        "SELECT reason FROM lookalike_detail.retention_classification"
    ).fetchall()
    assert all("lies in a recycle bin" in reason for (reason,) in reasons)


def test_a_change_of_the_cluster_makes_it_undetermined_again(archive: Connection[Any]) -> None:
    fill(archive)
    store(archive, "b", is_certain=True)
    classes(archive)
    put(archive, [FakeImage("c", width=90, height=90)], is_lineage_known=False)
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    found = classes(archive)
    assert found["b"] == found["c"] == UNDETERMINED


def test_a_lineage_of_other_pixels_is_not_stored(archive: Connection[Any]) -> None:
    fill(archive)
    archive.execute("UPDATE lookalike_internal.image SET missing_since = now() WHERE path = 'b'")
    assert not store(archive, "b", is_certain=True)
    waiting = archive.execute("SELECT count(*) > 0 FROM lookalike_internal.untraced").fetchone()
    assert waiting == (True,)
    assert archive.execute("SELECT count(*) FROM lookalike_internal.lineage").fetchone() == (0,)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_no_policy_lets_an_undetermined_image_leave(archive: Connection[Any], path: Path) -> None:
    fill(archive)
    rules = policy_file.read_policy(archive, path).rules_as_json()
    rows = archive.execute(
        "SELECT path, disposition_after FROM lookalike.diff_rules(%s::jsonb)", (rules,)
    ).fetchall()
    leave = {name for name, disposition in rows if disposition in ("quarantine", "transfer")}
    assert leave <= {"a same bytes"}
