"""Gives files names without replacing any file, also where the kernel has no such step."""

import errno
import os

from lookalike.quarantine.place import exists_in
from lookalike.quarantine.rename import NoSuchStepError, rename_noreplace


def move_name(old_folder: int, old: bytes, new_folder: int, new: bytes) -> bool:
    """Rename a file from one open folder to another, in one step.

    Returns False where the file system has no such step, or the folders lie on two disks. Raises
    FileExistsError, and OSError.
    """
    try:
        rename_noreplace(old_folder, old, new_folder, new)
    except NoSuchStepError:
        return False
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise
    return True


def give_name(old_folder: int, old: bytes, new_folder: int, new: bytes) -> None:
    """Rename a file whose old name only we know, from one open folder to another of its disk.

    Raises FileExistsError, and OSError. Where the file system can neither rename without replacing
    nor link, another file that takes the name at this very moment would be replaced.
    """
    if move_name(old_folder, old, new_folder, new):
        return
    try:
        os.link(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        if exists_in(new_folder, new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        os.rename(old, new, src_dir_fd=old_folder, dst_dir_fd=new_folder)
    else:
        os.unlink(old, dir_fd=old_folder)
