"""`quarantine`: set files aside by a plan that two people agreed on, and put them back."""

import csv
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.console import counted, format_bytes, say, say_columns, warn, warn_of_notice
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError

app = typer.Typer(
    no_args_is_help=True,
    help="Set files aside by a plan that two people agreed on, and put them back.",
)

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="Its number, or its name.")]


@app.command()
def propose(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call the plan.")],
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="DIR", help="Where the files go; in no collection, best on their disk."
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image",
            metavar="PATH",
            help="An image, as PATH or COLLECTION:PATH; again for each. [default: all that the"
            " policy or reviewers propose]",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Propose a plan. Nothing is moved before somebody else has approved it."""
    from lookalike.names import escape_path

    destination = escape_path(os.path.realpath(os.fsencode(to)))
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        connection.add_notice_handler(warn_of_notice)
        chosen = None
        if image:
            chosen = [one(connection, "SELECT lookalike.find_path(%s)", path) for path in image]
        plan_id = one(
            connection,
            "SELECT lookalike.propose_quarantine(%s, %s, %s, %s, %s)",
            name,
            destination,
            by,
            reason,
            chosen,
        )
        images, size = _total(connection, plan_id)
        say(f"Plan {plan_id}: {counted(images, 'image')}, {format_bytes(size)}, to {destination}.")
        say(f"Somebody else approves it: lookalike quarantine approve {plan_id} --reviewer NAME")


@app.command()
def approve(
    plan: PlanArgument,
    reviewer: Annotated[
        str,
        typer.Option("--reviewer", metavar="NAME", help="Who approves: not who proposed it."),
    ],
    skip_guarded: Annotated[
        bool,
        typer.Option("--skip-guarded", help="Withhold what is guarded, and approve the rest."),
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Approve a plan that somebody else proposed; refused if anything in it is guarded."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = _find(connection, plan)
        approved = one(
            connection,
            "SELECT lookalike.approve_quarantine(%s, %s, %s)",
            plan_id,
            reviewer,
            skip_guarded,
        )
        withheld = _problems(connection, plan_id)
        say(f"Plan {plan_id} approved: {counted(approved, 'image')}, {len(withheld):,} withheld.")
        _warn_of(withheld)
        say(f"To move the files: lookalike quarantine apply {plan_id}")


@app.command()
def withdraw(
    plan: PlanArgument,
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Withdraw a plan of which nothing is in quarantine."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = _find(connection, plan)
        connection.execute(
            "SELECT lookalike.withdraw_quarantine(%s, %s, %s)", (plan_id, by, reason)
        )
        say(f"Plan {plan_id} withdrawn.")


@app.command("list")
def list_plans(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the plans."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT p.plan_id, p.name, p.state, p.proposed_by, coalesce(p.approved_by, ''),"
            " count(q.image_id), coalesce(sum(q.byte_size), 0),"
            " count(*) FILTER (WHERE q.state = 'withheld'),"
            " count(*) FILTER (WHERE q.state = 'moved') FROM lookalike_internal.quarantine_plan p"
            " LEFT JOIN lookalike_internal.quarantine_item q USING (plan_id)"
            " GROUP BY p.plan_id ORDER BY p.plan_id"
        ).fetchall()
        if not rows:
            say("There is no plan.")
            return
        say_columns(
            (
                "plan", "name", "state", "proposed by", "approved by", "images", "size", "withheld",
                "moved",
            ),
            [
                (
                    str(plan_id), name, state, proposer, approver,
                    f"{images:,}", format_bytes(int(size)), f"{withheld:,}", f"{moved:,}",
                )
                for plan_id, name, state, proposer, approver, images, size, withheld, moved in rows
            ],
        )  # fmt: skip


@app.command()
def show(
    plan: PlanArgument,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many at the most.")] = 50,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Show the files of a plan: where each is, what stays in its place, what keeps it."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = _find(connection, plan)
        row = connection.execute(
            "SELECT name, state, destination, proposed_by, reason, approved_by"
            " FROM lookalike_internal.quarantine_plan WHERE plan_id = %s",
            (plan_id,),
        ).fetchone()
        assert row is not None
        name, state, destination, proposer, reason, approver = row
        say(f"Plan {plan_id}, {name}: {state}")
        say(f"Proposed by {proposer}: {reason}")
        if approver:
            say(f"Approved by {approver}")
        say(f"To {destination}")
        items = connection.execute(
            "SELECT collection, path, state, byte_size, stays, guard, obstacle"
            " FROM lookalike.quarantine_manifest WHERE plan_id = %s"
            " ORDER BY collection, path LIMIT %s",
            (plan_id, limit),
        ).fetchall()
        for collection, path, item_state, size, stays, guard, problem in items:
            say(f"{item_state}: {collection}:{path} ({format_bytes(size)})")
            if stays is not None:
                say(f"   stays: {stays}")
            if guard is not None:
                say(f"   guarded: {guard}")
            if problem is not None:
                say(f"   {problem}")
        images, _ = _total(connection, plan_id)
        if images > len(items):
            say(f"... and {images - len(items):,} more: --limit, or lookalike quarantine export")


@app.command()
def apply(
    plan: PlanArgument, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Move the files of an approved plan. What is guarded or has changed stays, and is named.

    Killed at any point, the same command goes on from there. Ends with exit code 1 if any file
    was not moved.
    """
    from lookalike.quarantine.run import apply_plan

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = _find(connection, plan)
        outcome = apply_plan(connection, plan_id)
        say(
            f"Plan {plan_id} is {outcome.state}: {counted(outcome.done, 'file')} moved, "
            f"{format_bytes(outcome.byte_size)}; {len(outcome.problems):,} not."
        )
        _warn_of(outcome.problems)
        say(f"To put everything back: lookalike quarantine restore {plan_id}")
    if outcome.problems:
        raise typer.Exit(1)


@app.command()
def restore(
    plan: PlanArgument, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Put every file of a plan back to where it was, and move none that is left of it.

    Killed at any point, the same command goes on from there. Ends with exit code 1 if any file
    could not be put back.
    """
    from lookalike.quarantine.run import restore_plan

    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = _find(connection, plan)
        outcome = restore_plan(connection, plan_id)
        say(
            f"Plan {plan_id} is {outcome.state}: {counted(outcome.done, 'file')} put back, "
            f"{format_bytes(outcome.byte_size)}; {len(outcome.problems):,} not."
        )
        _warn_of(outcome.problems)
    if outcome.problems:
        raise typer.Exit(1)


@app.command()
def export(
    plan: PlanArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="Where to write it.")],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Write the manifest of a plan as CSV: paths, digests, where to, state."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = _find(connection, plan)
        query = (
            "SELECT * FROM lookalike.quarantine_manifest WHERE plan_id = %s"
            " ORDER BY collection, path"
        )
        try:
            stream = file.open("x", encoding="utf-8", newline="")
        except OSError as error:
            raise LookalikeError(
                f'cannot write "{file}": {error.strerror}',
                hint="Name a file that is not there yet.",
            ) from error
        with stream, connection.transaction(), connection.cursor("manifest") as cursor:
            cursor.execute(query, (plan_id,))
            writer = csv.writer(stream)
            first = cursor.fetchone()
            assert cursor.description is not None
            writer.writerow([column.name for column in cursor.description])
            lines = 0
            for row in [first, *cursor] if first is not None else []:
                writer.writerow(row)
                lines += 1
        say(f"{counted(lines, 'file')} written to {file}.")


def _find(connection: Connection[Any], plan: str) -> int:
    """The number of a plan by its number or name. Raises LookalikeError."""
    row = connection.execute(
        "SELECT plan_id FROM lookalike_internal.quarantine_plan WHERE name = %s OR plan_id::text = %s"
        " ORDER BY name = %s DESC LIMIT 1",
        (plan, plan, plan),
    ).fetchone()
    if row is None:
        raise LookalikeError(
            f'plan "{plan}" does not exist', hint="lookalike quarantine list lists them."
        )
    return int(row[0])


def _total(connection: Connection[Any], plan_id: int) -> tuple[int, int]:
    row = connection.execute(
        "SELECT count(*), coalesce(sum(byte_size), 0) FROM lookalike_internal.quarantine_item"
        " WHERE plan_id = %s",
        (plan_id,),
    ).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _problems(connection: Connection[Any], plan_id: int) -> list[tuple[str, str]]:
    return connection.execute(
        "SELECT path, obstacle FROM lookalike_internal.quarantine_item"
        " WHERE plan_id = %s AND state = 'withheld' ORDER BY path",
        (plan_id,),
    ).fetchall()


def _warn_of(problems: list[tuple[str, str]]) -> None:
    for path, problem in problems:
        warn(f'"{path}": {problem}')
