"""Images and matches by the thousand, without a scan or a match."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from builder import FakeImage, put


def fill(connection: Connection[Any], count: int) -> None:
    """Put so many images, 000000 and on, each of another look and near the one before."""
    put(connection, [FakeImage("000000")])
    connection.execute(
        """
        WITH i AS (
            INSERT INTO lookalike_internal.image (collection_id, path, byte_size, modified_at,
                sha256,
                pixel_digest, format, width, height, mode, frame_count, is_lossless,
                first_seen_run_id, changed_run_id)
            SELECT collection_id, lpad(n::text, 6, '0'), 1, modified_at, sha256(int8send(n)),
                   sha256(int8send(-n)), format, width, height, mode, 1, false,
                   first_seen_run_id, changed_run_id
            FROM lookalike_internal.image, generate_series(1, %s::bigint) n RETURNING image_id,
                path)
        INSERT INTO lookalike_internal.fingerprint (image_id, method_id, phash, phash_256, quality)
        SELECT i.image_id, f.method_id, (i.path::bigint # (i.path::bigint >> 1))::bit(64),
               (i.path::bigint # (i.path::bigint >> 1))::bit(256), 1
        FROM i, lookalike_internal.fingerprint f
        """,
        (count - 1,),
    )


def add_matches(
    connection: Connection[Any], edges: Iterable[tuple[str, str]], accepted: bool = True
) -> None:
    """Match images by path, as far as they are there."""
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO lookalike_internal.match
            SELECT least(a.image_id, b.image_id), greatest(a.image_id, b.image_id), false, false,
                   lookalike.hamming_distance(fa.phash, fb.phash),
                   lookalike.hamming_distance(fa.phash_256, fb.phash_256), 'edited', %s,
                   (SELECT min(run_id) FROM lookalike_internal.run)
            FROM lookalike_internal.image a JOIN lookalike_internal.fingerprint fa USING (image_id),
                 lookalike_internal.image b JOIN lookalike_internal.fingerprint fb USING (image_id)
            WHERE a.path = %s AND b.path = %s AND a.image_id <> b.image_id
              AND a.missing_since IS NULL AND b.missing_since IS NULL
            ON CONFLICT (image_id_a, image_id_b) DO UPDATE SET is_accepted = excluded.is_accepted
            """,
            [(accepted, a, b) for a, b in edges],
        )
