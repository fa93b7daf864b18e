"""Puts pictures, clusters and catalogue entries into an archive, and reads what disagrees."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from psycopg import Connection, sql

from builder import FakeImage, put


class Difference(NamedTuple):
    """A row of metadata_conflict or rights_conflict."""

    is_conflict: bool
    severity: str | None
    statements: str
    explanation: str
    different_values: int


def picture(connection: Connection[Any], path: str, **embedded: str) -> int:
    """An image, with what is embedded in it; pixels of its own."""
    put(connection, [FakeImage(path)])
    row = connection.execute(
        "SELECT image_id FROM lookalike_internal.image WHERE path = %s", (path,)
    ).fetchone()
    assert row is not None
    for column, value in embedded.items():
        connection.execute(
            sql.SQL("UPDATE lookalike_internal.image SET {} = %s WHERE image_id = %s").format(
                sql.Identifier(column)
            ),
            (value, row[0]),
        )
    return int(row[0])


def cluster(connection: Connection[Any], images: Sequence[int]) -> int:
    """Make these images one cluster."""
    row = connection.execute(
        """
        WITH r AS (INSERT INTO lookalike_internal.run (stage) SELECT 'cluster'
                   WHERE NOT EXISTS (SELECT FROM lookalike_internal.run WHERE stage = 'cluster')
                   RETURNING run_id)
        INSERT INTO lookalike_internal.cluster (cluster_id, images, created_run_id)
        SELECT coalesce(max(cluster_id), 0) + 1, %s,
               coalesce((SELECT run_id FROM r),
                        (SELECT min(run_id) FROM lookalike_internal.run WHERE stage = 'cluster'))
        FROM lookalike_internal.cluster
        RETURNING cluster_id
        """,
        (len(images),),
    ).fetchone()
    assert row is not None
    connection.execute(
        "INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)"
        " SELECT unnest(%s::bigint[]), %s",
        (list(images), row[0]),
    )
    return int(row[0])


def entry(
    connection: Connection[Any], external_id: str, images: int | Iterable[int], **fields: Any
) -> int:
    """A catalogue entry about these images."""
    columns = sql.SQL("").join(sql.SQL(", {}").format(sql.Identifier(column)) for column in fields)
    row = connection.execute(
        sql.SQL(
            """
            WITH c AS (
                INSERT INTO lookalike_internal.catalogue (name, mapping) VALUES ('test', '{{}}')
                ON CONFLICT (name) DO UPDATE SET mapping = excluded.mapping
                RETURNING catalogue_id
            ), i AS (
                INSERT INTO lookalike_internal.catalogue_import (catalogue_id, source, mapping)
                SELECT catalogue_id, 'test', '{{}}' FROM c
                RETURNING import_id, catalogue_id
            )
            INSERT INTO lookalike_internal.catalogue_entry
                (catalogue_id, external_id, first_import_id, import_id{})
            SELECT catalogue_id, %s, import_id, import_id{} FROM i
            RETURNING entry_id
            """
        ).format(columns, sql.SQL(", %s") * len(fields)),
        (external_id, *fields.values()),
    ).fetchone()
    assert row is not None
    connection.execute(
        "INSERT INTO lookalike_internal.entry_image (entry_id, image_id, link_evidence)"
        " SELECT %s, unnest(%s::bigint[]), 'path'",
        (row[0], [images] if isinstance(images, int) else list(images)),
    )
    return int(row[0])


def settle(connection: Connection[Any], image: int) -> None:
    """Decide that what is said now about the rights of this image is settled."""
    connection.execute(
        """
        INSERT INTO lookalike_internal.decision
            (decision, pixel_digest_a, image_id_a, path_a, statements, decided_by, reason)
        SELECT 'rights settled', pixel_digest, image_id, path,
               lookalike.rights_statements(image_id), 'eva', 'asked the newsroom'
        FROM lookalike_internal.image WHERE image_id = %s
        """,
        (image,),
    )


def differences(connection: Connection[Any], view: str) -> dict[str, Difference]:
    """The rows of a view by field, of an archive with one group."""
    rows = connection.execute(
        sql.SQL(
            "SELECT field, is_conflict, severity, statements, explanation, different_values"
            " FROM lookalike_detail.{}"
        ).format(sql.Identifier(view))
    ).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {field: Difference(*rest) for field, *rest in rows}


def conflicts(connection: Connection[Any], view: str) -> dict[str, str | None]:
    """The severity of each field in conflict."""
    return {
        field: found.severity
        for field, found in differences(connection, view).items()
        if found.is_conflict
    }


def conflicted(connection: Connection[Any]) -> set[int]:
    """The images in conflicted_image; the function for a few of them must say the same."""
    rows = connection.execute("SELECT * FROM lookalike_detail.conflicted_image").fetchall()
    images = connection.execute(
        "SELECT array_agg(image_id) FROM lookalike_internal.image"
    ).fetchone()
    assert images is not None
    among = connection.execute(
        "SELECT * FROM lookalike.conflicted_among(%s)", (images[0] or [],)
    ).fetchall()
    assert sorted(rows) == sorted(among)
    return {row[0] for row in rows}
