"""The volumes (mounted file systems) of a folder: which one it lies on, and which lie below it."""
# ruff: noqa: PTH116
# File names are bytes here, and pathlib takes text only.

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]

from lookalike.names import escape_path

ROOT = "."


class Volume(NamedTuple):
    """A volume of a collection, in the words of the system; all text as `escape_path` writes it."""

    path: str  # ROOT for the folder of the collection, or the place below it
    device: int  # number of the device of that folder
    inode: int
    mount_point: str  # absolute path
    file_system: str  # its kind: ext4, nfs4, cifs, tmpfs
    source: str  # what is mounted: /dev/sdb1, server:/share


def find_volumes(root: Path) -> list[Volume]:
    """Name the volume of `root`, a real path, and those that are mounted below it.

    The list is empty where the folder cannot be listed, or the system does not tell.
    """
    top = os.fsencode(root)
    try:
        os.scandir(root).close()  # mounts what is mounted on demand
        # The last one that is mounted at a place hides the others.
        mounted = {os.fsencode(one.mountpoint): one for one in psutil.disk_partitions(all=True)}
    except (OSError, RuntimeError, psutil.Error):
        return []
    home = max((place for place in mounted if _contains(place, top)), key=len, default=None)
    if home is None:
        return []
    places = [(ROOT, top, home)]
    for place in sorted(mounted):
        if place != top and _contains(top, place):
            places.append((escape_path(os.path.relpath(place, top)), place, place))
    return list(_look(places, mounted))


def find_volume(root: Path) -> Volume | None:
    """Return the volume of `root`, a real path; None where the list of volumes is empty."""
    return next((volume for volume in find_volumes(root) if volume.path == ROOT), None)


def _look(
    places: Iterable[tuple[str, bytes, bytes]], mounted: Mapping[bytes, Any]
) -> Iterable[Volume]:
    for path, folder, mount_point in places:
        with suppress(OSError):  # another volume hides it
            status = os.stat(folder)
            one = mounted[mount_point]
            yield Volume(
                path,
                status.st_dev,
                status.st_ino,
                escape_path(mount_point),
                one.fstype,
                escape_path(os.fsencode(one.device)),
            )


def _contains(folder: bytes, other: bytes) -> bool:
    return other == folder or other.startswith(folder.rstrip(b"/") + b"/")
