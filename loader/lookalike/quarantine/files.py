"""The files of an item, an image and its companions, each with its journal in the database."""

from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

from lookalike.beneath import open_root
from lookalike.database import one
from lookalike.database.query_files import QueryFiles, Row
from lookalike.names import escape_path, unescape_path
from lookalike.quarantine.companions import Folders
from lookalike.quarantine.journal import Journal, Note
from lookalike.quarantine.move import Move
from lookalike.quarantine.place import Content, FileError
from lookalike.quarantine.roots import Roots

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_WRITE = "SELECT * FROM lookalike_internal.write_journal(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_IS_IMAGE = "SELECT lookalike_internal.is_image_beside(%s, %s, %s, %s)"


class Files:
    """Finds the files of each item of one plan, in the database and on the disk."""

    def __init__(
        self, connection: Connection[Any], plan_id: int, roots: Roots, *, only_look: bool = False
    ) -> None:
        self._connection, self._plan_id, self._roots = connection, plan_id, roots
        self._only_look = only_look
        self._folders: dict[bytes, Folders] = {}

    def that_leave(self, image_id: int) -> list[Move]:
        """Return the image, and then the companions that go with it. Raises FileError."""
        return [self._move(image_id, row) for row in self._rows(image_id)]

    def on_their_way(self, image_id: int) -> list[Move]:
        """Return the image, and those companions that ever began to move. Raises FileError."""
        return [
            self._move(image_id, row)
            for row in self._rows(image_id)
            if not row["is_companion"] or row["direction"] is not None
        ]

    def check_companions(self, image_id: int) -> None:
        """Note which companions stay. Raises FileError if one is on the disk, but not in the plan.

        A companion stays if another file that may have it is there at this moment.
        """
        image, *rows = self._rows(image_id)
        root = unescape_path(image["root"])
        not_begun = {row["path"] for row in rows if row["direction"] is None}
        known = _QUERIES.rows(
            self._connection, "known_companions", plan_id=self._plan_id, image_id=image_id
        )
        try:
            if root not in self._folders:
                self._folders[root] = Folders(open_root(root))
            folders = self._folders[root]
            for companion in folders.find(unescape_path(image["path"])):
                path = escape_path(companion.path)
                if path not in {row["path"] for row in known}:
                    raise FileError(
                        f'Its companion "{path}" is not in the plan. Propose the image again.'
                    )
                sharer = next(filter(folders.is_there, companion.shared_with), None)
                if sharer is not None and path in not_begun:
                    obstacle = f'"{escape_path(sharer)}" may have it too, and stays.'
                    self._leave(image_id, path, obstacle)
        except OSError as error:
            raise FileError(f"Its companions cannot be looked for: {error.strerror}.") from error

    def close(self) -> None:
        """Close the folders in which companions were looked for."""
        for folders in self._folders.values():
            folders.close()

    def _leave(self, image_id: int, path: str, obstacle: str) -> None:
        query = "SELECT lookalike_internal.leave_companion(%s, %s, %s, %s)"
        self._connection.execute(query, (self._plan_id, image_id, path, obstacle))

    def _rows(self, image_id: int) -> list[Row]:
        return _QUERIES.rows(self._connection, "files", plan_id=self._plan_id, image_id=image_id)

    def _move(self, image_id: int, row: Row) -> Move:
        top, destination = unescape_path(row["top"]), unescape_path(row["destination"])
        path = row["path"]

        def save(note: Note, has_copy: bool, has_aside: bool) -> tuple[str | None, str | None]:
            attributes = None if note.attributes is None else Jsonb(note.attributes)
            row = self._connection.execute(_WRITE, (
                self._plan_id, image_id, path, note.direction, note.path_inode,
                note.destination_inode, attributes, has_copy, has_aside,
            )).fetchone()  # fmt: skip
            assert row is not None
            return row[0], row[1]

        def is_image(name: str) -> bool:
            return bool(one(self._connection, _IS_IMAGE, self._plan_id, image_id, path, name))

        return Move(
            self._roots.in_collection(unescape_path(row["root"]), unescape_path(path)),
            self._roots.in_quarantine(destination.removeprefix(top.rstrip(b"/") + b"/")),
            Content(row["sha256"], row["byte_size"]),
            Journal(save, is_image, _note(row)),
            only_look=self._only_look,
        )


def _note(row: Row) -> Note:
    if row["direction"] is None:
        return Note()
    path_inode, destination_inode = row["path_inode"], row["destination_inode"]
    return Note(
        row["direction"],
        None if path_inode is None else int(path_inode),
        None if destination_inode is None else int(destination_inode),
        row["copy_name"],
        row["aside_name"],
        row["attributes"],
    )
