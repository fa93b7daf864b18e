"""The report: one page that a head of collections reads first, and CSV files for the rest.

The same database and the same files give the same bytes: no time of writing is in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike.database.snapshot import one_snapshot
from lookalike.output import make_folder, replaced
from lookalike.report.clusters import Cluster
from lookalike.report.page import read_facts, render
from lookalike.report.tables import write_csv
from lookalike.report.thumbnails import make_thumbnails

__all__ = ["ReportFiles", "write_report"]

# query, which names the CSV file as well: what it holds
_TABLES = {
    "duplicate_pairs": "Every pair of images that match, with the evidence.",
    "duplicate_images": "Every image that has copies: cluster, class, reason, metadata, digests.",
    "scan_problems": "Every file that could not be audited, or only with a remark.",
}


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the report was written."""

    html: Path
    pairs_csv: Path
    images_csv: Path
    problems_csv: Path


def write_report(
    connection: Connection[Any], folder: Path, raw_values: bool = False
) -> ReportFiles:
    """Write the report on what the database holds into `folder`, over an earlier one.

    The connection must be in autocommit mode. Images are only read, for thumbnails; memory does
    not grow with the archive. With `raw_values` the CSV files hold every text as it is (see
    csv_output). Raises LookalikeError where the folder cannot be written.
    """
    make_folder(folder)
    with one_snapshot(connection):
        facts = read_facts(connection)
        tables = []
        for name, meaning in _TABLES.items():
            written = write_csv(connection, name, folder / f"{name}.csv", raw_values)
            tables.append((f"{name}.csv", meaning, written))
    facts = replace(facts, clusters=_with_pictures(facts.clusters))
    page = render(facts, tables, raw_values)
    html = folder / "report.html"
    with replaced(html) as file:
        file.write(page.encode())
    pairs, images, problems = (folder / name for name, _, _ in tables)
    return ReportFiles(html, pairs, images, problems)


def _with_pictures(clusters: Sequence[Cluster]) -> list[Cluster]:
    made = make_thumbnails(member.source for c in clusters for member in c.members)
    return [
        replace(c, members=[replace(member, picture=made[member.source]) for member in c.members])
        for c in clusters
    ]
