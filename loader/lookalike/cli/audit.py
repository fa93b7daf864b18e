"""`audit`: every stage in turn, a report, and what to do next."""

import os
import shlex
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike import stages
from lookalike.cli.engine import EngineOption, MasterOption, chosen_engine
from lookalike.cli.mend import name_stale
from lookalike.cli.options import DatabaseOption, DataDirOption, RawValuesOption
from lookalike.cli.query import rows
from lookalike.cli.settings import change_setting
from lookalike.cli.stages import (
    DEFAULT_REPORT,
    AcceptMissingOption,
    DefaultExcludesOption,
    ExcludeOption,
    FoldersArgument,
    FollowOption,
    LanguageOption,
    MaxPixelsOption,
    RadiusOption,
    ReportOption,
    ThresholdOption,
    ThumbnailsOption,
    TimeLimitOption,
    WorkersOption,
    count_left_out,
    describe_classify,
    describe_cluster,
    describe_lineage,
    describe_match,
    describe_pictures,
    describe_prove,
    refuse_inside,
    scan_all,
)
from lookalike.console import counted, format_bytes, say, say_command
from lookalike.database import connect, open_target
from lookalike.engine.interface import Workers
from lookalike.names import unescape_path
from lookalike.picture.limits import DEFAULT_LIMITS, TIME_LIMIT, Limits
from lookalike.scan.exclude import Excludes
from lookalike.steps import Steps, steps
from lookalike.verify.set_aside import count_lost, describe_lost, look_for_set_aside


def audit(
    folders: FoldersArgument,
    report: ReportOption = DEFAULT_REPORT,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Compare hashes only. This finds exact, resized and toned copies. It does not find"
            " cropped, framed or turned copies, and proves nothing on the pixels.",
        ),
    ] = False,
    storage_cost: Annotated[
        float | None,
        typer.Option(
            "--storage-cost",
            min=0,
            metavar="PRICE",
            help="Price of one terabyte of storage for a year. Lookalike remembers it."
            " [default: 276 USD]",
        ),
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option("--currency", metavar="NAME", help="Currency of that price. [default: USD]"),
    ] = None,
    radius: RadiusOption = None,
    threshold: ThresholdOption = None,
    workers: WorkersOption = None,
    time_limit: TimeLimitOption = TIME_LIMIT,
    max_pixels: MaxPixelsOption = DEFAULT_LIMITS.max_pixels,
    follow_symlinks: FollowOption = False,
    exclude: ExcludeOption = None,
    no_default_excludes: DefaultExcludesOption = False,
    accept_missing: AcceptMissingOption = False,
    thumbnails: ThumbnailsOption = None,
    raw_values: RawValuesOption = False,
    language: LanguageOption = "en",
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Find the duplicate images in folders, and write a report.

    This runs all stages, one after the other. It changes no image file.
    """
    # Half a second of numba and scipy, which other commands need not wait for.
    from lookalike.output import make_folder
    from lookalike.report import write_report
    from lookalike.scan.run import check_folder

    excludes = Excludes(exclude or (), defaults=not no_default_excludes)
    limits = Limits(max_pixels=max_pixels, follow_symlinks=follow_symlinks)
    for folder in folders:
        check_folder(folder)
    refuse_inside(folders, report, "the report", "--report")
    make_folder(report)  # now, and not when all the work is done
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        refuse_inside(folders, target.data_dir, "the data directory", "--data-dir")
        for name, value in (("storage_cost_per_tb_year", storage_cost), ("currency", currency)):
            if value is not None:
                change_setting(connection, name, str(value))
        with (
            chosen_engine(engine, master, workers) as chosen,
            steps("audit", step_shares(quick) | {"report": 2.0}) as step,
        ):
            step.begin("scan")
            scan_all(
                *(connection, folders, chosen, time_limit, limits, excludes),
                *(accept_missing, thumbnails),
            )
            run_stages(connection, step, quick, radius, threshold, chosen)
            step.begin("report")
            files = write_report(connection, report, raw_values, language)
        say()
        for line in _conclusion(connection):
            say(line)
        name_stale(connection)
        say()
        say(f"Report: {files.html}")
        say("To look further:")
        for query in _QUERIES:
            say_command(_psql(database, data_dir), query)


def step_shares(quick: bool) -> dict[str, float]:
    """The steps of an audit without its report, and how long each takes as against the others.

    In processor time of one picture, in milliseconds, where every fifth is a copy.
    """
    shares = {"scan": 10.0, "encode": 14.0, "match": 1.0, "prove": 80.0, "cluster": 0.5}
    shares |= {"lineage": 25.0, "classify": 1.0}
    left_out = ("encode", "prove", "lineage") if quick else ()
    return {name: share for name, share in shares.items() if name not in left_out}


def run_stages(
    connection: Connection[Any],
    step: Steps,
    quick: bool = False,
    radius: int | None = None,
    threshold: int | None = None,
    workers: Workers = None,
) -> None:
    """Run the stages after the scan, say what each did, and keep a snapshot of the result.

    `step` is of steps(..., step_shares(quick)).
    """
    if not quick:
        step.begin("encode")
        say(describe_pictures("encode", stages.encode(connection, workers)))
    step.begin("match")
    say(describe_match(stages.match(connection, radius, threshold, workers=workers)))
    if not quick:
        step.begin("prove")
        embedded, proven = stages.prove_and_embed(connection, workers)
        say(describe_pictures("embed", embedded))
        say(describe_prove(proven))
    step.begin("cluster")
    say(describe_cluster(stages.cluster(connection)))
    if not quick:
        step.begin("lineage")
        say(describe_lineage(stages.lineage(connection, workers)))
    step.begin("classify")
    say(describe_classify(stages.classify(connection)))
    look_for_set_aside(connection)
    connection.execute("SELECT lookalike.take_snapshot()")


def _psql(database: str | None, data_dir: Path | None) -> list[str]:
    """The command that opens this very database, with a URL left to whoever may know it."""
    options = ["--data-dir", str(data_dir)] if data_dir else []
    if database:
        options += ["--database", "URL"]
    return [sys.argv[0], "psql", *options]


def _costs(connection: Connection[Any]) -> str:
    costs = [
        f"less than 0.01 {row['currency']}"
        if 0 < row["cost"] < Decimal("0.01")
        else f"{row['cost']:,.2f} {row['currency']}"
        for row in rows(connection, "archive_cost")
    ]
    return " and ".join(costs)


_QUERIES = (
    "SELECT * FROM duplication_summary",
    "SELECT cluster_id, images, redundant_bytes, master_path\n"
    "FROM duplicate_cluster ORDER BY redundant_bytes DESC LIMIT 10",
    "SELECT path, class, reason\nFROM retention_classification WHERE class = 'identical copy'",
)


def _conclusion(connection: Connection[Any]) -> list[str]:
    from lookalike.report.moves import read_moves  # the report reads pictures

    (summary,) = rows(connection, "archive_summary")
    (skipped,) = rows(connection, "skipped_files")
    collections = rows(connection, "collections")
    if not summary["images"]:
        return ["No images were found."]
    lines = [
        f"{summary['duplicates']:,} of {summary['images']:,} images"
        + (f" in {len(collections)} collections" if len(collections) > 1 else "")
        + f" ({summary['duplication_rate']:.1%})"
        " are duplicates: copies of another image."
        f" Policy and guards would release {summary['releasable_images']:,}.",
        f"They take {format_bytes(summary['redundant_bytes'])} of"
        f" {format_bytes(summary['bytes'])}, and cost {_costs(connection)} a year.",
    ]
    (undetermined,) = rows(connection, "undetermined")
    if undetermined["images"]:
        lines.append(
            f"{counted(undetermined['images'], 'more image')} in"
            f" {counted(undetermined['clusters'], 'cluster')}: it is not certain which is the"
            " original. People decide; view lineage shows the evidence."
        )
    for worst in rows(connection, "worst_cluster"):
        lines.append(
            f"Begin with cluster {worst['cluster_id']}: {worst['images']:,} images."
            + (
                " People decide which of them is the original."
                if worst["master_path"] is None
                else f' The copies of "{worst["master_path"]}" in {worst["master_collection"]} take'
                f" {format_bytes(worst['redundant_bytes'])}."
            )
        )
    if skipped["files"]:
        lines.append(
            f"{counted(skipped['files'], 'file')} could not be audited:"
            " the view scan_problem lists the files and the reasons."
        )
    if lost := count_lost(connection):
        lines.append(
            f"{describe_lost(lost)}: lookalike quarantine list. If they were disposed of"
            " lawfully, record it: lookalike quarantine disposal."
        )
    folders_left_out, files_left_out = skipped["folders_left_out"], skipped["files_left_out"]
    if folders_left_out or files_left_out:
        lines.append(
            f"Left out by patterns: {count_left_out(folders_left_out, files_left_out)}. They have"
            " the problem excluded in view scan_problem."
        )
    lines.extend(
        f'The folder of collection "{row["name"]}" does not exist: {row["root"]}. Its images are'
        " counted all the same. Mount the folder, say where it lies now (lookalike collection"
        f" move), or forget the collection: lookalike collection forget {shlex.quote(row['name'])}"
        for row in collections
        if not os.path.isdir(unescape_path(row["root"]))  # noqa: PTH112 -- names are bytes
    )
    lines.append(f"This audit only read files. {read_moves(connection)}")
    lines.append("Do not delete files because of these figures alone.")
    return lines
