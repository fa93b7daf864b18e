"""The database side of a scan: calls the functions of sql/archive/10_scan."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pgvector import Bit
from psycopg import Connection
from psycopg.errors import NoDataFound
from psycopg.types.json import Jsonb

from lookalike.database import one
from lookalike.database.query_files import QueryFiles
from lookalike.modified import to_microseconds, to_timestamp
from lookalike.picture.contents import Page
from lookalike.picture.look import Content
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile
from lookalike.scan.volumes import Volume

_QUERIES = QueryFiles(Path(__file__).parent / "queries")

_WALKED = ("int4", "text", "int8", "timestamptz")
_IMAGE = (
    *("text", "int8", "timestamptz", "bytea", "bytea", "text", "int4", "int4", "text", "int4"),
    *("bool", "timestamptz", "text", "text", "text", "text", "text", "text", "text"),
    *("jsonb", "bit", "bit", "bit", "float4"),
    *("int4", "int4", "int4", "int4", "bit", "bit", "float4"),
    *("text", "bytea", "int4", "int4"),
)
_PAGE = ("text", "int4", "int4", "int4", "bit", "bit", "float4")
_PROBLEM = ("text", "text", "text", "bool", "int8", "timestamptz")


class ScanStore:
    """One scan in the database, from start_scan to finish_scan.

    The collection is locked for the session of `connection` until the scan finishes or the
    connection closes.
    """

    def __init__(
        self,
        connection: Connection[Any],
        name: str,
        root: str,
        limits: Mapping[str, object],
        method: tuple[str, Mapping[str, object], Mapping[str, str]],
    ) -> None:
        """Start, or resume, the scan of the folder `root` (as `names.escape_path` writes it)."""
        self._connection = connection
        algorithm, parameters, libraries = method
        row = connection.execute(
            _QUERIES.text("start_scan"),
            (
                name,
                root,
                Jsonb(dict(limits)),
                algorithm,
                Jsonb(dict(parameters)),
                Jsonb(dict(libraries)),
            ),
        ).fetchone()
        assert row is not None
        self.run_id, self.collection_id, self._method_id, self.resumed, self._retry = row

    def add_walked(
        self, batch: int, files: Iterable[WalkedFile], problems: Iterable[ScanProblem]
    ) -> None:
        """Send a batch of what the walk found; nothing is stored yet."""
        self._copy(
            "COPY pg_temp.walked_file FROM STDIN (FORMAT binary)",
            _WALKED,
            ((batch, file.path, file.byte_size, to_timestamp(file.modified_us)) for file in files),
        )
        self._copy(
            "COPY pg_temp.walked_problem FROM STDIN (FORMAT binary)",
            ("int4", *_PROBLEM),
            ((batch, *_problem_row(problem)) for problem in problems),
        )

    def compare(self, volumes: Iterable[Volume]) -> None:
        """Compare the whole walk with the images that are known; nothing is stored yet.

        Raises psycopg.Error (no_data_found) if so many are gone at once that a share or disk is
        probably not mounted.
        """
        try:
            self._connection.execute(
                "SELECT lookalike_internal.compare_walk(%s, %s, %s)",
                (self.run_id, self.collection_id, Jsonb([one._asdict() for one in volumes])),
            )
        except NoDataFound:
            if not self.resumed:  # an interrupted scan stored something, and is resumed
                self._connection.execute(
                    "SELECT lookalike_internal.refuse_scan(%s)", (self.run_id,)
                )
            raise

    def select_files_to_read(self, batch: int) -> list[WalkedFile]:
        """Return the files of a batch of the walk that are new or changed."""
        rows = self._connection.execute(
            "SELECT path, byte_size, modified_at FROM"
            " lookalike_internal.select_files_to_read(%s, %s, %s)",
            (self.collection_id, batch, self._retry),
        )
        return [WalkedFile(path, size, to_microseconds(at)) for path, size, at in rows]

    def store(
        self, batch: int, images: Iterable[ScannedImage], problems: Iterable[ScanProblem]
    ) -> None:
        """Store a batch: problems of the walk, and what reading gave. All of it, or nothing."""
        images = list(images)
        with self._connection.transaction():
            self._copy(
                "COPY pg_temp.scanned_page FROM STDIN (FORMAT binary)",
                _PAGE,
                (_page_row(image.path, page) for image in images for page in image.pages),
            )
            self._copy(
                "COPY pg_temp.scanned_image FROM STDIN (FORMAT binary)",
                _IMAGE,
                map(_image_row, images),
            )
            self._copy(
                _QUERIES.text("copy_problems"),
                _PROBLEM,
                map(_problem_row, problems),
            )
            self._connection.execute(
                "SELECT lookalike_internal.store_scanned(%s, %s, %s, %s)",
                (self.run_id, self.collection_id, self._method_id, batch),
            )

    def has_other_patterns(self) -> bool:
        """Whether the last finished scan of the collection left out other files than this one."""
        return bool(one(self._connection, _QUERIES.text("has_other_patterns"), self.run_id))

    def finish(self) -> dict[str, int]:
        """End the scan; return its counts, as in ScanResult."""
        counts: dict[str, int] = one(
            self._connection,
            "SELECT lookalike_internal.finish_scan(%s, %s)",
            self.run_id,
            self.collection_id,
        )
        return counts

    def _copy(
        self, statement: str, types: tuple[str, ...], rows: Iterable[tuple[object, ...]]
    ) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)


def _image_row(image: ScannedImage) -> tuple[object, ...]:
    return (
        image.path,
        image.byte_size,
        to_timestamp(image.modified_us),
        image.sha256,
        image.pixel_digest,
        image.format,
        image.width,
        image.height,
        image.mode,
        image.frame_count,
        image.lossless,
        image.captured_at,
        image.camera,
        image.software,
        image.creator,
        image.copyright_notice,
        image.credit_line,
        image.usage_terms,
        image.rights_url,
        Jsonb(image.metadata),
        Bit(image.phash),
        Bit(image.phash_256),
        Bit(image.phash_flips),
        image.quality,
        *_content_columns(image.content),
        image.not_compared,
        *(image.thumbnail or (None, None, None)),
    )


def _page_row(path: str, page: Page) -> tuple[object, ...]:
    hashes = page.hashes
    return (
        path,
        page.page,
        page.width,
        page.height,
        Bit(hashes.phash),
        Bit(hashes.phash_256),
        hashes.quality,
    )


def _content_columns(content: Content | None) -> tuple[object, ...]:
    if content is None:
        return (None,) * 7
    return (
        content.x,
        content.y,
        content.width,
        content.height,
        Bit(content.phash),
        Bit(content.phash_256),
        content.quality,
    )


def _problem_row(problem: ScanProblem) -> tuple[object, ...]:
    return (
        problem.path,
        problem.problem,
        problem.message,
        problem.scanned,
        problem.byte_size,
        None if problem.modified_us is None else to_timestamp(problem.modified_us),
    )
