"""Applies and restores a plan: each file in turn, each step in the journal of the database.

A dry run is the same: it takes each step of the journal and rolls it back, and looks at the files
where the run moves them.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from lookalike.console import progress
from lookalike.database import one
from lookalike.database.query_files import QueryFiles
from lookalike.errors import LookalikeError
from lookalike.names import unescape_path
from lookalike.quarantine.apart import keep_apart
from lookalike.quarantine.copies import ArchivalCopies
from lookalike.quarantine.files import Files
from lookalike.quarantine.move import Move
from lookalike.quarantine.place import FileError
from lookalike.quarantine.roots import Roots
from lookalike.quarantine.volumes import check_volumes

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
# The states of the items that each command goes through.
_TO_APPLY = ["approved", "moving", "restoring"]
_TO_RESTORE = ["moving", "moved", "restoring"]


@dataclass
class Outcome:
    """The result for the files of a plan.

    `problems` are the images that were not moved or not brought back, `withheld` those that became
    guarded between the approval and this run, `remarks` those that are back with a loss; all by
    path, each with a sentence. `never_approved` counts those that the approval withheld.
    """

    state: str = ""
    done: int = 0
    byte_size: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    withheld: list[tuple[str, str]] = field(default_factory=list)
    never_approved: int = 0


class Item(NamedTuple):
    """A file of a plan: where it is, where the plan moves it, and how far it is on its way."""

    image_id: int
    path: str
    state: str
    byte_size: int
    collection: str
    destination: str


def items_to_apply(connection: Connection[Any], plan_id: int) -> list[Item]:
    """Return what `apply_plan` would go through."""
    return _items(connection, plan_id, _TO_APPLY)


def items_to_restore(connection: Connection[Any], plan_id: int) -> list[Item]:
    """Return what `restore_plan` would go through."""
    return _items(connection, plan_id, _TO_RESTORE)


def apply_plan(connection: Connection[Any], plan_id: int, *, dry_run: bool = False) -> Outcome:
    """Move the files of an approved plan; `connection` is in autocommit.

    A file stays where it is if it is guarded at that moment, has changed, or has no archival copy
    on the disk; the other files are moved. After a kill, call it again and it goes on.
    """
    outcome = Outcome()
    with _open(connection, plan_id, outcome, _TO_APPLY, dry_run) as plan:
        outcome.withheld = connection.execute(_QUERIES.text("withheld"), (plan_id,)).fetchall()
        outcome.never_approved = len(plan.items(["withheld"])) - len(outcome.withheld)
        _make_top(plan.roots, only_look=dry_run)
        plan.go_through("quarantine", _TO_APPLY, plan.move)
    return outcome


def restore_plan(connection: Connection[Any], plan_id: int, *, dry_run: bool = False) -> Outcome:
    """Put every file of a plan back to its path; files not moved yet are no longer moved."""
    outcome = Outcome()
    with _open(connection, plan_id, outcome, _TO_RESTORE, dry_run) as plan:
        for item in plan.items(["approved"]):
            with plan.step():
                plan.withhold(item, "The plan was restored before it was moved.")
        plan.go_through("restore", _TO_RESTORE, plan.restore)
    return outcome


class _Plan:
    """A plan that this session has opened. Each step of the journal commits at once."""

    def __init__(
        self,
        connection: Connection[Any],
        plan_id: int,
        roots: Roots,
        outcome: Outcome,
        dry_run: bool,
    ) -> None:
        self.roots = roots
        self._connection, self._plan_id, self._outcome = connection, plan_id, outcome
        self._dry_run = dry_run
        self._copies = ArchivalCopies(connection, plan_id, roots)
        self._files = Files(connection, plan_id, roots, only_look=dry_run)

    def close(self) -> None:
        """Close all folders."""
        self._files.close()
        self.roots.close()

    def step(self) -> AbstractContextManager[object]:
        """What is done with one item commits at once; a dry run rolls it back."""
        if self._dry_run:
            return self._connection.transaction(force_rollback=True)
        return nullcontext()

    def items(self, states: list[str]) -> list[Item]:
        """Return the items of the plan that are in one of these states."""
        return _items(self._connection, self._plan_id, states)

    def go_through(self, label: str, states: list[str], step: Callable[[Item], str | None]) -> None:
        """Take a step with each item; it returns None, or what went wrong."""
        items = self.items(states)
        with progress(label, len(items), "files") as meter:
            for item in items:
                with self.step():
                    problem = step(item)
                if problem is None:
                    self._outcome.done += 1
                    self._outcome.byte_size += item.byte_size
                else:
                    self._outcome.problems.append((item.path, problem))
                meter.advance()

    def move(self, item: Item) -> str | None:
        """Move one image and its companions; return None, or why they were not moved."""
        if item.state == "restoring":  # it became guarded on its way in an earlier attempt
            return self.restore(item) or "It was brought back, being guarded."
        problem = self._call("begin_move", item)
        if problem is not None:
            if item.state == "moving":
                problem = self.restore(item) or problem
            return str(problem)
        try:
            moves = self._files.on_their_way(item.image_id)
        except FileError as trouble:  # nobody can tell where the files are
            return self._note_obstacle(item, str(trouble))
        try:
            self._copies.check(item.image_id, moves[0])
            self._files.check_companions(item.image_id)
            moves = self._files.that_leave(item.image_id)
            for move in moves:
                move.out()
            if not self._dry_run:
                self._copies.check_again(item.image_id, moves[0])
        except FileError as trouble:
            return self._give_up(item, moves, str(trouble))
        if self._call("finish_move", item) == "restoring":
            return self.restore(item) or "It became guarded, and was brought back."
        return None

    def restore(self, item: Item) -> str | None:
        """Bring an image and its companions back; return None, or why they are not all back."""
        self._call("begin_restore", item)
        try:
            remarks, troubles = _bring_back(self._files.on_their_way(item.image_id))
        except FileError as trouble:
            remarks, troubles = [], [str(trouble)]
        if troubles:
            return self._note_obstacle(item, " ".join(troubles))
        remark = f"Restored, but {'; '.join(remarks)}." if remarks else None
        self._call("finish_restore", item, remark)
        if remark is not None:
            self._outcome.remarks.append((item.path, remark))
        return None

    def withhold(self, item: Item, problem: str) -> None:
        """Record that a file stays at its path, where it is."""
        state = one(
            self._connection,
            "SELECT state FROM lookalike_internal.quarantine_item"
            " WHERE plan_id = %s AND image_id = %s",
            self._plan_id,
            item.image_id,
        )
        if state == "restoring":  # it became guarded meanwhile, and is back
            self._call("finish_restore", item)
            return
        self._call("withhold_item", item, problem)

    def _give_up(self, item: Item, moves: list[Move], problem: str) -> str:
        """Make sure that the files have only their old names, and record why they stay."""
        remarks, troubles = _bring_back(moves, only_if_away=True)
        if remarks:
            self._outcome.remarks.append((item.path, f"Undone, but {'; '.join(remarks)}."))
        if troubles:
            return self._note_obstacle(item, " ".join([problem, *troubles]))
        self.withhold(item, problem)
        return problem

    def _note_obstacle(self, item: Item, problem: str) -> str:
        self._call("note_obstacle", item, problem)
        return problem

    def _call(self, function: str, item: Item, *more: object) -> Any:
        """Call a step of the journal by name; it commits at once."""
        places = ", ".join(["%s"] * (2 + len(more)))
        query = f"SELECT lookalike_internal.{function}({places})"
        return one(self._connection, query, self._plan_id, item.image_id, *more)


def _bring_back(moves: list[Move], *, only_if_away: bool = False) -> tuple[list[str], list[str]]:
    """Bring files back, the last one first; return what was lost with them, and what failed.

    With `only_if_away`, a file at its path may have changed, if only it is not in quarantine.
    """
    remarks, troubles = [], []
    for move in reversed(moves):
        try:
            remarks += move.back()
        except FileError as trouble:
            if not only_if_away or move.is_away():
                troubles.append(str(trouble))
    return remarks, troubles


def _items(connection: Connection[Any], plan_id: int, states: list[str]) -> list[Item]:
    rows = connection.execute(_QUERIES.text("items"), (plan_id, states))
    return [Item(*row) for row in rows]


def _make_top(roots: Roots, *, only_look: bool) -> None:
    try:
        if only_look:
            roots.look_at_top()
        else:
            roots.make_top()
    except FileError as error:
        raise LookalikeError(
            "the folder of the plan cannot be used",
            detail=str(error),
            hint="Give the folder its rights, or withdraw the plan and propose it with another.",
        ) from error


@contextmanager
def _open(
    connection: Connection[Any], plan_id: int, outcome: Outcome, states: list[str], dry_run: bool
) -> Iterator[_Plan]:
    """Lock a plan and its collections, and set its state at the end.

    Raises an error before any step if a volume is not mounted that items of these states need.
    """
    connection.execute("SELECT lookalike_internal.open_plan(%s)", (plan_id,))
    try:
        destination = (
            "SELECT destination FROM lookalike_internal.quarantine_plan WHERE plan_id = %s"
        )
        roots = Roots(unescape_path(one(connection, destination, plan_id)))
        keep_apart(connection, roots.top)
        plan = _Plan(connection, plan_id, roots, outcome, dry_run)
        try:
            with plan.step():
                check_volumes(connection, plan_id, roots, states)
            yield plan
        finally:
            plan.close()
    finally:
        if not connection.closed and not connection.broken:
            outcome.state = one(connection, "SELECT lookalike_internal.close_plan(%s)", plan_id)
