"""Two people end a hold: one asks, and another confirms."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from command import run_command
from guard.holdings import Holdings
from lookalike.errors import LookalikeError


def is_held(holdings: Holdings, image: int) -> bool:
    return "legal hold" in holdings.guards(image)


@pytest.mark.parametrize("who", ["Stella", " stella ", "STELLA"])
def test_who_asked_does_not_confirm(holdings: Holdings, who: str) -> None:
    image = holdings.put("a.tif")
    hold = holdings.hold(image_id=image)
    holdings.one("SELECT lookalike.release_hold(%s, 'Stella', 'over')", hold)
    holdings.one("SELECT lookalike.close_matter('Case 1', 'Stella', 'over')")
    for confirm in ("confirm_release(1, %s)", "confirm_close('Case 1', %s)"):
        with pytest.raises(psycopg.Error, match="another person has to confirm") as raised:
            holdings.one(f"SELECT lookalike.{confirm}", who)
        assert raised.value.diag.message_detail == "Stella asked for it."
    assert is_held(holdings, image)
    holdings.one("SELECT lookalike.confirm_release(%s, 'Sam')", hold)
    assert not is_held(holdings, image)


def test_what_nobody_asked_for_is_not_confirmed(holdings: Holdings) -> None:
    hold = holdings.hold(image_id=holdings.put("a.tif"))
    for call, argument in (
        ("confirm_release(%s, 'Sam')", hold),
        ("confirm_close(%s, 'Sam')", "Case 1"),
        ("refuse_release(%s, 'Sam', 'no')", hold),
        ("refuse_close(%s, 'Sam', 'no')", "Case 1"),
    ):
        with pytest.raises(psycopg.Error, match="nobody has asked for the end of"):
            holdings.one(f"SELECT lookalike.{call}", argument)


def test_an_end_is_asked_for_once(holdings: Holdings) -> None:
    hold = holdings.hold(image_id=holdings.put("a.tif"))
    for call, argument in (("release_hold", hold), ("close_matter", "Case 1")):
        holdings.one(f"SELECT lookalike.{call}(%s, 'Stella', 'over')", argument)
        with pytest.raises(psycopg.Error, match="is asked for already") as raised:
            holdings.one(f"SELECT lookalike.{call}(%s, 'Sam', 'over')", argument)
        assert "Stella asked for it" in str(raised.value.diag.message_detail)


def test_a_refused_release_cannot_be_confirmed(holdings: Holdings) -> None:
    image = holdings.put("a.tif")
    hold = holdings.hold(image_id=image)
    holdings.one("SELECT lookalike.release_hold(%s, 'Stella', 'over')", hold)
    holdings.one("SELECT lookalike.refuse_release(%s, 'Rita', 'not yet')", hold)
    with pytest.raises(psycopg.Error, match="nobody has asked"):
        holdings.one("SELECT lookalike.confirm_release(%s, 'Sam')", hold)
    assert is_held(holdings, image)
    assert holdings.events("refuse release") == [
        {"reason": "not yet", "asked_by": "Stella", "asked_reason": "over"}
    ]
    holdings.release(hold)
    assert not is_held(holdings, image)


def test_a_new_hold_keeps_its_matter_open(holdings: Holdings) -> None:
    """Who asked to close the matter did not know of it."""
    holdings.hold(image_id=holdings.put("a.tif"))
    holdings.one("SELECT lookalike.close_matter('Case 1', 'Stella', 'over')")
    image = holdings.put("b.tif")
    holdings.hold(image_id=image)
    with pytest.raises(psycopg.Error, match="nobody has asked"):
        holdings.one("SELECT lookalike.confirm_close('Case 1', 'Sam')")
    assert is_held(holdings, image)
    assert holdings.events("place hold")[1]["refused_close_asked_by"] == "Stella"
    assert holdings.close("Case 1") == 2


def test_two_stewards_each_under_the_own_name(holdings: Holdings, archive_url: str) -> None:
    image = holdings.put("a.tif")
    hold = holdings.hold(image_id=image)
    ask = "SELECT lookalike.release_hold(%s, %s, 'over')"
    confirm = "SELECT lookalike.confirm_release(%s, %s)"
    with (
        Logins(archive_url) as logins,
        logins.connect("lookalike_steward") as one,
        logins.connect("lookalike_steward") as other,
    ):
        one.execute(ask, (hold, one.info.user))
        for name in (one.info.user, "Somebody"):
            with pytest.raises(psycopg.Error, match=r"another person has to confirm|may not act"):
                one.execute(confirm, (hold, name))
        other.execute(confirm, (hold, other.info.user))
    assert not is_held(holdings, image)


def test_the_views_tell_who_asked(holdings: Holdings, archive: Connection[Any]) -> None:
    hold = holdings.hold(image_id=holdings.put("a.tif"))
    asked = "SELECT release_asked_by FROM lookalike.held_image"
    assert holdings.one(asked) is None
    holdings.one("SELECT lookalike.release_hold(%s, 'Stella', 'over')", hold)
    assert holdings.one(asked) == "Stella"
    assert holdings.one("SELECT release_asked_reason FROM lookalike_detail.legal_hold") == "over"


def test_the_command(holdings: Holdings, archive_url: str) -> None:
    def run(*arguments: object) -> str:
        return run_command(archive_url, "hold", *arguments)

    holdings.put("a.tif")
    run("place", "Case 1", "--image", "a.tif", "--by", "Stella", "--reason", "evidence")
    who = ("--by", "Stella", "--reason", "over")
    on = "image test:a.tif and its versions, 1 image."
    said = run("release", 1, *who)
    assert f"Hold 1 for Case 1 stays until another person confirms its end: {on}\n" in said
    assert said.endswith("Another person can confirm it: lookalike hold confirm 1 --by NAME\n")
    assert "lookalike hold confirm 1\n" in run("list")
    assert f"Hold 1 for Case 1 stays: {on}\n" in run("refuse", 1, *who)
    assert "asked to release" not in run("list")
    said = run("close", "Case 1", *who)
    assert "Matter Case 1 stays open, with 1 hold.\n" in said
    assert said.endswith(
        "Another person can confirm its end: lookalike hold confirm --matter 'Case 1' --by NAME\n"
    )
    assert "lookalike hold confirm --matter 'Case 1'\n" in run("list")
    assert "Matter Case 1 stays open." in run("refuse", "--matter", "Case 1", *who)
    run("release", 1, *who)
    assert f"Hold 1 for Case 1 is released: {on}\n" in run("confirm", 1, "--by", "Sam")
    for wrong in ((), (1, "--matter", "Case 1")):
        with pytest.raises(LookalikeError, match=r"no hold is named|both named"):
            run("confirm", *wrong, "--by", "Sam")
