"""Match, cluster and classify: procedures of the database, called with their progress shown."""

from typing import Any

from psycopg import Connection
from psycopg.errors import Diagnostic

from lookalike.console import Meter, progress


def match(
    connection: Connection[Any],
    radius: int | None = None,
    threshold: int | None = None,
    batch_size: int = 1000,
) -> dict[str, int]:
    """Find matches (see lookalike.find_matches); return how many are accepted and possible."""
    with progress("match", None, "fingerprints") as meter:
        notices = Notices(meter)
        connection.add_notice_handler(notices)
        try:
            connection.execute(
                "CALL lookalike.find_matches(%s, %s, %s)", (radius, threshold, batch_size)
            )
        finally:
            connection.remove_notice_handler(notices)
    return _counts(connection, "match")


def cluster(connection: Connection[Any]) -> dict[str, int]:
    """Form clusters (see lookalike.form_clusters); return how many, of how many images."""
    connection.execute("CALL lookalike.form_clusters()")
    return _counts(connection, "cluster")


def classify(connection: Connection[Any]) -> dict[str, int]:
    """Classify images (see lookalike.classify_images); return how many are in each class."""
    connection.execute("CALL lookalike.classify_images()")
    return _counts(connection, "classify")


def _counts(connection: Connection[Any], stage: str) -> dict[str, int]:
    row = connection.execute("SELECT lookalike.get_counts(%s)", (stage,)).fetchone()
    assert row is not None
    counts: dict[str, int] = row[0]
    return counts


class Notices:
    """Hears the notices of find_matches, whose DETAIL is "done/total"."""

    def __init__(self, meter: Meter) -> None:
        self._meter, self._done = meter, 0

    def __call__(self, diagnostic: Diagnostic) -> None:
        done, slash, total = (diagnostic.message_detail or "").partition("/")
        if slash and done.isdigit() and total.isdigit():
            self._meter.expect(int(total))
            self._meter.advance(int(done) - self._done)
            self._done = int(done)
