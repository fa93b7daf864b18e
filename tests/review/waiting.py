"""Where the dispositions of images and the queue of reviews do not say the same."""

from typing import Any

from psycopg import Connection

# How a row of the queue that is there because of dispositions names its images.
_JOIN = """
    w.kind = q.kind AND CASE w.kind
        WHEN 'not compared' THEN w.collection = q.collection_a
        WHEN 'image to review' THEN w.image_id = q.image_id_a
        WHEN 'possible pair' THEN w.image_id IN (q.image_id_a, q.image_id_b)
        ELSE w.cluster_id = q.cluster_id END
"""


def lost_images(connection: Connection[Any]) -> list[str]:
    """Images for review that lead to no row of the queue."""
    return [
        path
        for (path,) in connection.execute(
            f"""
            SELECT r.path FROM lookalike_detail.retention_classification r
            WHERE r.disposition = 'review'
              AND NOT EXISTS (
                  SELECT FROM lookalike_detail.image_to_review w
                  JOIN lookalike.review_queue q ON {_JOIN}
                  WHERE w.image_id = r.image_id)
            ORDER BY r.path
            """.encode()
        )
    ]


def lost_rows(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    """Rows of the queue that ask about dispositions, and lead to no image for review."""
    return connection.execute(
        f"""
        SELECT q.kind, q.path_a, q.cluster_id FROM lookalike.review_queue q
        WHERE q.kind IN ('undetermined original', 'cluster to review', 'image to review',
                         'not compared')
          AND NOT EXISTS (
              SELECT FROM lookalike_detail.image_to_review w
              JOIN lookalike_detail.retention_classification r USING (image_id)
              WHERE r.disposition = 'review' AND {_JOIN})
        """.encode()
    ).fetchall()


def doubled_rows(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    """Kinds and clusters that have more than one row."""
    return connection.execute(
        """
        SELECT kind, cluster_id, count(*) FROM lookalike.review_queue
        WHERE kind IN ('undetermined original', 'cluster to review', 'metadata conflict')
          AND cluster_id IS NOT NULL
        GROUP BY kind, cluster_id HAVING count(*) > 1
        """
    ).fetchall()


def agree(connection: Connection[Any]) -> None:
    """Fail where the two do not say the same, in either direction."""
    assert lost_images(connection) == []
    assert lost_rows(connection) == []
    assert doubled_rows(connection) == []
    # No other image is in the view of those that wait.
    assert (
        connection.execute(
            "SELECT path FROM lookalike_detail.image_to_review w WHERE NOT EXISTS (SELECT FROM"
            " lookalike_detail.retention_classification r WHERE r.image_id = w.image_id"
            " AND r.disposition = 'review')"
        ).fetchall()
        == []
    )
    # What a command says at its end.
    said = connection.execute(
        "SELECT images FROM lookalike_detail.disposition_count WHERE disposition = 'review'"
    ).fetchall()
    assert (
        said
        == connection.execute("SELECT count(*) FROM lookalike_detail.image_to_review").fetchall()
    )
    # What the person who asks for the state of the archive is told, row by row.
    told = connection.execute(
        "SELECT substr(work, 20), items FROM lookalike_detail.open_work WHERE work LIKE"
        " 'case in the queue: %' ORDER BY 1"
    ).fetchall()
    counted = connection.execute(
        "SELECT kind, count(*) FROM lookalike.review_queue WHERE kind <> 'quarantine proposed'"
        " GROUP BY kind ORDER BY 1"
    ).fetchall()
    assert told == counted
