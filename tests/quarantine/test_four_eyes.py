"""A person who ever decided about an image does not approve that it leaves."""

from collections.abc import Callable

import psycopg
import pytest

from guard.holdings import Holdings


@pytest.fixture
def pair(holdings: Holdings) -> tuple[int, int]:
    """A master and its copy, which may leave."""
    master = holdings.put("a.tif", "x", "archival master")
    copy = holdings.put("b.tif", "x", "identical copy", of=master)
    holdings.cluster(master, copy)
    return master, copy


def refuse(holdings: Holdings, plan: int, said: str) -> None:
    """Dora may not approve a plan, by the function or by hand; Rita may."""
    with pytest.raises(psycopg.Error, match="another reviewer has to approve") as raised:
        holdings.approve(plan, "dora ")
    assert said in str(raised.value.diag.message_detail)
    with (
        pytest.raises(psycopg.Error, match="another reviewer has to approve") as raised,
        holdings.connection.transaction(),
    ):
        holdings.connection.execute(
            "UPDATE lookalike_internal.quarantine_plan"
            " SET state = 'approved', approved_by = 'Dora', approved_at = now()"
        )
        holdings.connection.execute(
            "UPDATE lookalike_internal.quarantine_item SET state = 'approved'"
        )
    assert said in str(raised.value.diag.message_detail)
    assert holdings.approve(plan, "Rita") >= 1


def quarantine_superseded(holdings: Holdings, pair: tuple[int, int]) -> str:
    holdings.decide("quarantine", pair[1])
    holdings.decide("keep", pair[1], reviewer="Kim")
    holdings.decide("quarantine", pair[1], reviewer="Kim")
    return 'decided "quarantine" about'


def about_a_copy(holdings: Holdings, pair: tuple[int, int]) -> str:
    holdings.decide("quarantine", pair[0])
    holdings.decide("keep", pair[0], reviewer="Kim")
    return 'decided "quarantine" about'


def duplicate(holdings: Holdings, pair: tuple[int, int]) -> str:
    holdings.decide("duplicate", pair[1], holdings.put("c.tif", "y"))
    return 'decided "duplicate" about'


def with_other_pixels(holdings: Holdings, pair: tuple[int, int]) -> str:
    holdings.put("b.tif", "earlier")
    holdings.decide("quarantine", pair[1])
    holdings.decide("quarantine", pair[1], reviewer="Kim")
    holdings.put("b.tif", "x", "identical copy", of=pair[0])
    return 'decided "quarantine" about'


def rights_settled(holdings: Holdings, pair: tuple[int, int]) -> str:
    """About another image of the cluster, with other pixels."""
    free = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    taken = "http://rightsstatements.org/vocab/InC/1.0/"
    third = holdings.put("c.tif", "y")
    holdings.cluster(*pair, third)
    holdings.entry(third, rights_statement=free)
    holdings.entry(third, rights_statement=taken)
    assert "conflicting rights" in holdings.guards(pair[1])
    holdings.one("SELECT lookalike.record_decision('rights settled', 'Dora', 'asked', %s)", third)
    assert "conflicting rights" not in holdings.guards(pair[1])
    return 'decided "rights settled" about'


def decide_record(holdings: Holdings, entry: int, other: int) -> None:
    holdings.one(
        "SELECT lookalike.decide_record('same record', 'Dora', 'one file', %s, %s)", entry, other
    )


def same_record(holdings: Holdings, pair: tuple[int, int]) -> str:
    """The entry has gone to another record since."""
    decide_record(holdings, holdings.entry(pair[0]), holdings.entry(pair[1]))
    holdings.connection.execute("UPDATE lookalike_internal.catalogue_entry SET record_no = '7'")
    return 'decided "same record" about'


def of_the_same_record(holdings: Holdings, pair: tuple[int, int]) -> str:
    """About another entry of a record of the image."""
    holdings.entry(*pair, record_no="7")
    decide_record(holdings, holdings.entry(record_no="7"), holdings.entry(record_no="8"))
    return 'decided "same record" about'


def hold_released(holdings: Holdings, pair: tuple[int, int]) -> str:
    hold = holdings.hold(image_id=pair[0])
    holdings.one("SELECT lookalike.release_hold(%s, 'Dora', 'over')", hold)
    holdings.one("SELECT lookalike.confirm_release(%s, 'Sam')", hold)
    return "helped to end a hold on"


def release_confirmed(holdings: Holdings, pair: tuple[int, int]) -> str:
    hold = holdings.hold(collection="test")
    holdings.one("SELECT lookalike.release_hold(%s, 'Sam', 'over')", hold)
    holdings.one("SELECT lookalike.confirm_release(%s, 'Dora')", hold)
    return "helped to end a hold on"


def matter_closed(holdings: Holdings, pair: tuple[int, int]) -> str:
    holdings.hold(image_id=pair[1])
    holdings.one("SELECT lookalike.close_matter('Case 1', 'Dora', 'over')")
    holdings.one("SELECT lookalike.confirm_close('Case 1', 'Sam')")
    return "helped to end a hold on"


@pytest.mark.parametrize(
    "deed",
    [
        quarantine_superseded, about_a_copy, duplicate, with_other_pixels, rights_settled,
        same_record, of_the_same_record, hold_released, release_confirmed, matter_closed,
    ],
)  # fmt: skip
def test_who_ever_decided_does_not_approve(
    holdings: Holdings,
    pair: tuple[int, int],
    deed: Callable[[Holdings, tuple[int, int]], str],
) -> None:
    said = deed(holdings, pair)
    refuse(holdings, holdings.propose(pair[1]), said)


def test_who_decided_about_others_approves(holdings: Holdings, pair: tuple[int, int]) -> None:
    other = holdings.put("c.tif", "y", collection="other")
    holdings.decide("quarantine", other)
    holdings.release(holdings.hold(image_id=other))
    assert holdings.approve(holdings.propose(pair[1]), "Dora") == 1
