"""`import`: what a catalogue says about the images."""

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from psycopg import Connection

from lookalike.cli.grouping import group_with_default
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import counted, say, warn
from lookalike.errors import LookalikeError

if TYPE_CHECKING:
    from lookalike.catalogue.source import Source

app = group_with_default(
    "Import a catalogue (FILE), or fingerprints of another archive.",
    "catalogue",
    takes_files=True,
)

_SHOWN = 3  # rows of a dry run


@app.command("catalogue")
def import_catalogue(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="A CSV, TSV, JSON Lines, Parquet, .xlsx, .ods or XML file."
        ),
    ] = None,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="SQL", help="Import the rows of this query, not a file."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", metavar="NAME", help="Name of the catalogue. [default: the name of the file]"
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="The column that holds a field. FIELD= says that no column holds it. You can give"
            " this option several times.",
        ),
    ] = None,
    join_rows: Annotated[
        bool | None,
        typer.Option(
            "--join-rows/--no-join-rows",
            help="Rows with the same id are one entry with all of their files."
            " [default: as at the last import, else no]",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the mapping and a few rows. Change nothing.")
    ] = False,
    kind: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="csv, tsv, jsonl, parquet, xlsx, ods or xml. [default: from the ending of FILE]",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", metavar="NAME", help="Encoding of the file. [default: detected]"
        ),
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(
            "--delimiter",
            metavar="CHARACTER",
            help="Character between the fields of a CSV file. [default: detected]",
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet", metavar="NAME", help="Sheet of a spreadsheet. [default: the first with data]"
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Import a catalogue, and link its entries to the images.

    Import the catalogue again when it has changed. Lookalike then updates its entries, and keeps
    what they said before.
    """
    from lookalike.catalogue.source import KINDS, one_of, open_source

    given = _given(mapping or [])
    if (file is None) == (query is None):
        raise LookalikeError(
            "an import needs one source: a file or a query",
            hint="lookalike import FILE, or lookalike import --query SQL --name NAME",
        )
    if query is not None and not name:
        raise LookalikeError(
            "a catalogue from a query needs a name", hint="Give it one with --name."
        )
    if kind is not None and kind not in KINDS:
        raise LookalikeError(f'unknown format "{kind}"', hint=f"Give {one_of(KINDS)}.")
    # A catalogue may concern all images, so the stages are named.
    with archive_to_change(database, data_dir, shows_all=True, mends=False) as (
        connection,
        ending,
    ):
        ending.is_quiet = dry_run
        if file is not None:
            name = name or file.stem
            source = open_source(file, cast(Any, kind), encoding, delimiter, sheet)
            say(f"{file.name}: {source.description}")
            if source.left_out:
                warn(f"{file.name}: {source.left_out}")
            _import_file(connection, source, file, name, given, dry_run, join_rows)
        else:
            _import_query(connection, cast(str, query), cast(str, name), given, dry_run, join_rows)


def _given(pairs: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals or not field.strip():
            raise LookalikeError(
                f'"{pair}" does not map a field to a column', hint="Write --map FIELD=COLUMN."
            )
        given[field.strip()] = column.strip()
    return given


def _import_file(
    connection: Connection[Any],
    source: "Source",
    file: Path,
    name: str,
    given: dict[str, str],
    dry_run: bool,
    join_rows: bool | None,
) -> None:
    from lookalike.catalogue.store import choose_mapping, import_source

    mapping = choose_mapping(connection, name, source.rows.columns, given)
    _show_mapping(mapping, source.rows.columns)
    if dry_run:
        for line, said in islice(source.rows.rows(), _SHOWN):
            _show_row(f"{source.rows.row_noun} {line}", said, mapping)
        say("Nothing was changed.")
        return
    _show_counts(name, import_source(connection, name, file.name, source, mapping, join_rows))


def _import_query(
    connection: Connection[Any],
    query: str,
    name: str,
    given: dict[str, str],
    dry_run: bool,
    join_rows: bool | None,
) -> None:
    from lookalike.catalogue.store import choose_mapping, import_query, sample_query

    columns, shown = sample_query(connection, query, _SHOWN if dry_run else 0)
    mapping = choose_mapping(connection, name, columns, given)
    _show_mapping(mapping, columns)
    if dry_run:
        for number, said in enumerate(shown, start=1):
            _show_row(f"row {number}", said, mapping)
        say("Nothing was changed.")
        return
    _show_counts(name, import_query(connection, name, query, mapping, join_rows))


def _show_mapping(mapping: dict[str, str], columns: list[str]) -> None:
    width = max(len(field) for field in mapping)
    for field, column in sorted(mapping.items(), key=lambda pair: columns.index(pair[1])):
        say(f"  {field:<{width}} <- {column}")
    others = [column for column in columns if column not in mapping.values()]
    if others:
        say(f"  kept as they are: {', '.join(others)}")


def _show_row(where: str, said: dict[str, Any], mapping: dict[str, str]) -> None:
    say(f"{where}:")
    for field, column in mapping.items():
        if column in said:
            text = " ".join(str(said[column]).split())
            say(f"  {field}: {text if len(text) <= 80 else text[:79] + '…'}")


def _show_counts(name: str, counts: dict[str, int]) -> None:
    changes = {key: counts[key] for key in ("new", "changed", "missing", "returned")}
    if not any(changes.values()):
        what = "nothing has changed"
    else:
        what = ", ".join(f"{count:,} {key}" for key, count in changes.items() if count)
    say(f"catalogue {name}: {counted(counts['entries'], 'entry', 'entries')}; {what}")
    unmatched = counts["entries"] - counts["matched"]
    say(
        f"match: {counts['matched']:,} of them have images; "
        f"{counts['links_added']:,} links added, {counts['links_removed']:,} removed"
    )
    if unmatched:
        say(
            f"{counted(unmatched, 'entry has', 'entries have')} no image: "
            "view unlinked_entry says why. "
            "View uncatalogued_image lists the images without an entry."
        )
    if counts["files_unlinked"]:
        say(
            f"{counted(counts['files_unlinked'], 'file', 'files')} of the entries with images "
            "cannot be found: view unlinked_file says why."
        )
