"""Applies and restores a plan: each file in turn, each step in the journal of the database."""
# ruff: noqa: PTH116, PTH118, PTH120
# File names are bytes here, and pathlib takes text only.

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from lookalike.console import progress
from lookalike.database import one
from lookalike.database.query_files import QueryFiles
from lookalike.errors import LookalikeError
from lookalike.names import escape_path, unescape_path
from lookalike.quarantine.files import (
    Content,
    FileError,
    bring,
    holds,
    identify,
    is_same_file,
    is_there,
    remove_empty_folders,
)

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


@dataclass
class Outcome:
    """The result for the files of a plan; `problems` by path, each a sentence."""

    state: str = ""
    done: int = 0
    byte_size: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)


class _Item(NamedTuple):
    image_id: int
    path: str
    state: str
    source: bytes
    destination: bytes
    content: Content


def apply_plan(connection: Connection[Any], plan_id: int) -> Outcome:
    """Move the files of an approved plan; `connection` is in autocommit.

    A file stays where it is if it is guarded at that moment, has changed, or has no archival copy
    on the disk; the other files are moved. After a kill, call it again and it goes on.
    """
    outcome = Outcome()
    with _open(connection, plan_id, outcome) as top:
        items = _items(connection, plan_id, ["approved", "moving", "restoring"])
        copies = _ArchivalCopies(connection, plan_id)
        with progress("quarantine", len(items), "files") as meter:
            for item in items:
                problem = _move(connection, plan_id, item, copies, top)
                if problem is None:
                    outcome.done += 1
                    outcome.byte_size += item.content.byte_size
                else:
                    outcome.problems.append((item.path, problem))
                meter.advance()
    return outcome


def restore_plan(connection: Connection[Any], plan_id: int) -> Outcome:
    """Put every file of a plan back to its path; files not moved yet are no longer moved."""
    outcome = Outcome()
    with _open(connection, plan_id, outcome) as top:
        for item in _items(connection, plan_id, ["approved"]):
            _withhold(connection, plan_id, item, "The plan was restored before it was moved.")
        items = _items(connection, plan_id, ["moving", "moved", "restoring"])
        with progress("restore", len(items), "files") as meter:
            for item in items:
                problem = _restore(connection, plan_id, item, top)
                if problem is None:
                    outcome.done += 1
                    outcome.byte_size += item.content.byte_size
                else:
                    outcome.problems.append((item.path, problem))
                meter.advance()
    return outcome


def _move(
    connection: Connection[Any],
    plan_id: int,
    item: _Item,
    copies: "_ArchivalCopies",
    top: bytes,
) -> str | None:
    """Move one file; return None, or why it was not moved."""
    if item.state == "restoring":  # it became guarded on its way in an earlier attempt
        return _restore(connection, plan_id, item, top) or "It was brought back, being guarded."
    problem = _call(connection, "begin_move", plan_id, item.image_id)
    if problem is not None:
        if item.state == "moving":
            problem = _restore(connection, plan_id, item, top) or problem
        return str(problem)
    try:
        copies.check(item)
        bring(item.source, item.destination, item.content, _partial(item))
    except FileError as trouble:
        return _give_up(connection, plan_id, item, str(trouble), top)
    if _call(connection, "finish_move", plan_id, item.image_id) == "restoring":
        return (
            _restore(connection, plan_id, item, top) or "It became guarded, and was brought back."
        )
    return None


def _give_up(
    connection: Connection[Any], plan_id: int, item: _Item, problem: str, top: bytes
) -> str:
    """Make sure that the file has only its old name, and record why it stays."""
    try:
        if holds(item.destination, item.content):
            bring(item.destination, item.source, item.content, _partial(item))
            remove_empty_folders(os.path.dirname(item.destination), top)
        is_there(item.source)
    except FileError as trouble:
        if not holds(item.source, item.content) and holds(item.destination, item.content):
            problem = f"{problem} {trouble}"
            connection.execute(
                "SELECT lookalike_internal.note_obstacle(%s, %s, %s)",
                (plan_id, item.image_id, problem),
            )
            return problem
    _withhold(connection, plan_id, item, problem)
    return problem


def _restore(connection: Connection[Any], plan_id: int, item: _Item, top: bytes) -> str | None:
    """Bring one file back; return None, or why it was not brought back."""
    _call(connection, "begin_restore", plan_id, item.image_id)
    try:
        bring(item.destination, item.source, item.content, _partial(item))
    except FileError as trouble:
        connection.execute(
            "SELECT lookalike_internal.note_obstacle(%s, %s, %s)",
            (plan_id, item.image_id, str(trouble)),
        )
        return str(trouble)
    _call(connection, "finish_restore", plan_id, item.image_id)
    remove_empty_folders(os.path.dirname(item.destination), top)
    return None


class _ArchivalCopies:
    """Checks that each file really has an intact archival copy on the disk."""

    def __init__(self, connection: Connection[Any], plan_id: int) -> None:
        self._connection, self._plan_id = connection, plan_id
        self._seen: dict[bytes, tuple[Content, object]] = {}

    def check(self, item: _Item) -> None:
        """Raise FileError unless one of the files that stay for `item` is whole."""
        trouble = "The database knows of no file that stays in its place."
        rows = self._connection.execute(
            "SELECT root, path, sha256, byte_size FROM"
            " lookalike_internal.find_archival_copies(%s, %s)",
            (self._plan_id, item.image_id),
        )
        for root, path, sha256, byte_size in rows:
            copy = _join(root, path)
            try:
                if is_same_file(copy, item.source) or is_same_file(copy, item.destination):
                    raise FileError(f'"{path}" is another name of the same file.')
                self._identify(copy, Content(sha256, byte_size))
            except FileError as problem:
                trouble = f"No archival copy of it is there as it should be: {problem}"
            else:
                return
        raise FileError(trouble)

    def _identify(self, path: bytes, content: Content) -> None:
        seen = self._seen.get(path)
        if seen == (content, _stamp(path)):  # a master of many copies is read once
            return
        identify(path, content)
        self._seen[path] = (content, _stamp(path))


def _stamp(path: bytes) -> object:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@contextmanager
def _open(connection: Connection[Any], plan_id: int, outcome: Outcome) -> Iterator[bytes]:
    """Lock a plan and its collections; yield its folder, and set its state at the end."""
    connection.execute("SELECT lookalike_internal.open_plan(%s)", (plan_id,))
    try:
        destination = (
            "SELECT destination FROM lookalike_internal.quarantine_plan WHERE plan_id = %s"
        )
        top = unescape_path(one(connection, destination, plan_id))
        _keep_apart(connection, top)
        yield top
    finally:
        if not connection.closed and not connection.broken:
            outcome.state = one(connection, "SELECT lookalike_internal.close_plan(%s)", plan_id)


def _keep_apart(connection: Connection[Any], top: bytes) -> None:
    """Refuse a destination that links or mounts place in a collection or above one."""
    real = os.path.realpath(top)
    if real != top:
        raise LookalikeError(
            f'destination "{escape_path(top)}" is reached through a symbolic link',
            detail=f'It is really "{escape_path(real)}".',
            hint="Withdraw the plan, and propose it with the real path.",
        )
    above_top = {_inode(folder) for folder in _upwards(top)}
    for name, root in connection.execute("SELECT name, root FROM lookalike_internal.collection"):
        folder = os.path.realpath(unescape_path(root))
        inode = _inode(folder)
        if inode is not None and (
            inode in above_top
            or _inode(top) in {_inode(above) for above in _upwards(folder)} - {None}
        ):
            raise LookalikeError(
                f'destination "{escape_path(top)}" overlaps collection "{name}"',
                detail="By another path, or another mount, the one lies in the other.",
                hint="Withdraw the plan, and propose it with a folder that lies in no collection.",
            )


def _upwards(folder: bytes) -> Iterator[bytes]:
    yield folder
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield folder


def _inode(folder: bytes) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _items(connection: Connection[Any], plan_id: int, states: list[str]) -> list[_Item]:
    rows = connection.execute(_QUERIES.text("items"), (plan_id, states))
    return [
        _Item(
            image_id,
            path,
            state,
            unescape_path(source),
            unescape_path(destination),
            Content(bytes.fromhex(sha256), byte_size),
        )
        for image_id, path, state, source, destination, sha256, byte_size in rows
    ]


def _withhold(connection: Connection[Any], plan_id: int, item: _Item, problem: str) -> None:
    row = connection.execute(
        "SELECT state FROM lookalike_internal.quarantine_item WHERE plan_id = %s AND image_id = %s",
        (plan_id, item.image_id),
    ).fetchone()
    if row == ("restoring",):  # it became guarded meanwhile, and is back
        _call(connection, "finish_restore", plan_id, item.image_id)
        return
    connection.execute(
        "SELECT lookalike_internal.withhold_item(%s, %s, %s)", (plan_id, item.image_id, problem)
    )


def _call(connection: Connection[Any], function: str, plan_id: int, image_id: int) -> Any:
    """Call a step of the journal by name; it commits at once."""
    return one(connection, f"SELECT lookalike_internal.{function}(%s, %s)", plan_id, image_id)


def _partial(item: _Item) -> str:
    return f".lookalike-{item.image_id}.partial"


def _join(root: str, path: str) -> bytes:
    return os.path.join(unescape_path(root), unescape_path(path))
