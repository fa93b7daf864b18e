"""Snapshots count restricted images only for those who see them."""

from typing import Any

from psycopg import Connection

from access.logins import Logins
from builder import FakeImage, put


def test_restricted_images_are_counted_for_those_who_see_them(
    logins: Logins, owner: Connection[Any]
) -> None:
    put(owner, [FakeImage("a"), FakeImage("b")])
    owner.execute(
        "SELECT lookalike.restrict_access('donor', 'deed', 'Stella', 'x',"
        " image_id => (SELECT image_id FROM lookalike_detail.image WHERE path = 'a'))"
    )
    count = "SELECT coalesce(sum(images), 0)::int FROM lookalike.audit_snapshot"
    with logins.connect("lookalike_loader") as loader:
        loader.execute("SELECT lookalike.take_snapshot()")
        assert loader.execute(count).fetchone() == (2,)
    with logins.connect("lookalike_analyst") as analyst:
        assert analyst.execute(count).fetchone() == (1,)
