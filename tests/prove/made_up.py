"""Gives made-up images what only some have (mirrored hashes, a border, embeddings), and proofs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg import Connection

Vector = NDArray[np.float64]
DIMENSIONS = 256


class Candidate(NamedTuple):
    """How a pair is proposed; similarities are rounded, as they are stored in half precision."""

    found_by: str
    variant: int | None = None
    similarity: float | None = None
    part: int | None = None


@dataclass(frozen=True)
class Shown:
    """What the pixels are said to show of two images by path; `one` has the lower number."""

    one: str
    other: str
    proof: str = "proven"
    relation: str = "edited"
    inliers: int = 40
    correlation: float = 0.99
    agreement: float = 0.95
    overlap: float = 1.0
    scale: float = 1.0
    angle: float = 0.0
    is_mirrored: bool = False
    is_negative: bool = False
    inner: str | None = None
    box: tuple[int, int, int, int] = (0, 0, 100, 100)
    derived: str | None = None
    changed: float = 0.0


def direction(number: int) -> Vector:
    """A vector of length 1 that has nothing in common with those of other numbers."""
    vector = np.zeros(DIMENSIONS)
    vector[number] = 1
    return vector


def leaning(similarity: float, own: int, towards: Vector | None = None) -> Vector:
    """A vector so similar to another (direction 0), and beyond that on its own."""
    towards = direction(0) if towards is None else towards
    vector: Vector = similarity * towards + (1 - similarity**2) ** 0.5 * direction(own)
    return vector


def mirror(connection: Connection[Any], path: str, flips: Iterable[int]) -> None:
    """Store the hashes of an image mirrored left and right, top and bottom, and both."""
    bits = "".join(f"{flip:064b}" for flip in flips)
    connection.execute(
        "UPDATE lookalike_internal.fingerprint f SET phash_flips = %s::text::bit(192)"
        " FROM lookalike_internal.image i WHERE i.image_id = f.image_id AND i.path = %s",
        (bits, path),
    )


def frame(connection: Connection[Any], path: str, phash: int, quality: float = 1.0) -> None:
    """Store what lies within the border of an image."""
    connection.execute(
        "INSERT INTO lookalike_internal.fingerprint (image_id, region, method_id, phash,"
        " phash_256, quality,"
        " x, y, width, height)"
        " SELECT f.image_id, 'content', f.method_id, %s::text::bit(64), f.phash_256, %s,"
        " 5, 5, 90, 90"
        " FROM lookalike_internal.fingerprint f JOIN lookalike_internal.image i USING (image_id)"
        " WHERE i.path = %s",
        (f"{phash:064b}", quality, path),
    )


def see(connection: Connection[Any], path: str, vector: Vector, *parts: Vector) -> None:
    """Store the embedding of an image, and those of its parts."""
    connection.execute(
        "INSERT INTO lookalike_internal.embedding (pixel_digest, embedding)"
        " SELECT pixel_digest, %s FROM lookalike_internal.image WHERE path = %s",
        (HalfVector(vector), path),
    )
    for part, seen in enumerate(parts, start=1):
        connection.execute(
            "INSERT INTO lookalike_internal.embedding_part (pixel_digest, part, embedding)"
            " SELECT pixel_digest, %s, %s FROM lookalike_internal.image WHERE path = %s",
            (part, HalfVector(seen), path),
        )


def propose(connection: Connection[Any], batch_size: int = 500) -> None:
    """Match by hash, as comes before, and propose."""
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.propose_copies(%s)", (batch_size,))


def candidates(connection: Connection[Any]) -> dict[tuple[str, str], Candidate]:
    """Every pair that waits, by path; the image with the lower number comes first."""
    rows = connection.execute(
        "SELECT a.path, b.path, c.found_by, c.variant, round(c.similarity::numeric, 2)::float8,"
        " c.part FROM lookalike_internal.candidate c"
        " JOIN lookalike_internal.image a ON a.image_id = c.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = c.image_id_b"
    )
    return {(a, b): Candidate(*how) for a, b, *how in rows}


def nominate(
    connection: Connection[Any],
    one: str,
    other: str,
    found_by: str = "variant",
    similarity: float | None = None,
) -> None:
    """Make two images a candidate, however little they are alike."""
    connection.execute(
        "INSERT INTO lookalike_internal.candidate (image_id_a, image_id_b, found_by, similarity)"
        " SELECT a.image_id, b.image_id, %s, %s FROM lookalike_internal.image a,"
        " lookalike_internal.image b"
        " WHERE a.path = %s AND b.path = %s",
        (found_by, similarity, one, other),
    )


def settle(connection: Connection[Any], *shown: Shown) -> None:
    """Propose what there is, store these proofs of it, and form clusters."""
    row = connection.execute(
        "SELECT run_id, threshold FROM lookalike_internal.start_proving()"
    ).fetchone()
    assert row is not None
    run_id, threshold = row
    connection.execute("CALL lookalike.propose_copies()")
    for s in shown:
        stored = connection.execute(
            "INSERT INTO pg_temp.proof SELECT a.image_id, b.image_id, %s, %s, %s, %s, %s, %s, %s,"
            " %s, %s, (SELECT image_id FROM lookalike_internal.image WHERE path = %s), %s, %s,"
            " %s, %s, %s,"
            " (SELECT image_id FROM lookalike_internal.image WHERE path = %s), %s"
            " FROM lookalike_internal.image a, lookalike_internal.image b WHERE a.path = %s AND"
            " b.path = %s"
            " AND a.image_id < b.image_id",
            (
                s.proof, s.inliers, s.correlation, s.agreement, s.overlap, s.scale, s.angle,
                s.is_mirrored, s.is_negative, s.inner or s.other, *s.box, s.relation, s.derived,
                s.changed, s.one, s.other,
            ),
        )  # fmt: skip
        assert stored.rowcount == 1
    connection.execute("SELECT lookalike_internal.store_proofs(%s, %s)", (run_id, threshold))
    connection.execute("CALL lookalike.form_clusters()")
    connection.execute("SELECT lookalike_internal.finish_proving(%s)", (run_id,))


def verdicts(connection: Connection[Any]) -> dict[tuple[str, str], tuple[bool, str | None]]:
    """Whether each pair is accepted, and its proof, by path."""
    rows = connection.execute(
        "SELECT path_a, path_b, accepted, proof FROM lookalike_detail.duplicate_pair"
    )
    return {(a, b): (accepted, proof) for a, b, accepted, proof in rows}
