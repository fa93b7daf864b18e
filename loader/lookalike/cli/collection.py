"""`collection`: the folders that are scanned, what they hold, and where they lie."""

import os
import shlex
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from psycopg import Connection

from lookalike.cli.ask import DryRunOption, YesOption, ask
from lookalike.cli.grouping import command_group
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption
from lookalike.cli.query import rows
from lookalike.cli.stages import folder_path
from lookalike.console import counted, format_bytes, say, say_table
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError
from lookalike.names import escape_path
from lookalike.scan.moved import look_for_files

app = command_group("List the collections, and say what they hold or where they lie.")

NameArgument = Annotated[
    str,
    typer.Argument(metavar="NAME", help="Name of the collection: see lookalike collection list."),
]

_UNKNOWN = "unknown"


@app.command("list")
def list_collections(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the collections: images, what they hold, and the folder."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        collections = rows(connection, "collection_list")
    if not collections:
        say("There are no collections: lookalike audit PATH makes one.")
        return
    say_table(
        ("name", "images", "holds", "jurisdiction", "site", "folder"),
        [
            (
                row["name"],
                f"{row['images']:,}",
                row["holds"] or _UNKNOWN,
                row["jurisdiction"] or _UNKNOWN,
                row["site"] or _UNKNOWN,
                row["root"],
            )
            for row in collections
        ],
    )


@app.command("set")
def set_(
    name: NameArgument,
    holds: Annotated[
        Literal["masters", "derivatives", "unknown"] | None,
        typer.Option(
            "--holds",
            help="What the collection holds: masters (originals), derivatives (such as access"
            " copies), or unknown.",
        ),
    ] = None,
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            "--jurisdiction",
            metavar="CODE",
            help="Where its files are, such as HK or US-CA (ISO 3166), or unknown.",
        ),
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="SITE",
            help="The site that keeps it: see lookalike site list; or unknown.",
        ),
    ] = None,
    dry_run: DryRunOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Declare what a collection holds, or where it is.

    What it holds is evidence for which image is the original. It takes effect with the next audit,
    or the next lineage and classify. Plans do not carry files from one jurisdiction to another.
    A site has a price of storage, and a jurisdiction for the collections that declare no other.
    """
    if holds is None and jurisdiction is None and site is None:
        raise LookalikeError("nothing is declared", hint="Give --holds, --jurisdiction or --site.")
    # The lineage of a whole collection may take hours, so the stages are named.
    with archive_to_change(database, data_dir, shows_all=True, mends=False, dry_run=dry_run) as (
        connection,
        _,
    ):
        if holds is not None:
            before = _declare(connection, "set_collection", name, holds)
            _say_declared(f"what collection {name} holds", holds, before)
        if jurisdiction is not None:
            code = jurisdiction if jurisdiction == _UNKNOWN else jurisdiction.upper()
            before = _declare(connection, "set_jurisdiction", name, code)
            _say_declared(f"the jurisdiction of collection {name}", code, before)
        if site is not None:
            before = _declare(connection, "set_collection_site", name, site)
            _say_declared(f"the site of collection {name}", site, before)


def _declare(connection: Connection[Any], function: str, name: str, value: str) -> str:
    """Call a function that declares something of a collection; return what it was before."""
    given = None if value == _UNKNOWN else value
    before: str | None = one(connection, f"SELECT lookalike.{function}(%s, %s)", name, given)
    return before or _UNKNOWN


def _say_declared(what: str, value: str, before: str) -> None:
    if before == value:
        say(f"Nothing to do: {what} is {value}.")
    else:
        say(f"{what[0].upper()}{what[1:]} is now {value}. It was {before}.")


@app.command()
def role(
    name: NameArgument,
    role: Annotated[
        Literal["preservation-master", "production-master", "access-copy", "thumbnail", "unknown"],
        typer.Argument(metavar="ROLE", help="The role of its files; unknown takes a role away."),
    ],
    by: ByOption,
    path: Annotated[
        str,
        typer.Option(
            "--path",
            metavar="PATH",
            help="Only this folder or file, below the folder of the collection.",
        ),
    ] = "",
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Declare the role of the files of a collection, folder or file.

    A declared role counts for more than what the files show.
    """
    said = None if role == _UNKNOWN else role.replace("-", " ")
    with archive_to_change(database, data_dir) as (connection, _):
        images = one(
            connection, "SELECT lookalike.declare_role(%s, %s, %s, %s)", name, said, by, path
        )
        place = f"{name}:{path}" if path else f"collection {name}"
        if images == 0:
            say(f"Nothing to do: the role of {place} is {role.replace('-', ' ')}.")
        else:
            say(f"The role of {place} is now {role.replace('-', ' ')}: {counted(images, 'image')}.")


@app.command()
def move(
    name: NameArgument,
    root: Annotated[
        Path,
        typer.Argument(metavar="ROOT", parser=folder_path, help="Folder where its files lie now."),
    ],
    force: Annotated[
        bool,
        typer.Option("--force", help="Also if most of its files are not in that folder."),
    ] = False,
    dry_run: DryRunOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Say that the folder of a collection lies elsewhere now.

    Its images keep their numbers and the decisions about them. No file is moved. Scan the folder
    afterwards.
    """
    from lookalike.scan.run import check_folder  # half a second of numba and scipy

    folder = os.fsencode(check_folder(root))
    with archive_to_change(database, data_dir, mends=False, dry_run=dry_run) as (
        connection,
        ending,
    ):
        sample = look_for_files(connection, name, folder)
        if not sample.is_there and not force:
            raise LookalikeError(
                f'the files of collection "{name}" are not in "{escape_path(folder)}"',
                detail=f"{sample.found} of {sample.files} files that were looked for lie there with"
                " the same names and sizes.",
                hint="Name the folder that holds them, or give --force.",
            )
        before = one(
            connection, "SELECT lookalike.move_collection(%s, %s)", name, escape_path(folder)
        )
        if before == escape_path(folder):
            say(f"Nothing to do: the folder of collection {name} is {before}.")
        else:
            say(f"The folder of collection {name} is now {escape_path(folder)}. It was {before}.")
            ending.next_step = (
                f"To see what changed there: lookalike scan {shlex.quote(escape_path(folder))}"
            )


@app.command()
def forget(
    name: NameArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Forget a collection with its images, and touch no file.

    What people decided about its pictures stays, and counts again if a picture comes back.
    """
    with archive_to_change(database, data_dir, shows_all=True, mends=False, dry_run=dry_run) as (
        connection,
        _,
    ):
        found = rows(connection, "collection_size", collection=name)
        for row in found:
            say(
                f"Collection {name}: {counted(row['images'], 'image')}"
                f" ({format_bytes(row['bytes'])}) in {row['root']}"
            )
        if found and not dry_run:
            ask(
                f"Forget what the archive knows of collection {name}?",
                yes,
                f"lookalike collection forget {shlex.quote(name)} --dry-run",
            )
        forgotten = one(connection, "SELECT lookalike.forget_collection(%s)", name)
        say(
            f"{counted(forgotten, 'image')} of collection {name}"
            f" {'would be' if dry_run else 'are' if forgotten != 1 else 'is'} forgotten."
            " No file is touched."
        )
