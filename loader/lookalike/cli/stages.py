"""`scan`, `encode`, `match`, `prove` and the rest: each stage as a command of its own."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from psycopg import Connection

from lookalike import stages
from lookalike.cli.engine import EngineOption, MasterOption, chosen_engine
from lookalike.cli.mend import archive_to_change, changing, name_stale
from lookalike.cli.options import DAY_FORMATS, DatabaseOption, DataDirOption, RawValuesOption
from lookalike.console import counted, say
from lookalike.database import connect, open_target
from lookalike.engine.interface import Workers
from lookalike.errors import LookalikeError
from lookalike.picture.limits import DEFAULT_LIMITS, TIME_LIMIT, Limits
from lookalike.scan.exclude import Excludes

if TYPE_CHECKING:
    from lookalike.scan.run import ScanResult


def folder_path(value: str) -> Path:
    if not value:  # an unset variable in a script, which Path would take for the current folder
        raise typer.BadParameter("the path is empty: name a folder")
    return Path(value)


FoldersArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        parser=folder_path,
        help="Folders of images. Each folder becomes a collection.",
    ),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        help="Number of processes that read files. [default: one for each core]",
    ),
]
TimeLimitOption = Annotated[
    float,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0.1,
        help="Time to decode one file. A slower file becomes a scan problem.",
    ),
]
MaxPixelsOption = Annotated[
    int,
    typer.Option(
        "--max-pixels",
        metavar="N",
        min=1,
        help="Do not decode a larger picture. It becomes a scan problem.",
    ),
]
FollowOption = Annotated[
    bool,
    typer.Option(
        "--follow-symlinks",
        help="Follow symbolic links. Otherwise each link becomes a scan problem. What lies behind a"
        " link is compared by hashes only; name its own folder to have it proven.",
    ),
]
ExcludeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="PATTERN",
        help="Leave out what has this name ('*.tmp', 'proxies/') or this path below the folder"
        " ('2019/proxies'). You can repeat the option.",
    ),
]
DefaultExcludesOption = Annotated[
    bool,
    typer.Option(
        "--no-default-excludes",
        help="Also scan recycle bins, snapshots, folders of thumbnails and lock files.",
    ),
]
AcceptMissingOption = Annotated[
    bool,
    typer.Option(
        "--accept-missing",
        help="Many files are gone, and are meant to be. Otherwise such a scan stops: a share"
        " or disk may not be mounted.",
    ),
]
ThumbnailsOption = Annotated[
    bool | None,
    typer.Option(
        "--thumbnails/--no-thumbnails",
        help="Keep a small picture of each image, of at most 4 kB, also of images that were scanned"
        " without; or drop those of these folders. [default: setting thumbnails, for images that"
        " are read]",
        show_default=False,
    ),
]
RadiusOption = Annotated[
    int | None,
    typer.Option(
        "--radius",
        min=0,
        max=64,
        metavar="BITS",
        help="Compare two images closely if their 64-bit hashes differ in no more bits."
        " [default: setting match_radius]",
    ),
]
ThresholdOption = Annotated[
    int | None,
    typer.Option(
        "--threshold",
        min=0,
        max=256,
        metavar="BITS",
        help="Take two images for copies if their 256-bit hashes differ in no more bits."
        " [default: setting match_threshold]",
    ),
]
CrowdLimitOption = Annotated[
    int | None,
    typer.Option(
        "--crowd-limit",
        min=1,
        max=1_000_000,
        metavar="N",
        help="An image is crowded if more images than this are within the radius. Crowded images"
        " stay connected, but not every pair of them is kept. [default: setting crowd_limit]",
    ),
]
MethodOption = Annotated[
    Literal["index", "passes"] | None,
    typer.Option(
        "--method",
        "--way",
        help="index: look up the new images in the index. passes: compare all images with all"
        " others. [default: the faster one]",
    ),
]
RebuildOption = Annotated[
    bool,
    typer.Option(
        "--rebuild", help="Form all clusters again, not only those whose matches have changed."
    ),
]
ReportOption = Annotated[
    Path, typer.Option("--report", metavar="DIR", help="Folder for the report.")
]
LanguageOption = Annotated[
    Literal["en", "zh-Hant"],
    typer.Option(
        "--language",
        help="Language of the page: English, or Traditional Chinese (zh-Hant). Reasons and names"
        " stay as the archive keeps them.",
    ),
]
DEFAULT_REPORT = Path("lookalike-report")


def scan(
    folders: FoldersArgument,
    workers: WorkersOption = None,
    time_limit: TimeLimitOption = TIME_LIMIT,
    max_pixels: MaxPixelsOption = DEFAULT_LIMITS.max_pixels,
    follow_symlinks: FollowOption = False,
    exclude: ExcludeOption = None,
    no_default_excludes: DefaultExcludesOption = False,
    accept_missing: AcceptMissingOption = False,
    thumbnails: ThumbnailsOption = None,
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Read the new and changed images in folders.

    Lookalike stores the hashes and the metadata of each image. It changes no image file.
    """
    from lookalike.scan.run import check_folder  # half a second of numba and scipy

    excludes = Excludes(exclude or (), defaults=not no_default_excludes)
    for folder in folders:
        check_folder(folder)
    limits = Limits(max_pixels=max_pixels, follow_symlinks=follow_symlinks)
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        refuse_inside(folders, target.data_dir, "the data directory", "--data-dir")
        with chosen_engine(engine, master, workers) as chosen, changing(connection):
            scan_all(
                *(connection, folders, chosen, time_limit, limits, excludes),
                *(accept_missing, thumbnails),
            )


def scan_all(
    connection: Connection[Any],
    folders: list[Path],
    workers: Workers,
    time_limit: float,
    limits: Limits,
    excludes: Excludes,
    accept_missing: bool,
    thumbnails: bool | None,
) -> None:
    """Scan folders in turn, and say what each scan did."""
    from lookalike.scan.run import scan_folder

    for folder in folders:
        found = scan_folder(
            connection,
            folder,
            workers=workers,
            time_limit=time_limit,
            limits=limits,
            excludes=excludes,
            accept_missing=accept_missing,
            thumbnails=thumbnails,
        )
        for line in describe_scan(folder, found):
            say(line)


def encode(
    workers: WorkersOption = None,
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Find the corners of each new picture.

    Pictures that share corners are copies, crops or parts of each other. Lookalike stores a code of
    64 bits for each of the strongest corners: see view local_code.
    """
    with (
        chosen_engine(engine, master, workers) as chosen,
        archive_to_change(database, data_dir, mends=False) as (connection, _),
    ):
        say(describe_pictures("encode", stages.encode(connection, chosen)))


def embed(
    workers: WorkersOption = None,
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Make embeddings, to find small crops.

    One picture of each cluster is enough, and those that are in no cluster. The model in use makes
    the embeddings: see lookalike model list.
    """
    with (
        chosen_engine(engine, master, workers) as chosen,
        archive_to_change(database, data_dir, mends=False) as (connection, _),
    ):
        say(describe_pictures("embed", stages.embed(connection, workers=chosen)))


def match(
    radius: RadiusOption = None,
    threshold: ThresholdOption = None,
    crowd_limit: CrowdLimitOption = None,
    method: MethodOption = None,
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Find pairs of images whose hashes are alike.

    The command compares the images that are new or have changed. If a setting has changed, it also
    compares the images that the setting concerns.
    """
    with (
        chosen_engine(engine, master) as chosen,
        archive_to_change(database, data_dir, mends=False) as (connection, _),
    ):
        found = stages.match(connection, radius, threshold, crowd_limit, method, workers=chosen)
        say(describe_match(found))


def prove(
    workers: WorkersOption = None,
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Compare pairs pixel by pixel, to prove which are copies.

    The command also looks for copies that the hashes do not show: cropped, framed, mirrored, turned
    and inverted ones. It stores how each copy was made.
    """
    with (
        chosen_engine(engine, master, workers) as chosen,
        archive_to_change(database, data_dir, mends=False) as (connection, _),
    ):
        say(describe_prove(stages.prove(connection, chosen)))


def cluster(
    rebuild: RebuildOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Group the images that are copies of each other.

    Two images can be in one cluster because a third image connects them.
    """
    with archive_to_change(database, data_dir, mends=False) as (connection, _):
        say(describe_cluster(stages.cluster(connection, rebuild)))


def lineage(
    workers: WorkersOption = None,
    engine: EngineOption = "processes",
    master: MasterOption = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Find from which image each image of a cluster was made.

    The command reads the files of clusters that have changed. Where no image is certain to be the
    original, it says so, and people decide.
    """
    with (
        chosen_engine(engine, master, workers) as chosen,
        archive_to_change(database, data_dir, mends=False) as (connection, _),
    ):
        say(describe_lineage(stages.lineage(connection, chosen)))


def classify(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DAY",
            formats=DAY_FORMATS,
            help="Count years and due dates to this day, not to today.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Propose which image of each cluster to keep, and why.

    Each image gets a retention class, a disposition and a reason.
    """
    day = as_of.date() if as_of is not None else None
    with archive_to_change(database, data_dir, shows_all=True, mends=False) as (connection, _):
        said = describe_classify(stages.classify(connection, day))
        say(said if day is None else f"{said}, as of {day}")


def report(
    folder: ReportOption = DEFAULT_REPORT,
    raw_values: RawValuesOption = False,
    language: LanguageOption = "en",
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write the report on the archive: a page and CSV files.

    The report shows what the database holds. The command scans nothing.
    """
    from lookalike.report import write_report  # half a second of numba and scipy

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        files = write_report(connection, folder, raw_values, language)
        say(f"report: {files.html}")
        name_stale(connection)


def refuse_inside(folders: list[Path], ours: Path | None, what: str, option: str) -> None:
    """Refuse to write below a folder that is to be scanned. Raises LookalikeError."""
    for folder in folders:
        if ours is not None and ours.resolve().is_relative_to(folder.resolve()):
            raise LookalikeError(
                f"{what} {ours} is inside the image folder {folder}",
                detail="Lookalike writes nothing into a folder of images.",
                hint=f"Name another folder with {option}.",
            )


def describe_scan(folder: Path, found: "ScanResult") -> list[str]:
    """One line on a scan, and one on each pattern that left something out."""
    counts = found.counts
    line = (
        f"scan: {folder}: {counted(counts['images'], 'image')}"
        f" among {counted(counts['files'], 'file')};"
        f" {counts['new']:,} new, {counts['changed']:,} changed, {counts['moved']:,} moved,"
        f" {counts['missing']:,} missing; {counted(counts['not_images'], 'other file')},"
        f" {counted(counts['problems'], 'problem')}"
        + (" (resumed an interrupted scan)" if found.resumed else "")
    )
    return [line, *(f"  {left_out}" for left_out in _describe_left_out(found))]


def _describe_left_out(found: "ScanResult") -> Iterator[str]:
    left_out = found.left_out
    for words in dict.fromkeys(words for words, _ in left_out):
        yield f"{words}: {count_left_out(left_out[words, True], left_out[words, False])}"
    if images := found.counts.get("images_left_out"):
        yield (
            f"{counted(images, 'image')} of earlier scans"
            f" {'is' if images == 1 else 'are'} left out now, and no longer in the audit"
        )
    if found.has_other_patterns:
        yield "the last scan of this folder had other exclude patterns"


def count_left_out(folders: int, files: int) -> str:
    """Say how many folders and files are left out."""
    parts = [counted(folders, "folder")] if folders else []
    if files or not folders:
        parts.append(counted(files, "file"))
    return " and ".join(parts)


def describe_match(found: stages.MatchResult) -> str:
    """One line on a match."""
    counts = found.counts
    crowded = counts["crowded"]
    return (
        f"match: {counted(counts['accepted'], 'pair')} accepted, {counts['possible']:,} possible"
        + (f", {crowded:,} crowded" if crowded else "")
        + f"; {found.method}"
    )


def describe_pictures(stage: str, counts: dict[str, int]) -> str:
    """One line on a stage that looks at each picture once: encode or embed."""
    return f"{stage}: {counts['new']:,} new of {counted(counts['pictures'], 'picture')}" + _unread(
        counts["unread"], "picture"
    )


def describe_prove(counts: dict[str, int]) -> str:
    """One line on proving."""
    return (
        f"prove: {counted(counts['compared'], 'pair')} compared now; in all"
        f" {counts['proven']:,} proven on the pixels, {counts['accepted']:,} accepted,"
        f" {counts['possible']:,} possible"
        + (f", {counts['parts']:,} part of another image" if counts["parts"] else "")
        + _unread(counts["unread"], "pair")
    )


def _unread(count: int, what: str) -> str:
    return f"; {counted(count, what)} could not be read again" if count else ""


def describe_cluster(counts: dict[str, int]) -> str:
    """One line on clustering."""
    return (
        f"cluster: {counted(counts['clusters'], 'cluster')} of {counted(counts['images'], 'image')}"
    )


def describe_lineage(counts: dict[str, int]) -> str:
    """One line on lineages."""
    return (
        f"lineage: {counted(counts['clusters'], 'cluster')},"
        f" the original of {counts['certain']:,} is certain" + _unread(counts["unread"], "cluster")
    )


def describe_classify(counts: dict[str, int]) -> str:
    """One line on classes, the largest first."""
    classes = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "classify: " + (", ".join(f"{n:,} {name}" for name, n in classes) or "no images")
