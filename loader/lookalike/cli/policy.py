"""`policy`: the rules that say which images to keep."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.grouping import command_group
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption, RawValuesOption
from lookalike.console import counted, say, say_table
from lookalike.database import connect, open_target

app = command_group("Choose the rules that say which images to keep.")

FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.toml",
        help="A policy, as a TOML file, or the name of a policy that Lookalike ships, such as"
        " museum.",
    ),
]


@app.command()
def check(
    file: FileArgument, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Check a policy file, and point at its errors."""
    from lookalike.retention import read_policy

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        policy = read_policy(connection, file)
        say(f'Policy "{policy.name}" is in order: {counted(len(policy.rules), "rule")}.')


@app.command()
def diff(
    file: FileArgument,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=0, help="List no more images than this.")
    ] = 20,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Write the whole list to this file."),
    ] = None,
    raw_values: RawValuesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Show which images a policy would classify differently.

    The command changes nothing.
    """
    from lookalike.retention import find_difference, read_policy

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        policy = read_policy(connection, file)
        found = find_difference(connection, policy, limit, csv, raw_values)
        if not found.changed:
            say(f'Policy "{policy.name}" would change nothing.')
            return
        say(
            f'Policy "{policy.name}" would change class or disposition of {found.changed:,} of'
            f" {counted(found.images, 'image')}:"
        )
        say()
        moves = sorted(found.moves.items(), key=lambda item: (-item[1], str(item[0])))
        say_table(
            ("images", "from", "to"),
            [
                (
                    f"{images:,}",
                    _described(move.class_before, move.disposition_before),
                    _described(move.class_after, move.disposition_after),
                )
                for move, images in moves
            ],
        )
        if found.first:
            say()
        for collection, path, move in found.first:
            say(
                f"{collection}:{path}: {_described(move.class_before, move.disposition_before)}"
                f" -> {_described(move.class_after, move.disposition_after)}"
            )
        if found.changed > len(found.first) and csv is None:
            rest = found.changed - len(found.first)
            say(f"... and {counted(rest, 'image')} more. --csv FILE writes all of them.")
        if csv is not None:
            say(f"All of them: {csv}")


def _described(class_: str | None, disposition: str | None) -> str:
    return f"{class_}, {disposition}" if class_ else "not classified"


@app.command("apply")
def apply(
    file: FileArgument,
    by: ByOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Put a policy into use.

    Lookalike stores the policy as a version that never changes.
    """
    from lookalike.retention import apply_policy, read_policy, store_policy
    from lookalike.retention.store import list_policies

    with archive_to_change(database, data_dir, shows_all=True, mends=False) as (connection, _):
        policy = read_policy(connection, file)
        with connection.transaction():
            number = store_policy(connection, policy, by)
            is_new = apply_policy(connection, number, by)
        stored = next(v for v in list_policies(connection) if v.policy_id == number)
        name = f'Policy "{stored.name}", version {stored.version},'
        if is_new:
            say(f"{name} is in use.")
        else:
            say(f"{name} was in use already.")


@app.command("list")
def list_versions(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List all versions of all policies.

    * marks the version in use.
    """
    from lookalike.retention import list_policies

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        say_table(
            ("", "policy", "version", "rules", "added", "by", "description"),
            [
                (
                    "*" if v.is_in_use else "",
                    v.name,
                    str(v.version),
                    str(v.rules),
                    f"{v.created_at:%Y-%m-%d}",
                    v.created_by,
                    _first_line(v.description),
                )
                for v in list_policies(connection)
            ],
        )


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0]
    return line if len(line) <= 60 else line[:59].rstrip() + "…"


@app.command()
def show(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="Name of the policy. [default: the policy in use]"),
    ] = None,
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help="Number of the version. [default: the latest]"),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Print a policy as TOML, to read or to edit."""
    from lookalike.retention import format_policy, load_policy
    from lookalike.retention.store import find_version

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        found = find_version(connection, name, version)
        for line in format_policy(load_policy(connection, found)).splitlines():
            say(line)


@app.command()
def columns(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the columns that rules and reasons can name."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT word, type, meaning FROM lookalike_detail.policy_vocabulary"
            " WHERE kind = 'column'"
        ).fetchall()
        say_table(("column", "type", "meaning"), rows)
