"""Killed between any two calls of the kernel, and called again: no byte is lost, none doubled.

CI takes some of the points, others in each run of the scenarios; `pytest -m long` takes them all.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from lookalike.database import connect
from lookalike.quarantine.propose import name_companions
from lookalike.quarantine.run import apply_plan, restore_plan
from quarantine.shelf import Shelf
from quarantine.tracer import run_and_kill
from servers import wait_for_the_dead

SOME = 6  # points of each scenario in CI


class Kills:
    """An image and its companion, moved or restored, killed at some point, and called again."""

    def __init__(self, shelf: Shelf, url: str) -> None:
        self._shelf, self._url = shelf, url
        master = shelf.shelve("a.tif", "x", "archival master")
        self._image = shelf.shelve("sub/c.tif", "x", "identical copy", master)
        (shelf.folder / "sub" / "c.xmp").write_bytes(b"a sidecar file")
        self._before, self._contents = shelf.files(), shelf.contents()

    def count(self, step: Callable[[Connection[Any], int], object]) -> int:
        """Return how many points a step has."""
        plan = self._plan(step)
        points = self._killed(step, plan, None)
        if step is apply_plan:
            restore_plan(self._shelf.connection, plan)
        self._check_restored()
        return points

    def kill(self, step: Callable[[Connection[Any], int], object], at: int, *, undo: bool) -> None:
        """Kill a step, then go on with it, or undo it."""
        plan = self._plan(step)
        assert self._killed(step, plan, at) <= at  # a run may have a call less at its end
        found = self._shelf.files().values()
        assert {content for content, *_ in found} >= set(self._contents)
        state = "SELECT state FROM lookalike_internal.quarantine_plan WHERE plan_id = %s"
        if not undo and self._shelf.one(state, plan) != "restored":
            step(self._shelf.connection, plan)
            if step is apply_plan:
                self._check_moved(plan)
        if self._shelf.one(state, plan) != "restored":
            assert restore_plan(self._shelf.connection, plan).problems == []
        self._check_restored()

    def _plan(self, step: Callable[[Connection[Any], int], object]) -> int:
        plan = self._shelf.propose(self._image, destination=str(self._shelf.away))
        assert name_companions(self._shelf.connection, plan) == (1, [])
        self._shelf.approve(plan)
        if step is restore_plan:
            assert apply_plan(self._shelf.connection, plan).problems == []
        return plan

    def _killed(
        self, step: Callable[[Connection[Any], int], object], plan: int, at: int | None
    ) -> int:
        def call() -> None:
            with connect(self._url) as connection:
                step(connection, plan)

        points = run_and_kill(call, at)
        wait_for_the_dead(self._shelf.connection)
        return points

    def _check_moved(self, plan: int) -> None:
        assert set(self._shelf.states(plan).values()) == {"moved"}
        assert self._shelf.contents() == self._contents
        assert [path.name for path in self._shelf.folder.rglob("*")] == ["a.tif", "sub"]

    def _check_restored(self) -> None:
        assert self._shelf.files() == self._before
        assert self._shelf.one(
            "SELECT bool_and(missing_since IS NULL) FROM lookalike_internal.image"
        )


@pytest.fixture
def kills(shelf: Shelf, archive_url: str) -> Kills:
    return Kills(shelf, archive_url)


def _go_through(kills: Kills, step: Callable[[Connection[Any], int], object], stride: int) -> None:
    points = kills.count(step)
    assert points > 20
    # Each scenario in CI begins elsewhere, at a number that is the same in every run.
    for at in range(1 + (0 if stride == 1 else points % 7), points + 1, stride or points // SOME):
        for undo in (False, True) if stride == 1 else (at % 2 == 0,):
            kills.kill(step, at, undo=undo)


STRIDES = [
    pytest.param(0, id="some points"),
    pytest.param(1, id="all points", marks=pytest.mark.long),
]


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("step", [apply_plan, restore_plan])
def test_killed_within_a_disk(
    kills: Kills, step: Callable[[Connection[Any], int], object], stride: int
) -> None:
    _go_through(kills, step, stride)


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("step", [apply_plan, restore_plan])
def test_killed_from_disk_to_disk(
    shelf: Shelf,
    other_disk: Path,
    kills: Kills,
    step: Callable[[Connection[Any], int], object],
    stride: int,
) -> None:
    shelf.away = other_disk
    _go_through(kills, step, stride)
    assert shelf.one("SELECT is_intact FROM lookalike.verify_log()") is True
