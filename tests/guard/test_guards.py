"""What keeps an image from leaving, each guard by itself."""

import pytest

from guard.holdings import Holdings


def test_a_copy_may_leave_while_another_stays(any_holdings: Holdings) -> None:
    holdings = any_holdings
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    assert holdings.guards(a) == holdings.guards(b) == set()
    holdings.lose(a)
    assert holdings.guards(b) == {"last copy"}


def test_the_only_one_of_its_pixels_stays(holdings: Holdings) -> None:
    assert holdings.guards(holdings.put("a.tif")) == {"last copy"}


def test_a_derivative_may_leave_while_its_master_stays(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    assert holdings.guards(derivative) == set()
    assert holdings.guards(master) == {"last copy"}
    holdings.lose(master)
    assert holdings.guards(derivative) == {"last copy"}


def test_likeness_alone_is_no_reason(holdings: Holdings) -> None:
    master = holdings.put("master.tif", class_="archival master")
    alike = holdings.put("alike.jpg", class_="derivative", of=master, is_proven=False)
    holdings.cluster(master, alike)
    assert holdings.guards(alike) == {"last copy"}
    copy = holdings.put("copy.jpg", "alike.jpg", class_="identical copy", of=alike)
    holdings.cluster(master, alike, copy)
    assert holdings.guards(alike) == holdings.guards(copy) == set()
    holdings.lose(alike)
    assert holdings.guards(copy) == {"last copy"}


@pytest.mark.parametrize(
    "class_", ["unique", "possible duplicate", "archival copy of a published image"]
)
def test_only_a_derivative_goes_for_the_sake_of_another(holdings: Holdings, class_: str) -> None:
    master = holdings.put("master.tif", class_="archival master")
    image = holdings.put("image.jpg", class_=class_, of=master)
    holdings.cluster(master, image)
    assert holdings.guards(image) == {"last copy"}


@pytest.mark.parametrize("class_", [None, "unclassified"])
def test_what_has_no_class_stays_even_with_copies(holdings: Holdings, class_: str | None) -> None:
    holdings.put("a.tif", "x", "archival master")
    assert holdings.guards(holdings.put("b.tif", "x", class_)) == {"last copy"}


def test_a_master_without_class_backs_nothing(holdings: Holdings) -> None:
    """Its content has changed since; what it is now nobody knows."""
    master, derivative = holdings.master_and_derivative()
    holdings.connection.execute(
        "DELETE FROM lookalike_internal.retention_class WHERE image_id = %s", (master,)
    )
    assert holdings.guards(derivative) == {"last copy"}


def test_a_changed_image_loses_its_class(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    holdings.put("master.tif", "another picture", class_=None)
    assert holdings.guards(master) == {"last copy"}
    assert holdings.guards(derivative) == {"last copy"}


def test_a_derivative_outside_its_masters_cluster_stays(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    other = holdings.put("other.tif")
    holdings.cluster(derivative, other)
    assert holdings.guards(derivative) == {"last copy"}
    assert holdings.guards(master) == {"last copy"}


def test_a_decision_that_two_are_no_duplicates_counts_at_once(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    holdings.decide("not a duplicate", master, derivative)
    assert holdings.guards(derivative) == {"last copy"}
    holdings.decide("duplicate", master, derivative)
    assert holdings.guards(derivative) == set()


def test_a_copy_of_a_derivative_is_a_derivative(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    copy = holdings.put("copy.jpg", "small.jpg", "identical copy", of=derivative)
    holdings.cluster(master, derivative, copy)
    plan = holdings.approved(derivative, copy)  # both, as the master stays
    assert set(holdings.states(plan).values()) == {"approved"}


def test_published_pixels_keep_a_copy_of_their_own(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    entry = holdings.publish(derivative)
    assert holdings.guards(derivative) == {"last copy", "other record"}
    copy = holdings.put("copy.jpg", "small.jpg", "identical copy", of=derivative)
    holdings.cluster(master, derivative, copy)
    holdings.link(entry, copy)
    assert holdings.guards(derivative) == set()
    assert holdings.guards(copy) == set()
    holdings.approved(copy)
    assert holdings.guards(derivative) == {"last copy", "other record"}


def test_what_a_published_image_was_made_of_stays(holdings: Holdings) -> None:
    """Although it would be a derivative itself."""
    root = holdings.put("root.tif", class_="archival master")
    middle = holdings.put("middle.tif", class_="derivative", of=root)
    leaf = holdings.put("leaf.jpg", class_="derivative", of=middle)
    holdings.cluster(root, middle, leaf)
    assert holdings.guards(middle) == set()
    holdings.publish(leaf)
    assert holdings.guards(middle) == {"last copy"}
    assert holdings.guards(leaf) == {"last copy", "other record"}


def test_what_makes_room_for_another_stays(holdings: Holdings) -> None:
    root = holdings.put("root.tif", class_="archival master")
    middle = holdings.put("middle.tif", class_="derivative", of=root)
    leaf = holdings.put("leaf.jpg", class_="derivative", of=middle)
    holdings.cluster(root, middle, leaf)
    plan = holdings.approved(leaf)
    assert holdings.guards(middle) == {"last copy"}
    holdings.move(plan, leaf)
    assert holdings.guards(middle) == {"last copy"}
    holdings.restore(plan, leaf)
    assert holdings.guards(middle) == set()


def test_of_the_last_two_copies_one_stays(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    found = holdings.connection.execute(
        "SELECT image_id FROM lookalike.find_guards(%s)", ([a, b],)
    ).fetchall()
    assert {image for (image,) in found} == {a, b}


def test_a_hold_on_an_image_holds_its_copies(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a, collection="other")
    c = holdings.put("c.tif", "y", "archival master")
    d = holdings.put("d.tif", "y", "identical copy", of=c)
    hold = holdings.hold(image_id=a)
    assert holdings.guards(a) == holdings.guards(b) == {"legal hold"}
    assert holdings.guards(d) == set()
    # What comes later is held, too; and the image itself, whatever becomes of its pixels.
    assert "legal hold" in holdings.guards(holdings.put("e.tif", "x"))
    holdings.put("a.tif", "z")
    assert "legal hold" in holdings.guards(a)
    holdings.release(hold)
    assert "legal hold" not in holdings.guards(a) | holdings.guards(b)


def test_a_hold_on_an_entry_holds_its_images_and_their_copies(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    c = holdings.put("c.tif", "y", "archival master")
    d = holdings.put("d.tif", "y", "identical copy", of=c)
    entry = holdings.entry(a)
    holdings.hold(entry_id=entry)
    assert holdings.guards(b) == {"legal hold"}
    assert holdings.guards(d) == set()
    holdings.link(entry, c)
    assert holdings.guards(d) == {"legal hold"}


def test_a_hold_on_a_collection_holds_what_lies_in_it_and_its_copies(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master", collection="held")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    c = holdings.put("c.tif", "y", "archival master")
    d = holdings.put("d.tif", "y", "identical copy", of=c)
    holdings.hold(collection="held")
    assert holdings.guards(a) == holdings.guards(b) == {"legal hold"}
    assert holdings.guards(d) == set()


def test_a_closed_matter_ends_its_holds_and_no_others(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.hold("Case 1", image_id=a)
    holdings.hold("Case 2", image_id=a)
    assert holdings.close("Case 1") == 1
    assert holdings.guards(a) == {"legal hold"}
    holdings.close("Case 2")
    assert holdings.guards(a) == set()


def test_the_latest_decision_about_an_image_holds(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.decide("keep", b)
    assert holdings.guards(b) == {"human decision"}
    assert holdings.guards(a) == set()  # the copy was not decided about
    holdings.decide("quarantine", b)
    assert holdings.guards(b) == set()


def test_a_decision_goes_with_the_pixels_when_its_image_is_gone(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.put("c.tif", "x", "identical copy", of=a)
    holdings.decide("keep", b)
    holdings.lose(b)
    assert holdings.guards(a) == {"human decision"}
    holdings.put("b.tif", "x")  # it is back
    assert holdings.guards(a) == set()
    assert holdings.guards(b) == {"human decision"}


def test_an_image_in_quarantine_keeps_its_decision_to_itself(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.decide("quarantine", b, reviewer="Dora")
    holdings.move(holdings.approved(b), b)
    decided = holdings.connection.execute("SELECT image_id FROM lookalike.image_decision")
    assert decided.fetchall() == []


def test_conflicting_rights_guard(holdings: Holdings) -> None:
    a = holdings.put("a.tif", "x", "archival master")
    b = holdings.put("b.tif", "x", "identical copy", of=a)
    holdings.cluster(a, b)
    holdings.entry(a, licence="https://creativecommons.org/publicdomain/zero/1.0/", record_no="3")
    holdings.entry(
        b, licence="All rights reserved", rights_holder="Riverside Courier", record_no="3"
    )
    assert holdings.guards(a) == holdings.guards(b) == {"conflicting rights"}


def test_the_view_and_the_function_agree_on_everything(holdings: Holdings) -> None:
    master, derivative = holdings.master_and_derivative()
    copy = holdings.put("copy.jpg", "small.jpg", "identical copy", of=derivative)
    lone = holdings.put("lone.tif")
    holdings.decide("keep", copy)
    holdings.hold(image_id=master)
    holdings.publish(lone)
    seen = holdings.connection.execute(
        "SELECT image_id, guard, reason FROM lookalike_detail.guarded_image ORDER BY 1, 2"
    ).fetchall()
    assert len(seen) == 6  # the hold covers the versions of the master, too
    for image in (master, derivative, copy, lone):
        holdings.guards(image)
