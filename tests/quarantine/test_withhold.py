"""What was approved and becomes guarded is withheld in the same transaction, whatever guards it."""

from collections.abc import Callable

import pytest

from guard.holdings import Holdings


def _keep(holdings: Holdings, images: list[int]) -> None:
    holdings.decide("keep", images[1])


def _hold_image(holdings: Holdings, images: list[int]) -> None:
    holdings.hold(image_id=images[0])


def _hold_entry(holdings: Holdings, images: list[int]) -> None:
    holdings.hold(entry_id=holdings.entry(images[0]))


def _hold_collection(holdings: Holdings, images: list[int]) -> None:
    holdings.hold(collection="test")


def _link_held_entry(holdings: Holdings, images: list[int]) -> None:
    entry = holdings.entry()
    holdings.hold(entry_id=entry)
    holdings.link(entry, images[0])


def _reopen(holdings: Holdings, images: list[int]) -> None:
    """By hand, and with the trigger off that refuses it."""
    holdings.connection.execute("ALTER TABLE lookalike_internal.legal_matter DISABLE TRIGGER USER")
    holdings.connection.execute(
        "ALTER TABLE lookalike_internal.legal_matter ENABLE TRIGGER legal_matter_update_trigger"
    )
    holdings.connection.execute(
        "UPDATE lookalike_internal.legal_matter SET closed_at = NULL, closed_by = NULL,"
        " closed_reason = NULL"
    )


def _lose(holdings: Holdings, images: list[int]) -> None:
    holdings.lose(images[0])


def _change(holdings: Holdings, images: list[int]) -> None:
    holdings.put("a.tif", "something else", class_=None)


def _change_itself(holdings: Holdings, images: list[int]) -> None:
    holdings.put("b.tif", "something else", class_=None)


def _forget(holdings: Holdings, images: list[int]) -> None:
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.image WHERE image_id = %s", (images[0],)
    )


def _forget_itself(holdings: Holdings, images: list[int]) -> None:
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.image WHERE image_id = %s", (images[1],)
    )


def _reclassify(holdings: Holdings, images: list[int]) -> None:
    holdings.classify(images[1], "unclassified")


def _declassify(holdings: Holdings, images: list[int]) -> None:
    holdings.connection.execute("TRUNCATE lookalike_internal.retention_class")


def _conflict(holdings: Holdings, images: list[int]) -> None:
    holdings.entry(images[0], licence="https://creativecommons.org/publicdomain/zero/1.0/")
    holdings.entry(images[1], licence="All rights reserved", rights_holder="Courier")


def _conflict_later(holdings: Holdings, images: list[int]) -> None:
    holdings.entry(
        images[0], licence="https://creativecommons.org/publicdomain/zero/1.0/", record_no="17"
    )
    entry = holdings.entry(images[1], record_no="17")
    assert holdings.guards(images[1]) == set()
    holdings.connection.execute(
        "UPDATE lookalike_internal.catalogue_entry SET licence = 'All rights reserved',"
        " rights_holder = 'Courier' WHERE entry_id = %s",
        (entry,),
    )


def _file_in_a_record(holdings: Holdings, images: list[int]) -> None:
    holdings.entry(images[1], record_no="23")


def _file_elsewhere(holdings: Holdings, images: list[int]) -> None:
    holdings.entry(*images, record_no="17")
    entry = holdings.entry(*images, record_no="23")
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.entry_image WHERE entry_id = %s AND image_id = %s",
        (entry, images[0]),
    )


@pytest.mark.parametrize(
    ("guard", "said"),
    [
        (_keep, "human decision: Dora decided to keep it: because"),
        (_hold_image, 'legal hold: Held for "Case 1": evidence'),
        (_hold_entry, 'legal hold: Held for "Case 1": evidence'),
        (_hold_collection, 'legal hold: Held for "Case 1": evidence'),
        (_link_held_entry, 'legal hold: Held for "Case 1": evidence'),
        (_reopen, 'legal hold: Held for "Case 0": evidence'),
        (_lose, "last copy: No other file that stays has the same pixels"),
        (_change, "last copy: No other file that stays has the same pixels"),
        (_forget, "last copy: It has no class"),  # the classes of its copies go with it
        (_change_itself, "The file has changed since it was proposed."),
        (_forget_itself, "It is no longer in the archive."),
        (_reclassify, "last copy: It has no class"),
        (_declassify, "last copy: It has no class"),
        (_conflict, "conflicting rights: "),
        (_conflict_later, "conflicting rights: "),
        (_file_in_a_record, "other record: No other file that stays belongs to record 23."),
        (_file_elsewhere, "other record: No other file that stays belongs to record 23."),
    ],
)
def test_an_identical_copy(
    holdings: Holdings, guard: Callable[[Holdings, list[int]], None], said: str
) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.cluster(a, b)
    holdings.hold("Case 0", image_id=a)
    holdings.close("Case 0")
    plan = holdings.approved(b)
    guard(holdings, [a, b])
    assert holdings.states(plan) == {b: "withheld"}
    assert said in holdings.problem(plan, b)
    (event,) = holdings.events("withhold")
    assert [item["image_id"] for item in event["items"]] == [b]
    assert said in event["items"][0]["obstacle"]


def _publish(holdings: Holdings, master: int, derivative: int) -> None:
    holdings.entry(master, record_no="1")
    holdings.publish(derivative, record_no="1")


def _divide(holdings: Holdings, master: int, derivative: int) -> None:
    holdings.cluster(derivative, holdings.put("other.tif"))


def _undo_cluster(holdings: Holdings, master: int, derivative: int) -> None:
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.cluster_member WHERE image_id = %s", (master,)
    )


def _judge(holdings: Holdings, master: int, derivative: int) -> None:
    holdings.decide("not a duplicate", master, derivative)


def _lose_master(holdings: Holdings, master: int, derivative: int) -> None:
    holdings.lose(master)


def _call_unique(holdings: Holdings, master: int, derivative: int) -> None:
    holdings.classify(derivative, "unique")


@pytest.mark.parametrize(
    "guard", [_publish, _divide, _undo_cluster, _judge, _lose_master, _call_unique]
)
def test_a_derivative(holdings: Holdings, guard: Callable[[Holdings, int, int], None]) -> None:
    master, derivative = holdings.master_and_derivative()
    plan = holdings.approved(derivative)
    guard(holdings, master, derivative)
    assert holdings.states(plan) == {derivative: "withheld"}
    assert "last copy: " in holdings.problem(plan, derivative)


def test_others_go_on(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    c = holdings.put("c.tif", "x", "identical copy", of=a)
    plan = holdings.approved(b, c)
    holdings.decide("keep", c)
    assert holdings.states(plan) == {b: "approved", c: "withheld"}


def test_what_is_being_moved_is_to_be_brought_back(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    plan = holdings.approved(b)
    holdings.open(plan)
    assert holdings.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, b) is None
    holdings.hold(image_id=b)
    assert holdings.states(plan) == {b: "restoring"}
    assert holdings.one("SELECT lookalike_internal.finish_move(%s, %s)", plan, b) == "restoring"
    holdings.restore(plan, b)
    assert holdings.states(plan) == {b: "restored"}


@pytest.mark.parametrize(
    "harmless",
    [
        "UPDATE lookalike_internal.image SET modified_at = now()",
        "UPDATE lookalike_internal.image SET missing_since = NULL",
        "UPDATE lookalike_internal.retention_class SET reason = 'other words'",
        "UPDATE lookalike_internal.cluster_member SET cluster_id = cluster_id",
        "INSERT INTO lookalike_internal.unmatched_image SELECT image_id FROM"
        " lookalike_internal.image"
        " ON CONFLICT DO NOTHING",
    ],
)
def test_what_guards_nothing_withholds_nothing(holdings: Holdings, harmless: str) -> None:
    master, derivative = holdings.master_and_derivative()
    plan = holdings.approved(derivative)
    holdings.connection.execute(harmless.encode())
    holdings.put("another.tif")
    assert holdings.states(plan) == {derivative: "approved"}
    assert holdings.events("withhold") == []
    assert master
