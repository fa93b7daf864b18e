"""The journal of a file on its way: what is known of it, written before each step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from lookalike.quarantine.attributes import Attributes

# Out of the archive, or back to its path.
Direction = Literal["out", "back"]


class Note(NamedTuple):
    """What is known of the last attempt to move a file.

    The inodes are those of the file at its path and at its destination, where it is known to be
    ours. `copy_name` is the name of a copy in the folder to which the file goes, `aside_name` the
    name under which the file is set aside in the folder that it leaves.
    """

    direction: Direction = "out"
    path_inode: int | None = None
    destination_inode: int | None = None
    copy_name: str | None = None
    aside_name: str | None = None
    attributes: Attributes | None = None


@dataclass
class Journal:
    """Holds the last note about one file; `save` commits a note to the database."""

    save: Callable[[Note], None]
    note: Note = field(default_factory=Note)

    def write(self, note: Note) -> None:
        """Save a note, and only then go by it."""
        self.save(note)
        self.note = note
