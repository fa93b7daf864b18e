"""Role by role: whatever SQL its members may run, nothing that is guarded is approved to leave."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import ROLES, Logins
from guard.holdings import Holdings

FREE = "http://rightsstatements.org/vocab/NoC-US/1.0/"
TAKEN = "http://rightsstatements.org/vocab/InC/1.0/"
# By hand, what the functions do after their checks; and what would take a guard away before them.
ATTACKS = (
    "INSERT INTO lookalike_internal.quarantine_item (plan_id, image_id, state, collection_id, path,"
    " byte_size, sha256, pixel_digest, archival_pixel_digest, destination)"
    " SELECT %(plan)s, image_id, 'approved', collection_id, path, byte_size, sha256, pixel_digest,"
    " pixel_digest, '/q' FROM lookalike_internal.image WHERE image_id = %(image)s",
    "UPDATE lookalike_internal.quarantine_item SET image_id = %(image)s",
    "UPDATE lookalike_internal.quarantine_item SET state = 'approved'",
    "UPDATE lookalike_internal.quarantine_plan"
    " SET state = 'approved', approved_by = 'x', approved_at = now()",
    "WITH g AS (DELETE FROM lookalike_internal.legal_hold RETURNING 1) SELECT count(*) FROM g",
    "UPDATE lookalike_internal.legal_hold SET released_by = 'x', released_reason = 'x',"
    " released_at = now()",
    "UPDATE lookalike_internal.legal_matter SET closed_by = 'x', closed_reason = 'x', closed_at"
    " = now()",
    "DELETE FROM lookalike_internal.decision",
    "INSERT INTO lookalike_internal.decision SELECT * FROM lookalike_internal.decision",
    "DELETE FROM lookalike_internal.publication",
    "DELETE FROM lookalike_internal.entry_image",
    "UPDATE lookalike_internal.catalogue_entry SET licence = NULL, rights_statement = NULL",
    "DELETE FROM lookalike_internal.guard_lock",
    "CREATE OR REPLACE VIEW lookalike_detail.guarded_image AS SELECT 1",
    "CREATE OR REPLACE FUNCTION lookalike.find_guards(bigint[]) RETURNS void RETURN NULL",
    "ALTER TABLE lookalike_internal.quarantine_item DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
    "SELECT lookalike.release_hold(hold_id, session_user, 'x') FROM lookalike_internal.legal_hold",
    "SELECT lookalike.release_hold(hold_id, placed_by, 'x') FROM lookalike_internal.legal_hold",
    "SELECT lookalike.confirm_release(hold_id, session_user) FROM lookalike_internal.legal_hold",
    "SELECT lookalike.confirm_release(hold_id, 'Stella') FROM lookalike_internal.legal_hold",
    "SELECT lookalike.close_matter(name, session_user, 'x') FROM lookalike_internal.legal_matter",
    "SELECT lookalike.confirm_close(name, session_user) FROM lookalike_internal.legal_matter",
    "SELECT lookalike.unlink_entry(entry_id, image_id) FROM lookalike_internal.entry_image",
    "SELECT lookalike.propose_quarantine('a', '/q', session_user, 'x', ARRAY[%(image)s::bigint])",
    "SELECT lookalike.propose_quarantine('b', '/q', 'Paul', 'x', ARRAY[%(image)s::bigint])",
    "SELECT lookalike.propose_quarantine('c', '/q', session_user, 'x')",
    "SELECT lookalike.approve_quarantine(plan_id, 'Rita', true) FROM"
    " lookalike_internal.quarantine_plan",
    "SELECT lookalike.approve_quarantine(plan_id, session_user, true)"
    " FROM lookalike_internal.quarantine_plan WHERE state = 'proposed'",
    "SELECT lookalike.approve_quarantine(plan_id, session_user)"
    " FROM lookalike_internal.quarantine_plan WHERE state = 'proposed'",
    "SELECT lookalike_internal.begin_move(%(plan)s, %(image)s)",
    "SELECT lookalike_internal.finish_move(%(plan)s, %(image)s)",
    # What a loader may write, and a scan would say.
    "UPDATE lookalike_internal.image SET pixel_digest = sha256(path::bytea) WHERE image_id ="
    " %(image)s",
    "UPDATE lookalike_internal.image SET missing_since = now() WHERE image_id <> %(image)s",
    "UPDATE lookalike_internal.image SET missing_since = NULL",
    "UPDATE lookalike_internal.image SET image_id = DEFAULT WHERE image_id = %(image)s",
    "UPDATE lookalike_internal.retention_class SET class = 'identical copy', disposition ="
    " 'quarantine'",
    "UPDATE lookalike_internal.collection SET root = '/q'",
)  # fmt: skip


@pytest.fixture
def holdings(owner: Connection[Any]) -> Holdings:
    return Holdings(owner)


@pytest.fixture
def guarded(holdings: Holdings) -> dict[str, int]:
    """An image for each guard, whose pixels others have too but for the last copy."""
    images = {}
    for name in ("held", "kept", "conflict", "entry"):
        master = holdings.put(f"{name}.tif", name, "archival master")
        images[name] = holdings.put(
            f"{name} copy.tif", name, "identical copy", of=master, disposition="quarantine"
        )
        holdings.cluster(master, images[name])
    images["last"] = holdings.put("last.tif", disposition="quarantine")
    holdings.hold(image_id=images["held"])
    holdings.hold(entry_id=holdings.entry(images["entry"]), matter="Case 2")
    holdings.decide("keep", images["kept"])
    holdings.entry(images["conflict"], rights_statement=FREE)
    holdings.entry(images["conflict"], rights_statement=TAKEN)
    holdings.publish(images["last"])
    for image in images.values():
        assert holdings.guards(image), image
    return images


@pytest.fixture
def plan(holdings: Holdings, guarded: dict[str, int]) -> Iterator[int]:
    """A plan that was proposed while nothing guarded its image, and one that was approved."""
    for name in ("free", "gone"):
        master = holdings.put(f"{name}.tif", name, "archival master")
        copy = holdings.put(f"{name} copy.tif", name, "identical copy", of=master)
        holdings.cluster(master, copy)
        this = holdings.propose(copy)
        if name == "gone":
            holdings.approve(this)
    yield this


@pytest.mark.parametrize("role", [role for role in ROLES if role != "lookalike_steward"])
def test_nothing_guarded_is_approved(
    logins: Logins, holdings: Holdings, guarded: dict[str, int], plan: int, role: str
) -> None:
    """Two people of the role, one after the other with every statement, so that four eyes agree."""
    went_through = set()
    with logins.connect(role) as one, logins.connect(role) as other:
        for image, attack in product(guarded.values(), ATTACKS):
            for person in (one, other):
                try:
                    person.execute(attack.encode(), {"image": image, "plan": plan})
                except psycopg.Error:
                    continue
                went_through.add(attack)
            leaving = holdings.connection.execute(
                "SELECT q.image_id, q.state FROM lookalike_internal.quarantine_item q"
                " WHERE q.state IN ('approved', 'moving', 'moved')"
                " AND (q.image_id = ANY (%s) OR EXISTS ("
                "  SELECT FROM lookalike_detail.guarded_image g WHERE g.image_id = q.image_id))",
                (list(guarded.values()),),
            ).fetchall()
            assert leaving == [], attack
    if role == "lookalike_analyst":
        assert went_through == set()
    if role == "lookalike_reviewer":  # the plan of what is not guarded is theirs to approve
        assert any("approve_quarantine" in attack for attack in went_through)
    if role == "lookalike_loader":  # a scan may say that files are missing, but decides nothing
        assert all("lookalike_internal.image" in a or "retention_class" in a for a in went_through)


def test_a_scan_of_a_loader_loses_no_hold(logins: Logins, holdings: Holdings) -> None:
    """Who has no right to write to holds moves, changes and deletes what is held."""
    held = holdings.put("a.tif", "evidence")
    lost = holdings.put("b.tif", "more evidence")
    copies = {
        holdings.put("other a.tif", "evidence", collection="other"),
        holdings.put("other b.tif", "more evidence", collection="other"),
        holdings.put("other c.tif", "another", collection="other"),
    }
    holdings.hold(entry_id=holdings.entry(held))
    holdings.hold(collection="test")
    with logins.connect("lookalike_loader") as loader:
        loader.execute(
            "UPDATE lookalike_internal.image SET pixel_digest = (SELECT pixel_digest FROM"
            " lookalike_internal.image"
            " WHERE path = 'other c.tif') WHERE image_id = %s",
            (held,),
        )
        loader.execute("DELETE FROM lookalike_internal.image WHERE image_id = %s", (lost,))
    for copy in copies:
        assert "legal hold" in holdings.guards(copy)
