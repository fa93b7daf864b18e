"""`audit`: every stage in turn, a report, and what to do next."""

import os
import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection
from psycopg.rows import dict_row

from lookalike import stages
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.stages import (
    DEFAULT_REPORT,
    FoldersArgument,
    FollowOption,
    MaxPixelsOption,
    RadiusOption,
    ReportOption,
    ThresholdOption,
    TimeLimitOption,
    WorkersOption,
    describe_classify,
    describe_cluster,
    describe_embed,
    describe_match,
    describe_prove,
    refuse_inside,
    scan_all,
)
from lookalike.console import format_bytes, say
from lookalike.database import connect, open_target
from lookalike.names import unescape_path
from lookalike.picture.limits import DEFAULT_LIMITS, TIME_LIMIT, Limits


def audit(
    folders: FoldersArgument,
    report: ReportOption = DEFAULT_REPORT,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Compare hashes only: finds copies, resized and toned ones, but neither crops nor"
            " borders nor turned ones, and proves nothing on the pixels.",
        ),
    ] = False,
    storage_cost: Annotated[
        float | None,
        typer.Option(
            "--storage-cost",
            min=0,
            help="What a terabyte costs to keep for a year; it is remembered. [default: 276 USD]",
        ),
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", help="Currency of that cost. [default: USD]")
    ] = None,
    radius: RadiusOption = None,
    threshold: ThresholdOption = None,
    workers: WorkersOption = None,
    time_limit: TimeLimitOption = TIME_LIMIT,
    max_pixels: MaxPixelsOption = DEFAULT_LIMITS.max_pixels,
    follow_symlinks: FollowOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Scan folders, find duplicate images, and write a report. No image file is changed."""
    # Half a second of numba and scipy, which other commands need not wait for.
    from lookalike.report import write_report
    from lookalike.report.files import make_folder
    from lookalike.scan.run import check_folder

    limits = Limits(max_pixels=max_pixels, follow_symlinks=follow_symlinks)
    for folder in folders:
        check_folder(folder)
    refuse_inside(folders, report, "the report", "--report")
    make_folder(report)  # now, and not when all the work is done
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        refuse_inside(folders, target.data_dir, "the data directory", "--data-dir")
        for name, value in (("storage_cost_per_tb_year", storage_cost), ("currency", currency)):
            if value is not None:
                connection.execute("SELECT lookalike.set_setting(%s, %s)", (name, str(value)))
        scan_all(connection, folders, workers, time_limit, limits)
        if not quick:
            say(describe_embed(stages.embed(connection, workers=workers)))
        say(describe_match(stages.match(connection, radius, threshold)))
        if not quick:
            say(describe_prove(stages.prove(connection, workers)))
        say(describe_cluster(stages.cluster(connection)))
        say(describe_classify(stages.classify(connection)))
        files = write_report(connection, report)
        say()
        for line in _conclusion(connection):
            say(line)
        say()
        say(f"Report: {files.html}")
        say("Look further:")
        for query in _QUERIES:
            say(f'  {_psql(database, data_dir)} -c "{query}"')


def _psql(database: str | None, data_dir: Path | None) -> str:
    """The command that opens this very database, with a URL left to whoever may know it."""
    options = ["--data-dir", str(data_dir)] if data_dir else []
    command = shlex.join([sys.argv[0], "psql", *options])
    return f"{command} --database URL" if database else command


def _cost(summary: dict[str, Any]) -> str:
    cost, currency = summary["redundant_cost_per_year"], summary["currency"]
    if summary["redundant_bytes"] and not cost:
        return f"less than 0.01 {currency}"
    return f"{cost:,} {currency}"


_QUERIES = (
    "SELECT * FROM duplication_summary",
    "SELECT cluster_id, images, redundant_bytes, master_path FROM duplicate_cluster"
    " ORDER BY redundant_bytes DESC LIMIT 10",
    "SELECT path, class, reason FROM retention_classification WHERE class = 'identical copy'",
)


def _conclusion(connection: Connection[Any]) -> list[str]:
    with connection.cursor(row_factory=dict_row) as cursor:
        summary = cursor.execute(
            "SELECT * FROM lookalike.duplication_summary WHERE dimension = 'archive'"
        ).fetchone()
        worst = cursor.execute(
            "SELECT * FROM lookalike.duplicate_cluster"
            " ORDER BY redundant_bytes DESC, cluster_id LIMIT 1"
        ).fetchone()
        skipped = cursor.execute(
            "SELECT count(*) AS files FROM lookalike.scan_problem"
            " WHERE NOT is_scanned AND problem <> 'not_an_image'"
        ).fetchone()
        collections = cursor.execute(
            "SELECT name, root FROM lookalike_internal.collection ORDER BY name"
        ).fetchall()
    assert summary is not None and skipped is not None
    copies = summary["identical_copies"] + summary["derivatives"]
    if not summary["images"]:
        return ["No images were found."]
    lines = [
        f"{copies:,} of {summary['images']:,} images"
        + (f" in {len(collections)} collections" if len(collections) > 1 else "")
        + f" ({summary['duplication_rate']:.1%})"
        f" are copies of another that would be kept: {summary['identical_copies']:,} identical,"
        f" {summary['derivatives']:,} derivatives.",
        f"They take {format_bytes(summary['redundant_bytes'])} of"
        f" {format_bytes(summary['bytes'])}, {_cost(summary)} a year.",
    ]
    if worst:
        lines.append(
            f"Begin with cluster {worst['cluster_id']}: {worst['images']:,} images,"
            f' {format_bytes(worst["redundant_bytes"])} beside "{worst["master_path"]}"'
            f" of {worst['master_collection']}."
        )
    if skipped["files"]:
        lines.append(
            f"{skipped['files']:,} files could not be audited:"
            " view scan_problem says which and why."
        )
    lines.extend(
        f'The folder of collection "{row["name"]}" is not there ({row["root"]}), but its images are'
        f" counted: mount it, or SELECT lookalike.forget_collection('{row['name']}')."
        for row in collections
        if not os.path.isdir(unescape_path(row["root"]))  # noqa: PTH112 -- names are bytes
    )
    lines.append("No file was changed. Nothing is to be deleted on these figures alone.")
    return lines
