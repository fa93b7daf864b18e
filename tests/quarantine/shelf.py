"""Holdings whose images are real files in a folder, of made-up content."""

import hashlib
import os
from collections import Counter
from pathlib import Path
from typing import Any

from psycopg import Connection

from guard.holdings import Holdings
from lookalike.names import escape_path

MODIFIED_NS = 1_234_567_890_123_456_789
MODE = 0o640


class Shelf(Holdings):
    """`folder` is the collection, `away` where plans move files to."""

    def __init__(self, connection: Connection[Any], folder: Path, away: Path) -> None:
        super().__init__(connection)
        self.folder, self.away = folder, away
        folder.mkdir()
        self.put("placeholder", class_=None)
        connection.execute("DELETE FROM lookalike_internal.image")
        connection.execute("UPDATE lookalike_internal.collection SET root = %s", (str(folder),))

    def shelve(
        self,
        name: str | bytes,
        pixels: str | None = None,
        class_: str = "unique",
        of: int | None = None,
        content: bytes | None = None,
    ) -> int:
        """Write a file, and put it in as an image."""
        raw = os.fsencode(name)
        content = content if content is not None else b"content of " + raw
        file = self.folder / os.fsdecode(raw)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(MODE)
        os.utime(file, ns=(MODIFIED_NS, MODIFIED_NS))
        escaped = escape_path(raw)
        collection = self.one("SELECT name FROM lookalike_internal.collection")
        run = self.one(
            "INSERT INTO lookalike_internal.run (stage, collection_id, state, finished_at)"
            " SELECT 'scan', collection_id, 'finished', now() FROM lookalike_internal.collection"
            " RETURNING run_id"
        )
        image = self.one(
            "INSERT INTO lookalike_internal.image (collection_id, path, byte_size, modified_at,"
            " sha256,"
            " pixel_digest, format, width, height, mode, frame_count, is_lossless,"
            " first_seen_run_id,"
            " changed_run_id) SELECT collection_id, %s, %s, now(), %s, %s, 'TIFF', 9, 9, 'RGB', 1,"
            " true, %s, %s FROM lookalike_internal.collection WHERE name = %s RETURNING image_id",
            escaped,
            len(content),
            hashlib.sha256(content).digest(),
            hashlib.sha256(os.fsencode(pixels if pixels is not None else name)).digest(),
            run,
            run,
            collection,
        )
        self.classify(image, class_, of)
        return int(image)

    def plan(self, *images: int) -> int:
        """Propose and approve."""
        plan = self.propose(*images, destination=str(self.away))
        self.approve(plan)
        return plan

    def files(self) -> dict[str, tuple[bytes, int, int]]:
        """Content, mode and time of every file here and away, by path."""
        found = {}
        for top in (self.folder, self.away):
            for file in top.rglob("*"):
                if file.is_file():
                    status = file.stat()
                    found[str(file)] = (
                        file.read_bytes(), status.st_mode & 0o7777, status.st_mtime_ns,
                    )  # fmt: skip
        return found

    def contents(self) -> Counter[bytes]:
        """How often each content is there, under whatever name."""
        return Counter(content for content, _, _ in self.files().values())
