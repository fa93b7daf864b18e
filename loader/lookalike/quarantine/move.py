"""Moves one file so that at every moment all of its bytes are under a name that the journal holds.

Everything is done in open folders, which nobody can swap for others, and nothing is overwritten.
Within a disk the file is renamed without replacing, and read *after* that: if it is another file,
it goes back. No name is ever removed. From one disk to another the file is copied under a name that
nobody can guess, and that the journal holds before it exists; the copy is synced, read back and
named without replacing. Then the old file is set aside under another such name, read again, and
only then removed. After a kill at any point, the next call goes on from the journal and the disk.
A file that has a name of the journal is touched only if it is known to be ours: people who can read
the journal may have put another file there.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lookalike.quarantine.attributes import Attributes, read_attributes, set_attributes
from lookalike.quarantine.journal import Direction, Journal, Note
from lookalike.quarantine.name import give_name, move_name
from lookalike.quarantine.place import (
    Content,
    FileError,
    Place,
    exists_in,
    make_folders,
    open_in,
    read_whole,
    remove_empty_folders,
    sync_folder,
)

_CHUNK = 2**20


class Move:
    """Moves a file between its path in the archive, `here`, and its place in quarantine, `away`.

    With `only_look`, every check is made, and no file is touched.
    """

    def __init__(
        self,
        here: Place,
        away: Place,
        content: Content,
        journal: Journal,
        *,
        only_look: bool = False,
    ) -> None:
        self.here, self.away = here, away
        self._content, self._journal, self._only_look = content, journal, only_look

    def out(self) -> None:
        """Bring the file to quarantine, or finish doing so. Raises FileError."""
        self._bring("out")

    def back(self) -> list[str]:
        """Bring the file back to its path, or finish doing so, and remove empty folders.

        Returns what could not be restored of owner, mode, times and extended attributes, in words.
        Raises FileError.
        """
        self._bring("back")
        if self._only_look:
            return []
        remove_empty_folders(self.away)
        return self._set_attributes()

    def is_away(self) -> bool:
        """Return whether an attempt left a file in quarantine, set aside, or at neither place."""
        try:
            self._settle()
            if self.away.look() is None:
                # Where it began to move and is at neither place, its disk may not be there.
                return self._journal.note != Note() and not self._is_here()
            return self._journal.note != Note() or self.here.look() is None
        except (FileError, OSError):
            return True

    def _is_here(self) -> bool:
        """Return whether anything has the path of the file, be it a link or a folder."""
        try:
            with self.here.folder() as folder:
                return exists_in(folder, self.here.name)
        except FileNotFoundError:
            return False

    def _bring(self, direction: Direction) -> None:
        leave, arrive = self._ends(direction)
        try:
            self._settle()
            if arrive.look() is not None:
                self._finish(direction)
                return
            if leave.look() is None:
                raise FileError(f"The file is neither at {self.here} nor at {self.away}.")
            attributes = self._attributes(direction, leave)  # reading changes a time
            leaving = leave.identify(self._content)
            if self._only_look:
                with leave.folder() as old:
                    _may_change(old, leave)
                return
            make_folders(arrive.root_fd, arrive.root, arrive.folder_path)
            with leave.folder() as old, arrive.folder() as new:
                _may_change(old, leave)
                self._begin(direction, leaving, attributes, os.fstat(new).st_dev)
                if not self._rename(direction, old, new):
                    self._second_name(direction, old, new, leaving)
                    self._remove(direction, old, leaving)
        except OSError as error:
            raise FileError(f"{leave} cannot be moved to {arrive}: {error.strerror}.") from error

    def _ends(self, direction: Direction) -> tuple[Place, Place]:
        return (self.here, self.away) if direction == "out" else (self.away, self.here)

    def _inode(self, place: Place) -> int | None:
        note = self._journal.note
        return note.path_inode if place is self.here else note.destination_inode

    def _note_arrival(self, place: Place, inode: int | None) -> None:
        note = self._journal.note
        self._journal.write(
            note._replace(path_inode=inode)
            if place is self.here
            else note._replace(destination_inode=inode),
            has_copy=True,
        )

    def _note_removal(self, place: Place) -> None:
        """Forget the inode of a file that was removed: the next file may get it."""
        note = self._journal.note
        self._journal.write(
            note._replace(path_inode=None)
            if place is self.here
            else note._replace(destination_inode=None)
        )

    def _settle(self) -> None:
        """Undo what a killed attempt left half done: after that the journal holds no names."""
        if self._only_look:
            return
        note = self._journal.note
        leave, arrive = self._ends(note.direction)
        with suppress(FileNotFoundError):
            if note.aside_name is not None and leave.look(os.fsencode(note.aside_name)):
                self._return_aside(leave, arrive, note.aside_name)
        with suppress(FileNotFoundError):
            if note.copy_name is not None:
                with arrive.folder() as folder:
                    self._discard(folder, leave, arrive, note.copy_name)
        if note.aside_name is not None and leave.look() is None:
            self._note_removal(leave)
        elif (note.copy_name, note.aside_name) != (None, None):
            self._journal.write(note)

    def _return_aside(self, leave: Place, arrive: Place, aside: str) -> None:
        name = os.fsencode(aside)
        with leave.folder() as folder:
            if not self._is_leaving(folder, name, leave):
                raise FileError(
                    f"Beside {leave} lies a file {aside} that is not the one which was set aside."
                    " Look at it, and give it another name."
                )
            try:
                give_name(folder, name, folder, leave.name)
            except FileExistsError:
                self._remove_aside(folder, leave, arrive, aside)
            sync_folder(folder, leave)

    def _is_leaving(self, folder: int, aside: bytes, leave: Place) -> bool:
        """Return whether a file set aside is the one that was to leave, also if it has changed."""
        with _opened(folder, aside) as descriptor:
            if os.fstat(descriptor).st_ino == self._inode(leave):
                return True
            return _has_content(descriptor, self._content)

    def _remove_aside(self, folder: int, leave: Place, arrive: Place, aside: str) -> None:
        """Remove the file that is set aside, whose old name is taken, if its bytes stay."""
        name = os.fsencode(aside)
        if not self._is_at(leave, folder, name):
            # It is whole at its new place, and its old name has gone to another file.
            found = _identify_in(folder, name, self._content, aside)
            if (
                found.st_ino != self._inode(leave)
                or not self._is_ours(arrive)
                or self._journal.is_image(aside)
            ):
                raise FileError(
                    f"The file lies beside {leave}, as {aside}: another file has its name."
                )
        os.unlink(name, dir_fd=folder)

    def _is_at(self, place: Place, folder: int, name: bytes) -> bool:
        """Return whether a name in an open folder is another name of the file at a place."""
        found = place.look()
        return found is not None and os.path.samestat(
            found, os.stat(name, dir_fd=folder, follow_symlinks=False)
        )

    def _discard(self, folder: int, leave: Place, arrive: Place, copy: str) -> None:
        """Remove a copy that is not needed, if it is ours; another file of its name stays.

        It is ours if it has the inode of the journal, or is empty, as before its inode was noted,
        or if its bytes are those of the file. The archive may have taken it in as an image: then
        it stays, too.
        """
        name = os.fsencode(copy)
        try:
            found = arrive.look(name)
        except FileError:
            return  # a link, or a folder
        if found is None or self._journal.is_image(copy):
            return
        if leave.look() is None and arrive.look() is None:
            raise FileError(f"{leave} is gone; a copy of it may lie beside {arrive}, as {copy}.")
        is_ours = found.st_size == 0 or found.st_ino == self._inode(arrive)
        if not is_ours and not self._is_at(leave, folder, name):
            with _opened(folder, name) as descriptor:
                if not _has_content(descriptor, self._content):
                    return
        os.unlink(name, dir_fd=folder)

    def _is_ours(self, place: Place) -> bool:
        """Return whether the file at a place is the one that this journal brought there."""
        found = place.look()
        if found is None or found.st_ino != self._inode(place):
            return False
        with suppress(FileError):
            place.identify(self._content)
            return True
        return False

    def _finish(self, direction: Direction) -> None:
        """The place where the file is to go has a file: ours, or another one."""
        leave, arrive = self._ends(direction)
        arrived, left = arrive.look(), leave.look()
        is_one_file = (
            arrived is not None
            and left is not None
            and (arrived.st_dev, arrived.st_ino) == (left.st_dev, left.st_ino)
        )
        if not is_one_file and not self._is_ours(arrive):
            if direction == "back" and (left is None or self._journal.note == Note()):
                # Somebody else brought it, or it never left: no file has to go.
                arrive.identify(self._content)
                return
            raise FileError(f"{arrive} is another file; nothing is overwritten.")
        if left is not None and (is_one_file or left.st_ino == self._inode(leave)):
            arrive.identify(self._content)
            if self._only_look:
                return
            with leave.folder() as old:
                self._remove(direction, old, left)

    def _attributes(self, direction: Direction, leave: Place) -> Attributes | None:
        """Return what the file has when it leaves the archive, also while it comes back."""
        if direction == "back":
            return self._journal.note.attributes
        with leave.folder() as folder, _opened(folder, leave.name) as descriptor:
            return read_attributes(descriptor)

    def _begin(
        self,
        direction: Direction,
        leaving: os.stat_result,
        attributes: Attributes | None,
        device: int,
    ) -> None:
        # The inode stays the same within a disk. From disk to disk it is noted once it is known.
        arriving = leaving.st_ino if leaving.st_dev == device else None
        at_path, at_destination = (
            (leaving.st_ino, arriving) if direction == "out" else (arriving, leaving.st_ino)
        )
        self._journal.write(Note(direction, at_path, at_destination, attributes=attributes))

    def _rename(self, direction: Direction, old: int, new: int) -> bool:
        """Rename the file without replacing; False where one step cannot do that."""
        leave, arrive = self._ends(direction)
        try:
            if not move_name(old, leave.name, new, arrive.name):
                return False
        except FileExistsError as error:
            raise FileError(f"{arrive} is another file; nothing is overwritten.") from error
        try:
            sync_folder(new, arrive)
            sync_folder(old, leave)
            _identify_in(new, arrive.name, self._content, f"{arrive}, now from {leave},")
        except (FileError, OSError):
            self._rename_back(direction, old, new)
            raise
        return True

    def _rename_back(self, direction: Direction, old: int, new: int) -> None:
        leave, arrive = self._ends(direction)
        try:
            give_name(new, arrive.name, old, leave.name)
        except OSError as error:
            raise FileError(
                f"{arrive} is not the file, but cannot go back to {leave}: {error.strerror}."
            ) from error
        with suppress(FileError):
            sync_folder(old, leave)
            sync_folder(new, arrive)

    def _second_name(
        self, direction: Direction, old: int, new: int, leaving: os.stat_result
    ) -> None:
        """Have the same bytes under the new name too: by a hard link, or else by a copy."""
        leave, arrive = self._ends(direction)
        self._note_arrival(arrive, None)
        name = self._journal.note.copy_name
        assert name is not None
        copy = os.fsencode(name)
        try:
            if not _link(old, leave.name, new, copy):
                self._copy(old, leave, new, arrive, leaving)
            made = _identify_in(new, copy, self._content, f"The copy of {leave}")
            self._note_arrival(arrive, made.st_ino)
            give_name(new, copy, new, arrive.name)
            sync_folder(new, arrive)
        except (FileError, OSError) as error:
            with suppress(FileError, OSError):
                self._discard(new, leave, arrive, name)
            if isinstance(error, FileExistsError):
                raise FileError(f"{arrive} is another file; nothing is overwritten.") from error
            if isinstance(error, OSError):
                raise FileError(f"{arrive} cannot be made: {error.strerror}.") from error
            raise

    def _copy(
        self, old: int, leave: Place, new: int, arrive: Place, leaving: os.stat_result
    ) -> None:
        copy = os.fsencode(self._journal.note.copy_name or "")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with (
            os.fdopen(open_in(old, leave.name), "rb") as reader,
            os.fdopen(os.open(copy, flags, 0o600, dir_fd=new), "wb") as writer,
        ):
            if os.fstat(reader.fileno()).st_ino != leaving.st_ino:
                raise FileError(f"{leave} was changed while it was being moved.")
            self._note_arrival(arrive, os.fstat(writer.fileno()).st_ino)
            while chunk := reader.read(_CHUNK):
                writer.write(chunk)
            writer.flush()
            target = writer.fileno()
            wanted = self._journal.note.attributes or read_attributes(reader.fileno())
            set_attributes(target, wanted)  # `back` says what it could not set
            os.fsync(target)
            if hasattr(os, "posix_fadvise"):  # so that the copy is read from the disk
                os.posix_fadvise(target, 0, 0, os.POSIX_FADV_DONTNEED)

    def _remove(self, direction: Direction, old: int, leaving: os.stat_result) -> None:
        """Remove the name that the file leaves, if it is still the very file that was read."""
        leave, _ = self._ends(direction)
        self._journal.write(self._journal.note._replace(direction=direction), has_aside=True)
        aside = os.fsencode(self._journal.note.aside_name or "")
        try:
            _set_aside(old, leave.name, aside)
        except OSError as error:
            raise FileError(f"{leave} cannot be moved: {error.strerror}.") from error
        try:
            found = _identify_in(old, aside, self._content, str(leave))
            if found.st_ino != leaving.st_ino:
                raise FileError(f"{leave} is another file.")
            os.unlink(aside, dir_fd=old)
        except (FileError, OSError) as error:
            give_name(old, aside, old, leave.name)
            raise FileError(f"{leave} was changed while it was being moved: {error}") from error
        sync_folder(old, leave)
        self._note_removal(leave)

    def _set_attributes(self) -> list[str]:
        note = self._journal.note
        if note == Note() and self.away.look() is not None:
            return [f"a file stays at {self.away}, which is not known to be ours"]
        if note.attributes is None:
            return []
        try:
            with self.here.folder() as folder, _opened(folder, self.here.name) as descriptor:
                if read_whole(descriptor, self._content, str(self.here)).st_ino != note.path_inode:
                    return [
                        "another file with its bytes is at its path, and keeps its own owner, mode"
                        " and times"
                    ]
                trouble = set_attributes(descriptor, note.attributes)
                os.fsync(descriptor)
        except OSError as error:
            return [f"its attributes could not be set: {error.strerror}"]
        return trouble


def _identify_in(folder: int, name: bytes, content: Content, shown: str) -> os.stat_result:
    """Read a file in an open folder. Raises FileError if it is not the one; OSError."""
    with _opened(folder, name) as descriptor:
        return read_whole(descriptor, content, shown)


@contextmanager
def _opened(folder: int, name: bytes) -> Iterator[int]:
    descriptor = open_in(folder, name)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _may_change(folder: int, place: Place) -> None:
    if os.access(".", os.W_OK | os.X_OK, dir_fd=folder):
        return
    reason = "Permission denied"
    with suppress(OSError):
        if os.fstatvfs(folder).f_flag & os.ST_RDONLY:
            reason = "Read-only file system"
    raise FileError(f"The folder {place.shown_folder} cannot be changed: {reason}.")


def _link(old: int, name: bytes, new: int, copy: bytes) -> bool:
    """Make a hard link; False where the file system cannot, or cannot link these two folders."""
    with suppress(OSError):
        os.link(name, copy, src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)
    return exists_in(new, copy)


def _set_aside(folder: int, old: bytes, aside: bytes) -> None:
    """Give a file another name in its folder; unlike a link, this takes the name in one step."""
    if move_name(folder, old, folder, aside):
        return
    if exists_in(folder, aside):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    os.rename(old, aside, src_dir_fd=folder, dst_dir_fd=folder)


def _has_content(descriptor: int, content: Content) -> bool:
    with suppress(FileError):
        read_whole(descriptor, content, "")
        return True
    return False
