"""How far a command of several steps is, and how long all of it still takes."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Steps:
    """The steps of a command, with how long each takes as against the others, on average.

    What is spent so far says how long such a share takes here. `now` is the clock, in seconds.
    """

    def __init__(self, name: str, shares: Mapping[str, float], now: float) -> None:
        self._name, self._shares = name, dict(shares)
        self._step: str | None = None
        self._began = now
        self._spent = self._finished = 0.0

    def begin(self, step: str, now: float | None = None) -> None:
        """End the step so far, and begin one that is named in the shares."""
        now = time.monotonic() if now is None else now
        if self._step is not None:
            self._spent += now - self._began
            self._finished += self._shares[self._step]
        self._step, self._began = step, now

    def describe(self, left: float | None, now: float | None = None) -> str:
        """Say which step this is, and how long all of them still take.

        `left` are the seconds until the work that is counted now has ended, if they are known: the
        step takes as long at least.
        """
        if self._step is None:
            return ""
        now = time.monotonic() if now is None else now
        names = list(self._shares)
        place = names.index(self._step)
        share, spent = self._shares[self._step], now - self._began
        here = spent + (left or 0.0)
        pace = max(
            self._spent / self._finished if self._finished else 0.0,
            (self._spent + here) / (self._finished + share),
        )
        later = sum(self._shares[name] for name in names[place + 1 :])
        rest = max(pace * share - spent, left or 0.0) + pace * later
        return f"{self._name}: step {place + 1} of {len(names)}, {_roughly(rest)} left"


def _roughly(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(round(seconds, -1), 10):.0f} s"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} min"
    return f"about {seconds / 3600:.0f} h"


_current: Steps | None = None


@contextmanager
def steps(name: str, shares: Mapping[str, float]) -> Iterator[Steps]:
    """Count the steps of a command: each line of progress within says how long all still take."""
    global _current
    _current = Steps(name, shares, time.monotonic())
    try:
        yield _current
    finally:
        _current = None


def describe_steps(left: float | None) -> str:
    """What to say of the steps beside a line of progress; nothing outside of `steps`."""
    return _current.describe(left) if _current is not None else ""
