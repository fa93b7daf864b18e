"""The report: one page that a head of collections reads first, and CSV files for the rest.

The same database and the same files give the same bytes: no time of writing is in them.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike import stages
from lookalike.database.snapshot import one_snapshot
from lookalike.language import language
from lookalike.language.words import noted
from lookalike.output import make_folder, replaced
from lookalike.report.page import Facts, read_facts, render
from lookalike.report.query import rows
from lookalike.report.tables import write_csv
from lookalike.report.thumbnails import Thumbnail, make_thumbnails

__all__ = ["ReportFiles", "write_report"]

# query, which names the CSV file as well: the view, and what it holds
_TABLES = {
    "duplicate_pairs": (
        "lookalike_detail.duplicate_pair",
        noted("Every pair of images that match, with the evidence."),
    ),
    "duplicate_images": (
        "lookalike_detail.duplicate_image",
        noted("Every image that has copies: cluster, class, reason, metadata, digests."),
    ),
    "scan_problems": (
        "scan_problem",
        noted("Every file that could not be audited, or only with a remark."),
    ),
}


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the report was written."""

    html: Path
    pairs_csv: Path
    images_csv: Path
    problems_csv: Path


def write_report(
    connection: Connection[Any],
    folder: Path,
    raw_values: bool = False,
    language_code: str = "en",
) -> ReportFiles:
    """Write the report on what the database holds into `folder`, over an earlier one.

    The connection must be in autocommit mode. Images are only read, for thumbnails; memory does
    not grow with the archive. The figures are recorded, so that the next report says what has
    changed. With `raw_values` the CSV files hold every text as it is (see
    csv_output). The page is in one of LANGUAGES, and smaller than 10 MB. Raises LookalikeError
    where the folder cannot be written.
    """
    make_folder(folder)
    stages.refresh(connection)
    with one_snapshot(connection):
        facts = read_facts(connection)
        tables = []
        for name, (view, meaning) in _TABLES.items():
            written = write_csv(connection, name, folder / f"{name}.csv", raw_values)
            tables.append((f"{name}.csv", view, meaning, written))
    facts = _with_pictures(connection, facts)
    page = render(facts, tables, raw_values, language(language_code))
    html = folder / "report.html"
    with replaced(html) as file:
        file.write(page.encode())
    rows(connection, "record_report", figures=json.dumps(facts.figures))
    pairs, images, problems = (folder / name for name, _, _, _ in tables)
    return ReportFiles(html, pairs, images, problems)


def _with_pictures(connection: Connection[Any], facts: Facts) -> Facts:
    """Add the pictures: of the files, and where these cannot be read, those that a scan made."""
    members = [member for cluster in facts.clusters for member in cluster.members]
    sides = [side for pair in facts.pairs for side in pair.sides]
    made = make_thumbnails([*(m.source for m in members), *(side.source for side in sides)])
    wanted = [
        *(m.row["image_id"] for m in members if isinstance(made[m.source], str)),
        *(side.image_id for side in sides if isinstance(made[side.source], str)),
    ]
    kept = {
        row["image_id"]: Thumbnail(row["data_uri"], row["width"], row["height"])
        for row in rows(connection, "kept_thumbnails", images=wanted)
    }
    return replace(
        facts,
        clusters=[
            replace(
                c,
                members=[
                    replace(m, picture=kept.get(m.row["image_id"], made[m.source]))
                    for m in c.members
                ],
            )
            for c in facts.clusters
        ],
        pairs=[
            replace(
                p,
                sides=[
                    replace(side, picture=kept.get(side.image_id, made[side.source]))
                    for side in p.sides
                ],
            )
            for p in facts.pairs
        ],
    )
