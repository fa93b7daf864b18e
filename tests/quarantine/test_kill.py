"""Killed at every step in turn, and called again: no byte is lost, and none doubled."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from lookalike.database import connect
from lookalike.quarantine import files, run
from lookalike.quarantine.run import apply_plan, restore_plan
from quarantine.shelf import Shelf
from servers import wait_for_the_dead

STEPS = (
    (run, "_call"),  # begins and finishes in the journal
    (run, "bring"),
    (run, "_withhold"),
    (files, "_make_folder"),
    (files, "_link"),
    (files, "_copy"),
    (files, "_write_copy"),
    (files, "_name_copy"),
    (files, "_sync_folder"),
    (files, "_remove"),
    (run, "remove_empty_folders"),
)


def killed(
    url: str, call: Callable[[Connection[Any], int], object], plan: int, step: int, copy: bool
) -> bool:
    """Call in a process of its own that dies, by SIGKILL, at the given step; say if it did."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return True
        assert os.WEXITSTATUS(status) == 0
        return False
    try:
        left = step

        def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
            def wrapped(*arguments: Any, **named: Any) -> Any:
                reached()
                result = function(*arguments, **named)
                reached()
                return result

            return wrapped

        def reached() -> None:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

        if copy:
            files._link = lambda source, destination: False
        for owner, name in STEPS:
            setattr(owner, name, wrap(getattr(owner, name)))
        with connect(url) as connection:
            call(connection, plan)
        os._exit(0)
    finally:
        os._exit(1)


@pytest.mark.parametrize(
    ("copy", "undo"),
    [
        pytest.param(False, False, id="link, go on", marks=pytest.mark.long),
        pytest.param(False, True, id="link, undo", marks=pytest.mark.long),
        pytest.param(True, False, id="copy, go on", marks=pytest.mark.long),
        pytest.param(True, True, id="copy, undo"),
    ],
)
def test_killed_at_every_step(
    shelf: Shelf, archive: Connection[Any], archive_url: str, copy: bool, undo: bool
) -> None:
    """Then applied on or undone; and the restore is killed likewise."""
    master = shelf.shelve("a.tif", "x", "archival master")
    names = ["sub/c.tif"] if copy else ["b.tif", "sub/c.tif"]
    images = [shelf.shelve(name, "x", "identical copy", master) for name in names]
    before, contents = shelf.files(), shelf.contents()

    def check_between() -> None:
        """Every byte is somewhere, under its right name or the other; copies are being made."""
        found = shelf.files()
        whole = {content for path, (content, *_) in found.items() if not path.endswith(".partial")}
        assert whole == set(contents)

    def check_moved(plan: int) -> None:
        assert set(shelf.states(plan).values()) == {"moved"}
        assert shelf.contents() == contents
        assert not any((shelf.folder / name).exists() for name in names)

    def check_restored(plan: int, states: set[str]) -> None:
        assert set(shelf.states(plan).values()) <= states
        assert shelf.files() == before
        assert (
            shelf.one(
                "SELECT count(*) FROM lookalike_internal.image WHERE missing_since IS NOT NULL"
            )
            == 0
        )

    step, was_killed = 1, True
    while was_killed:
        plan = shelf.plan(*images)
        was_killed = killed(archive_url, apply_plan, plan, step, copy)
        wait_for_the_dead(shelf.connection)
        check_between()
        if (
            undo
            and shelf.one(
                "SELECT state FROM lookalike_internal.quarantine_plan WHERE plan_id = %s", plan
            )
            != "applied"
        ):
            assert restore_plan(archive, plan).problems == []
            check_restored(plan, {"restored", "withheld"})
        else:
            apply_plan(archive, plan)
            check_moved(plan)
            restore_plan(archive, plan)
            check_restored(plan, {"restored"})
        step += 1
    assert step > 20

    step, was_killed = 1, True
    while was_killed:
        plan = shelf.plan(*images)
        apply_plan(archive, plan)
        was_killed = killed(archive_url, restore_plan, plan, step, copy)
        wait_for_the_dead(shelf.connection)
        check_between()
        if was_killed:
            state = shelf.one(
                "SELECT state FROM lookalike_internal.quarantine_plan WHERE plan_id = %s", plan
            )
            if state != "restored":
                assert restore_plan(archive, plan).problems == []
        check_restored(plan, {"restored"})
        step += 1
    assert step > 20
    assert shelf.one("SELECT is_intact FROM lookalike.verify_log()") is True
