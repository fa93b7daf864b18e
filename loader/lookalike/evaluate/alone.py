"""Which copies are found as the only copy beside their original.

An evaluation makes many copies of each photograph, and each helps to find the others. A real
archive seldom has that. A copy that is paired with its original, other than by way of a cluster, is
found without help. For every other copy the same files are matched and proven once more, with that
copy as the only one of its photograph; copies of different photographs share a round.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from psycopg import Connection

from lookalike import stages
from lookalike.evaluate.copies import read_name
from lookalike.evaluate.query import rows
from lookalike.evaluate.score import File


def find_alone(
    connection: Connection[Any],
    files: Sequence[File],
    workers: int | None = None,
) -> frozenset[File]:
    """Give the copies that are found alone; the scratch archive holds other files afterwards.

    Copies whose original is not among `files` are left out.
    """
    direct = {read_name(row["path"]) for row in rows(connection, "direct")}
    originals = [file for file in files if not file.edit]
    whole = {file.photograph for file in originals}
    others: dict[int, list[File]] = defaultdict(list)
    for file in files:
        if file.edit and file.photograph in whole and file not in direct:
            others[file.photograph].append(file)
    found = {file for file in files if file in direct and file.photograph in whole}
    for together in zip_longest(*others.values()):
        copies = [file for file in together if file is not None]
        of = {copy.photograph for copy in copies}
        kept = [*copies, *(original for original in originals if original.photograph in of)]
        rows(connection, "keep_only", files=[f"{photograph}/{edit}" for photograph, edit in kept])
        stages.match(connection)
        stages.prove(connection, workers)
        stages.cluster(connection)
        clusters = {
            read_name(row["path"]): row["cluster_id"] for row in rows(connection, "clusters")
        }
        for copy in copies:
            cluster = clusters.get(copy)
            if cluster is not None and cluster == clusters.get(File(copy.photograph, 0)):
                found.add(copy)
    return frozenset(found)
