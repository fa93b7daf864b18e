"""What a restriction covers, from when to when; guards, classes and stages do not change."""

from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from access.logins import Logins
from guard.holdings import Holdings


def restrict(holdings: Holdings, **on: object) -> int:
    names = "".join(f", {name} => %s" for name in on)
    return int(
        holdings.one(
            f"SELECT lookalike.restrict_access('donor', 'deed of gift', 'Stella', 'asked'{names})",
            *on.values(),
        )
    )


def hidden(holdings: Holdings) -> set[int]:
    return {
        image
        for (image,) in holdings.connection.execute(
            "SELECT image_id FROM lookalike_internal.hidden_image"
        )
    }


def test_what_comes_later_is_covered(holdings: Holdings) -> None:
    image = holdings.put("a.tif", "a")
    other = holdings.put("b.tif")
    restrict(holdings, image_id=image)
    assert hidden(holdings) == {image}
    copy = holdings.put("copy.tif", "a")
    assert hidden(holdings) == {image, copy}
    version = holdings.put("small.jpg")
    assert version not in hidden(holdings)
    holdings.cluster(copy, version)
    assert version in hidden(holdings)
    sheet = holdings.put("sheet.jpg")
    holdings.contain(version, sheet)
    holdings.contain(other, sheet)
    assert hidden(holdings) == {image, copy, version, sheet}  # never what else lies on the sheet
    # A file that is forgotten and found again.
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.image WHERE image_id = %s", (image,)
    )
    assert holdings.put("a again.tif", "a") in hidden(holdings)


def test_an_entry_and_its_images(holdings: Holdings) -> None:
    image, later = holdings.put("a.tif"), holdings.put("b.tif")
    entry = holdings.entry(image)
    empty = holdings.entry()
    restrict(holdings, entry_id=entry)
    restrict(holdings, entry_id=empty)
    assert hidden(holdings) == {image}
    holdings.link(empty, later)
    assert hidden(holdings) == {image, later}
    entries = holdings.connection.execute(
        "SELECT DISTINCT entry_id FROM lookalike_internal.hidden_entry ORDER BY 1"
    ).fetchall()
    assert entries == [(entry,), (empty,)]


def test_a_folder(holdings: Holdings) -> None:
    inside, beside = holdings.put("case 1/a.tif"), holdings.put("case 10/a.tif", "other")
    restrict(holdings, collection="test", folder="/case 1/")
    assert hidden(holdings) == {inside}
    later = holdings.put("case 1/b.tif")
    assert hidden(holdings) == {inside, later}
    holdings.connection.execute(
        "UPDATE lookalike_internal.image SET path = 'case 1/moved.tif' WHERE image_id = %s",
        (beside,),
    )
    assert hidden(holdings) == {inside, later, beside}


def test_it_ends(holdings: Holdings) -> None:
    image, copy = holdings.put("a.tif", "a"), holdings.put("b.tif", "a")
    first = restrict(holdings, image_id=image)
    second = restrict(holdings, image_id=copy, until="2999-12-31")
    holdings.one("SELECT lookalike.lift_restriction(%s, 'Stella', 'agreed')", first)
    assert hidden(holdings) == {image, copy}
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="lifted already"):
        holdings.one("SELECT lookalike.lift_restriction(%s, 'Stella', 'agreed')", first)
    # The last day passes.
    for table in ("access_restriction", "restricted_image"):
        holdings.connection.execute(
            f"UPDATE lookalike_internal.{table} SET until = current_date - 1".encode()
        )
    assert hidden(holdings) == set()
    states = holdings.connection.execute(
        "SELECT restriction_id, state FROM lookalike_detail.access_restriction ORDER BY 1"
    ).fetchall()
    assert states == [(first, "lifted"), (second, "over")]
    assert [event["kind"] for event in holdings.events("restrict access")] == ["donor", "donor"]
    assert [event["reason"] for event in holdings.events("lift restriction")] == ["agreed"]
    assert holdings.one("SELECT is_intact FROM lookalike.verify_log()")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("'gossip', 'x', 'S', 'x', image_id => 1", "kind of restriction"),
        ("'donor', ' ', 'S', 'x', image_id => 1", "basis is not given"),
        ("'donor', 'x', 'S', 'x'", "on one thing, not on 0"),
        ("'donor', 'x', 'S', 'x', image_id => 1, entry_id => 1", "on one thing, not on 2"),
        ("'donor', 'x', 'S', 'x', image_id => 1, folder => 'a'", "comes with its collection"),
        ("'donor', 'x', 'S', 'x', image_id => 1, until => '2000-01-01'", "is over"),
        ("'donor', 'x', 'S', 'x', image_id => 7", "image 7 does not exist"),
        ("'donor', 'x', 'S', 'x', entry_id => 7", "catalogue entry 7 does not exist"),
        ("'donor', 'x', 'S', 'x', collection => 'no'", 'collection "no" does not exist'),
    ],
)  # fmt: skip
def test_refused(archive: Connection[Any], call: str, message: str) -> None:
    with pytest.raises(psycopg.Error, match=message):
        archive.execute(f"SELECT lookalike.restrict_access({call})".encode())


def test_guards_and_classes_stay(logins: Logins, holdings: Holdings) -> None:
    """A restricted image is classified, kept and guarded as before; stages see all of it."""
    image = holdings.put("a.tif", "a")
    holdings.put("b.tif", "a")
    holdings.publish(image)
    holdings.hold(image_id=image)
    guards = holdings.guards(image)
    restrict(holdings, image_id=image)
    assert holdings.guards(image) == guards
    with logins.connect("lookalike_loader") as loader:
        loader.execute("CALL lookalike.find_matches()")
        loader.execute("CALL lookalike.form_clusters()")
        loader.execute("CALL lookalike.classify_images()")
        seen = loader.execute(
            "SELECT path, class FROM lookalike_detail.retention_classification"
        ).fetchall()
    assert {path for path, _ in seen} == {"a.tif", "b.tif"}
    assert hidden(holdings) == {image, image + 1}


def test_every_role_is_told_what_is_behind(logins: Logins, holdings: Holdings) -> None:
    """What waits for a stage may be restricted images alone."""
    image = holdings.put("a.tif")
    with logins.connect("lookalike_loader") as loader:
        loader.execute("CALL lookalike.find_matches()")
        loader.execute("CALL lookalike.form_clusters()")
        loader.execute("CALL lookalike.classify_images()")
    restrict(holdings, image_id=image)
    state = "SELECT stage FROM lookalike_detail.stage_state WHERE state = 'behind'"
    queues = {"match": "unmatched_image", "cluster": "unclustered", "classify": "unclassified"}
    with logins.connect("lookalike_reviewer") as reviewer:
        for stage, queue in queues.items():
            for table in queues.values():
                holdings.connection.execute(f"DELETE FROM lookalike_internal.{table}".encode())
            assert reviewer.execute(state).fetchall() == []
            holdings.connection.execute(
                f"INSERT INTO lookalike_internal.{queue} (image_id) VALUES (%s)".encode(), [image]
            )
            assert (stage,) in reviewer.execute(state).fetchall()


def test_who_approves_sees(logins: Logins, holdings: Holdings) -> None:
    master = holdings.put("a.tif", "a", "archival master")
    copy = holdings.put("b.tif", "a", "identical copy", of=master, disposition="quarantine")
    holdings.cluster(master, copy)
    plan = holdings.propose(copy)
    restrict(holdings, image_id=copy)
    approve = f"SELECT lookalike.approve_quarantine({plan}, session_user)".encode()
    with (
        logins.connect("lookalike_reviewer") as reviewer,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="may not see all images"),
    ):
        reviewer.execute(approve)
    with (
        logins.connect("lookalike_reviewer") as reviewer,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="may not see all images"),
    ):
        reviewer.execute(
            f"SELECT lookalike.withdraw_quarantine({plan}, session_user, 'x')".encode()
        )
    with (
        logins.connect("lookalike_reviewer") as reviewer,
        pytest.raises(psycopg.errors.UndefinedObject, match=f"image {copy} does not exist"),
    ):
        reviewer.execute(
            "SELECT lookalike_internal.add_companions(%s, jsonb_build_array("
            "jsonb_build_object('image_id', %s::bigint, 'path', 'b.xmp')))",
            (plan, copy),
        )
    with logins.connect("lookalike_reviewer", "lookalike_restricted") as reviewer:
        assert reviewer.execute(approve).fetchone() == (1,)


# A step: put an image with pixels 0-3, cluster two, or lay one on another.
STEP = st.tuples(
    st.sampled_from(["put", "cluster", "contain"]), st.integers(0, 5), st.integers(0, 5)
)


@settings(max_examples=12, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(steps=st.lists(STEP, min_size=3, max_size=14), at=st.integers(0, 8))
def test_early_or_late(holdings: Holdings, steps: list[tuple[str, int, int]], at: int) -> None:
    """Whenever it is placed, a restriction covers what it would cover if it came last.

    Images that left a cluster since then stay covered, so it may cover more.
    """
    with holdings.connection.transaction(force_rollback=True):
        first = holdings.put("first.tif", "0")
        images = [first]
        placed = None
        for number, (what, one, other) in enumerate(steps):
            if number == at:
                placed = restrict(holdings, image_id=first)
            a, b = images[one % len(images)], images[other % len(images)]
            if what == "put":
                images.append(holdings.put(f"{number}.tif", str(one % 4)))
            elif what == "cluster" and a != b:
                holdings.cluster(a, b)
            elif what == "contain" and a != b:
                holdings.contain(a, b)
        placed = placed or restrict(holdings, image_id=first)
        late = restrict(holdings, image_id=first)
        covered = (
            "SELECT array_agg(DISTINCT image_id) FROM lookalike_internal.restricted_image"
            " WHERE restriction_id = %s"
        )
        assert set(holdings.one(covered, placed)) >= set(holdings.one(covered, late))
