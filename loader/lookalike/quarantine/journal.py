"""The journal of a file on its way: what is known of it, written before each step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from lookalike.quarantine.attributes import Attributes

# Out of the archive, or back to its path.
Direction = Literal["out", "back"]


class Note(NamedTuple):
    """What is known of the last attempt to move a file.

    The inodes are those of the file at its path and at its destination, or of the copy for it,
    where that is known to be ours. While a step needs them there are two names, which the database
    draws: `copy_name` of a copy in the folder to which the file goes, `aside_name` of the file that
    is set aside in the folder that it leaves.
    """

    direction: Direction = "out"
    path_inode: int | None = None
    destination_inode: int | None = None
    copy_name: str | None = None
    aside_name: str | None = None
    attributes: Attributes | None = None


@dataclass
class Journal:
    """Holds the last note about one file.

    `save` commits a note to the database, and returns the names that it has for a copy and for a
    file set aside. `is_image` says whether the archive has an image of a name beside the file.
    """

    save: Callable[[Note, bool, bool], tuple[str | None, str | None]]
    is_image: Callable[[str], bool]
    note: Note = field(default_factory=Note)

    def write(self, note: Note, *, has_copy: bool = False, has_aside: bool = False) -> None:
        """Save a note, and only then go by it.

        Each name is kept, or drawn, if it is needed; else it is cleared.
        """
        copy_name, aside_name = self.save(note, has_copy, has_aside)
        self.note = note._replace(copy_name=copy_name, aside_name=aside_name)
