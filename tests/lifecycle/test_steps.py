"""How long a command of several steps still takes, as its lines of progress say it."""

import pytest

from lookalike import steps as module
from lookalike.console import Meter
from lookalike.steps import Steps, describe_steps, steps

SHARES = {"scan": 1.0, "prove": 8.0, "report": 1.0}


def test_the_first_step_tells_the_pace_of_all() -> None:
    audit = Steps("audit", SHARES, now=0)
    assert audit.describe(None, now=5) == ""
    audit.begin("scan", now=0)
    # Scanning takes 60 seconds, so all take 600.
    assert audit.describe(left=50, now=10) == "audit: step 1 of 3, about 10 min left"


def test_what_is_over_tells_the_pace_of_the_rest() -> None:
    audit = Steps("audit", SHARES, now=0)
    audit.begin("scan", now=0)
    audit.begin("prove", now=60)
    assert audit.describe(None, now=60) == "audit: step 2 of 3, about 9 min left"
    assert audit.describe(None, now=300) == "audit: step 2 of 3, about 5 min left"
    audit.begin("report", now=540)
    assert audit.describe(None, now=560) == "audit: step 3 of 3, about 40 s left"


def test_a_slow_step_slows_the_rest() -> None:
    audit = Steps("audit", SHARES, now=0)
    audit.begin("scan", now=0)
    audit.begin("prove", now=60)
    # Twice as long as the scan lets expect: another 960 - 240 seconds here, and 113 for the report.
    assert audit.describe(left=720, now=300) == "audit: step 2 of 3, about 14 min left"
    assert audit.describe(left=36_000, now=300) == "audit: step 2 of 3, about 11 h left"


def test_a_step_that_takes_longer_than_expected_never_ends_before_its_own_line_says() -> None:
    audit = Steps("audit", SHARES, now=0)
    audit.begin("scan", now=0)
    audit.begin("prove", now=10)
    audit.begin("report", now=90)
    assert audit.describe(left=80, now=100) == "audit: step 3 of 3, about 80 s left"


def test_a_line_of_progress_says_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lookalike.console._PLAIN_SECONDS", 0.0)
    with steps("audit", SHARES) as step:
        step.begin("scan")
        Meter("scan", 10, "files", None).advance(5)
        assert capsys.readouterr().err.endswith("0:00 left; audit: step 1 of 3, about 10 s left\n")
    assert module._current is None
    assert describe_steps(3.0) == ""
    Meter("scan", 10, "files", None).advance(5)
    assert capsys.readouterr().err.endswith("0:00 left\n")
