"""Finds the local codes and the panels of the pictures that have none yet, on all cores.

Both need the pixels, so each picture is read once for the two.
"""

from functools import partial
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from pgvector import Bit
from PIL import Image
from psycopg import Connection

from lookalike.database import one
from lookalike.encode import codes
from lookalike.encode.codes import LocalCodes, find_codes
from lookalike.encode.stored import pack
from lookalike.engine.interface import Workers
from lookalike.picture import panels
from lookalike.picture.panels import Panel, find_panels
from lookalike.picture.reduced import read_reduced
from lookalike.waiting import WaitingPicture, look_at_pictures


class _Seen(NamedTuple):
    """What was found in a picture, with panels in pixels of its file."""

    codes: list[LocalCodes]  # of the whole, and then of each panel
    panels: list[Panel]


def encode_pictures(connection: Connection[Any], workers: Workers = None) -> dict[str, int]:
    """Encode waiting pictures. Returns counts: pictures (in all), new, unread.

    Each batch is stored as a whole; after an interruption, the next call goes on with the rest.
    """
    row = connection.execute(
        "SELECT run_id, waiting FROM lookalike_internal.start_encoding()"
    ).fetchone()
    assert row is not None
    run_id, waiting = row
    unread = look_at_pictures(
        *(connection, "encode", waiting),
        "SELECT * FROM lookalike_internal.read_unencoded(%s, %s)",
        _encode_file,
        partial(_store, connection),
        workers,
    )
    counts: dict[str, int] = one(
        connection, "SELECT lookalike_internal.finish_encoding(%s, %s)", run_id, unread
    )
    return counts | {"new": waiting - unread}


def _store(connection: Connection[Any], done: list[tuple[bytes, _Seen]]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(
            "COPY pg_temp.encoded (pixel_digest, panel, codes, points) FROM STDIN"
        ) as copy:
            for digest, seen in done:
                for number, found in enumerate(seen.codes):
                    copy.write_row((digest, number, *pack(found)))
        with cursor.copy(
            "COPY pg_temp.found_panel"
            " (pixel_digest, panel, x, y, width, height, phash, phash_256, quality) FROM STDIN"
        ) as copy:
            for digest, seen in done:
                for number, panel in enumerate(seen.panels, 1):
                    hashes = (Bit(panel.phash).to_text(), Bit(panel.phash_256).to_text())
                    copy.write_row((digest, number, *panel.box, *hashes, panel.quality))
        cursor.execute("SELECT lookalike_internal.store_encoded()")


def _encode_file(item: WaitingPicture) -> _Seen:
    """Return the codes and panels of one file, in a worker."""
    picture, width, height = read_reduced(item.root, item.path, panels.SIDE)
    found = find_panels(np.asarray(picture))
    zoom = (width / picture.width, height / picture.height)
    return _Seen(
        [find_codes(_grey(one)) for one in (picture, *(picture.crop(p.corners) for p in found))],
        [panel.enlarged(zoom, (width, height)) for panel in found],
    )


def _grey(picture: Image.Image) -> NDArray[np.uint8]:
    """(h, w) of uint8, at the size for corners."""
    small = picture.copy()
    small.thumbnail((codes.SIDE, codes.SIDE), Image.Resampling.BICUBIC, reducing_gap=3.0)
    return np.asarray(cv2.cvtColor(np.asarray(small), cv2.COLOR_RGB2GRAY), np.uint8)
