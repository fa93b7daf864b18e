"""What a cluster is like: as the archive says, and by plain loops over matches and hashes."""

from collections import Counter
from itertools import combinations
from typing import Any, NamedTuple

from psycopg import Connection


class Diagnosis(NamedTuple):
    """The columns of view duplicate_cluster that clustering fills."""

    representative: str
    weakest_distance: int
    weakest_a: str
    weakest_b: str
    diameter: int
    is_exact: bool
    is_chained: bool


def diagnoses(connection: Connection[Any]) -> dict[int, Diagnosis]:
    """The diagnosis of each cluster, by its number."""
    rows = connection.execute(
        "SELECT cluster_id, central_path, weakest_phash_256_distance, weakest_path_a,"
        " weakest_path_b, diameter, is_diameter_exact, is_chained"
        " FROM lookalike_detail.duplicate_cluster"
    )
    return {number: Diagnosis(*rest) for number, *rest in rows}


def expected_diagnoses(
    connection: Connection[Any], radius: int, threshold: int
) -> dict[int, Diagnosis]:
    """The same for exact diameters, said again with plain loops; all in one collection."""
    members: dict[int, dict[str, tuple[int, int]]] = {}
    for number, path, phash, judge in connection.execute(
        "SELECT cluster_id, path, phash::text, phash_256::text FROM"
        " lookalike_internal.cluster_member"
        " JOIN lookalike_internal.image USING (image_id) JOIN lookalike_internal.fingerprint"
        " USING (image_id)"
    ):
        members.setdefault(number, {})[path] = int(phash, 2), int(judge, 2)
    matches: dict[int, list[tuple[int, str, str]]] = {}
    for number, distance, a, b in connection.execute(
        "SELECT k.cluster_id, -m.phash_256_distance, a.path, b.path"
        " FROM lookalike_internal.match m JOIN lookalike_internal.image a ON a.image_id ="
        " m.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = m.image_id_b"
        " JOIN lookalike_internal.cluster_member k ON k.image_id = a.image_id WHERE m.is_accepted"
    ):
        matches.setdefault(number, []).append((distance, *sorted((a, b))))
    found = {}
    for number, hashes in members.items():
        degrees = Counter(path for match in matches[number] for path in match[1:])
        distance, a, b = min(matches[number])
        apart = [
            [(x ^ y).bit_count() for x, y in zip(one, other, strict=True)]
            for one, other in combinations(hashes.values(), 2)
        ]
        found[number] = Diagnosis(
            min(degrees, key=lambda path: (-degrees[path], path)),
            -distance,
            a,
            b,
            max(judge for _, judge in apart),
            True,
            len(hashes) > 2 and any(p > radius or j > threshold for p, j in apart),
        )
    return found
