"""Puts made-up images into an archive, as a scan would, and reads back what became of them."""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

A_TIME = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FakeImage:
    """An image by its path; what is not said is derived from the two hashes."""

    path: str
    phash: int = 0
    phash_256: int | None = None
    pixels: str | None = None
    content: str | None = None
    quality: float = 1.0
    width: int = 100
    height: int = 100
    mode: str = "RGB"
    format: str = "JPEG"
    lossless: bool = False
    byte_size: int = 1000
    captured_at: datetime | None = None
    modified_at: datetime = A_TIME
    creator: str | None = None
    metadata: str = "{}"
    frames: int = 1
    not_compared: str | None = None

    @property
    def judge(self) -> int:
        """The 256-bit hash; by default each bit of the 64-bit one four times."""
        if self.phash_256 is not None:
            return self.phash_256
        return int("".join(bit * 4 for bit in f"{self.phash:064b}"), 2)

    @property
    def _own(self) -> str:
        """What no other image has; one that changes its look changes its bytes and pixels too."""
        return f"{self.path} {self.phash} {self.judge} {self.width} {self.height} {self.mode}"

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(f"file {self.content or self._own}".encode()).digest()

    @property
    def pixel_digest(self) -> bytes:
        name = self.pixels or (f"content {self.content}" if self.content else self._own)
        return hashlib.sha256(f"pixels {name}".encode()).digest()


def collection_id(connection: Connection[Any], name: str = "test") -> int:
    row = connection.execute(
        "SELECT lookalike_internal.add_collection(%s, %s)", (name, f"/made-up/{name}")
    ).fetchone()
    assert row is not None
    return int(row[0])


def put(
    connection: Connection[Any],
    images: Iterable[FakeImage],
    collection: str = "test",
    is_lineage_known: bool = True,
) -> None:
    """Insert images, or change those at the same path, so that the next match takes them up."""
    if is_lineage_known:
        trust(connection)
    this = collection_id(connection, collection)
    images = list(images)
    with connection.transaction():
        run_id = connection.execute(
            "INSERT INTO lookalike_internal.run (stage, collection_id, state, finished_at)"
            " VALUES ('scan', %s, 'finished', now()) RETURNING run_id",
            (this,),
        ).fetchone()
        method_id = connection.execute(
            "INSERT INTO lookalike_internal.fingerprint_method (algorithm, parameters, libraries)"
            " VALUES ('made-up', '{}', '{}') ON CONFLICT ON CONSTRAINT fingerprint_method_key"
            " DO UPDATE SET algorithm = excluded.algorithm RETURNING method_id"
        ).fetchone()
        assert run_id is not None and method_id is not None
        with connection.cursor() as cursor:
            cursor.executemany(
                """
                WITH i AS (
                    INSERT INTO lookalike_internal.image (collection_id, path, byte_size,
                        modified_at,
                        sha256, pixel_digest, format, width, height, mode, frame_count, is_lossless,
                        captured_at, creator, metadata, not_compared, first_seen_run_id,
                        changed_run_id)
                    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
                    ON CONFLICT (collection_id, path) DO UPDATE SET
                        sha256 = excluded.sha256, pixel_digest = excluded.pixel_digest,
                        width = excluded.width, height = excluded.height, mode = excluded.mode,
                        missing_since = NULL
                    RETURNING image_id)
                INSERT INTO lookalike_internal.fingerprint (image_id, method_id, phash, phash_256,
                    quality)
                SELECT image_id, %s, %s::text::bit(64), %s::text::bit(256), %s FROM i
                ON CONFLICT (image_id, region) DO UPDATE SET phash = excluded.phash,
                    phash_256 = excluded.phash_256, quality = excluded.quality
                """,
                [
                    (
                        this, i.path, i.byte_size, i.modified_at, i.sha256, i.pixel_digest,
                        i.format, i.width, i.height, i.mode, i.frames, i.lossless, i.captured_at,
                        i.creator, i.metadata, i.not_compared, run_id[0], run_id[0], method_id[0],
                        f"{i.phash:064b}", f"{i.judge:0256b}", i.quality,
                    )
                    for i in images
                ],
            )  # fmt: skip


def trust(connection: Connection[Any]) -> None:
    """Take the place of stage lineage, which needs files: the original of each cluster is known.

    All members count as roots, so the other evidence decides between them.
    """
    if connection.execute("SELECT to_regproc('public.trust_lineage') IS NULL").fetchone() != (
        True,
    ):
        return
    connection.execute(
        """
        CREATE FUNCTION public.trust_lineage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        AS $$
        BEGIN
            INSERT INTO lookalike_internal.lineage (
                image_id, evidence, certainty, is_root, is_certain, run_id)
            SELECT DISTINCT i.image_id, 'made up', 0, true, true, 0
            FROM new_row n JOIN lookalike_internal.image i USING (image_id)
            ON CONFLICT (image_id) DO NOTHING;
            DELETE FROM lookalike_internal.untraced;
            RETURN NULL;
        END
        $$;
        COMMENT ON FUNCTION public.trust_lineage() IS 'Of a test.';
        CREATE TRIGGER trust_lineage_trigger AFTER INSERT ON lookalike_internal.untraced
            REFERENCING NEW TABLE AS new_row
            FOR EACH STATEMENT EXECUTE FUNCTION public.trust_lineage();
        COMMENT ON TRIGGER trust_lineage_trigger ON lookalike_internal.untraced IS 'Of a test.';
        """
    )


def lose(connection: Connection[Any], paths: Iterable[str]) -> None:
    """Mark images missing, as a scan does with those it no longer finds."""
    connection.execute(
        "UPDATE lookalike_internal.image SET missing_since = now() WHERE path = ANY (%s)",
        (list(paths),),
    )


def matches(connection: Connection[Any]) -> set[tuple[Any, ...]]:
    """Every match by path, with its evidence."""
    return set(
        connection.execute(
            "SELECT path_a, path_b, relation, accepted, phash_distance, phash_256_distance"
            " FROM lookalike_detail.duplicate_pair"
        )
    )


def clusters(connection: Connection[Any]) -> dict[int, frozenset[str]]:
    """The paths of each cluster by its number."""
    rows = connection.execute(
        "SELECT cluster_id, array_agg(path) FROM lookalike_detail.duplicate_image"
        " GROUP BY cluster_id"
    )
    return {number: frozenset(paths) for number, paths in rows}


def near(hash_: int, bits: int, rng: random.Random, length: int = 64) -> int:
    """A hash that differs from `hash_` in just so many bits."""
    for position in rng.sample(range(length), bits):
        hash_ ^= 1 << position
    return hash_
