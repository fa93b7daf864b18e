"""`quarantine`: set copies aside by an approved plan, and put them back."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.ask import DryRunOption, YesOption, ask
from lookalike.cli.ending import Ending, dry
from lookalike.cli.grouping import ByCommand, command_group
from lookalike.cli.images import find_image_ids
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import (
    ByOption,
    DatabaseOption,
    DataDirOption,
    ReasonOption,
)
from lookalike.cli.plan import (
    NameArgument,
    PlanArgument,
    find_plan,
    next_step_of,
    say_companions,
    say_files,
    total_of,
)
from lookalike.cli.query import rows
from lookalike.console import counted, format_bytes, say, say_table, warn, warn_of_notice
from lookalike.database import connect, one, open_target
from lookalike.verify.set_aside import describe_lost

if TYPE_CHECKING:
    from lookalike.quarantine.run import Item

_SHOWN = 5  # files that are named before they move

app = command_group("Set copies aside by an approved plan, and put them back.")


@app.command()
def propose(
    name: NameArgument,
    to: Annotated[
        Path,
        typer.Option(
            "--to",
            metavar="DIR",
            help="Folder for the files. It must lie outside all collections, best on their disk.",
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image",
            metavar="PATH",
            help="An image for the plan: PATH or COLLECTION:PATH. You can give this option several"
            " times. [default: all images that the policy or reviewers propose]",
        ),
    ] = None,
    dry_run: DryRunOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Propose a plan, for another person to approve.

    No file moves before the plan is approved and applied.
    """
    from lookalike.names import escape_path

    destination = escape_path(os.path.realpath(os.fsencode(to)))
    with archive_to_change(database, data_dir, area="plan", dry_run=dry_run) as (
        connection,
        ending,
    ):
        connection.add_notice_handler(warn_of_notice)
        plan_id = one(
            connection,
            "SELECT lookalike.propose_quarantine(%s, %s, %s, %s, %s)",
            name,
            destination,
            by,
            reason,
            find_image_ids(connection, image),
        )
        images, size = total_of(connection, plan_id)
        shown = name.strip() if dry_run else plan_id  # a dry run keeps no number
        say(f"Plan {shown}: {counted(images, 'image')}, {format_bytes(size)}, to {destination}.")
        say_files(connection, plan_id, images, is_kept=not dry_run)
        say_companions(connection, plan_id)
        ending.next_step = next_step_of(connection, plan_id)


@app.command(cls=ByCommand)
def approve(
    plan: PlanArgument,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="NAME",
            help="The person who approves. Another person must have proposed the plan.",
        ),
    ],
    skip_guarded: Annotated[
        bool,
        typer.Option("--skip-guarded", help="Withhold the guarded images, and approve the others."),
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Approve a plan that another person proposed.

    Lookalike refuses a plan that has guarded images.
    """
    with archive_to_change(database, data_dir, area="plan") as (connection, ending):
        plan_id = find_plan(connection, plan)
        approved = one(
            connection,
            "SELECT lookalike.approve_quarantine(%s, %s, %s)",
            plan_id,
            by,
            skip_guarded,
        )
        withheld = _problems(connection, plan_id)
        (found,) = rows(connection, "plan", plan_id=plan_id)
        say(
            f"Plan {plan_id}, {found['name']}, approved: {counted(approved, 'image')},"
            f" {len(withheld):,} withheld."
        )
        _warn_of(withheld)
        ending.next_step = found["next_step"]


@app.command()
def withdraw(
    plan: PlanArgument,
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Withdraw a plan that has no files in quarantine."""
    with archive_to_change(database, data_dir, area="plan") as (connection, ending):
        plan_id = find_plan(connection, plan)
        connection.execute(
            "SELECT lookalike.withdraw_quarantine(%s, %s, %s)", (plan_id, by, reason)
        )
        (found,) = rows(connection, "plan", plan_id=plan_id)
        say(
            f"Plan {plan_id}, {found['name']}, withdrawn:"
            f" its {counted(found['images'], 'image')} will not be moved."
        )
        ending.next_step = found["next_step"]


@app.command("list")
def list_plans(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List all plans, and count their files."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plans = rows(connection, "plans")
    if not plans:
        say("There is no plan.")
        return
    say_table(
        (
            "plan", "name", "kind", "state", "proposed by", "approved by", "images", "size",
            "withheld", "moved",
        ),
        [
            (
                str(plan["plan_id"]), plan["name"], plan["kind"], plan["state"],
                plan["proposed_by"], plan["approved_by"], f"{plan['images']:,}",
                format_bytes(plan["bytes"]), f"{plan['withheld']:,}", f"{plan['moved']:,}",
            )
            for plan in plans
        ],
    )  # fmt: skip
    for plan in plans:
        if plan["no_longer_there"]:
            warn(
                f"plan {plan['plan_id']}: {describe_lost(plan['no_longer_there'])}:"
                f" lookalike quarantine show {plan['plan_id']}"
            )


@app.command()
def show(
    plan: PlanArgument,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Show no more files than this.")
    ] = 50,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Show the files of a plan, and what guards them.

    For each file the command shows where it is, and which file stays in its place.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        plan_id = find_plan(connection, plan)
        (found,) = rows(connection, "plan", plan_id=plan_id)
        files = rows(connection, "plan_files", plan_id=plan_id, limit=limit)
        companions: dict[int, list[dict[str, Any]]] = {}
        for companion in rows(
            connection,
            "plan_companions",
            plan_id=plan_id,
            images=[file["image_id"] for file in files],
        ):
            companions.setdefault(companion["image_id"], []).append(companion)
        images, _ = total_of(connection, plan_id)
    say(f"Plan {plan_id}, {found['name']}, {found['kind']}: {found['state']}")
    say(f"Proposed by {found['proposed_by']}: {found['reason']}")
    if found["approved_by"]:
        say(f"Approved by {found['approved_by']}")
    for line in _facts(found):
        say(line)
    for file in files:
        size = format_bytes(file["byte_size"])
        say(f"{file['state']}: {file['collection']}:{file['path']} ({size})")
        for companion in companions.get(file["image_id"], []):
            if companion["obstacle"] is None:
                say(f"   with it: {companion['path']}")
            else:
                say(f"   without: {companion['path']} ({companion['obstacle']})")
        if file["stays"] is not None:
            say(f"   stays: {file['stays']}")
        if file["guard"] is not None:
            say(f"   guarded: {file['guard']}")
        if file["obstacle"] is not None:
            say(f"   {file['obstacle']}")
        if file["found"] not in (None, "intact"):
            said = "no longer there" if file["found"] == "missing" else file["found"]
            say(f"   {said}: looked for on {file['looked_at']:%Y-%m-%d}")
    if images > len(files):
        say(
            f"... and {counted(images - len(files), 'more file')}."
            f" To write all: lookalike quarantine export {plan_id} FILE.csv"
        )


@app.command()
def apply(
    plan: PlanArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Move the files of an approved plan, and their companions.

    The command lists what it is about to move, and asks. A file stays if it is guarded or has
    changed. The command names each file that stays, and then ends with exit code 1. If the command
    is interrupted, run it again: it goes on from there.
    """
    from lookalike.quarantine.run import apply_plan, items_to_apply

    with _plan_to_move(database, data_dir, dry_run) as (connection, ending):
        plan_id = find_plan(connection, plan)
        items = items_to_apply(connection, plan_id)
        if items:
            _say_items("Files to move", items)
        if items and not dry_run:
            ask(
                f"Move {counted(len(items), 'file')} now?",
                yes,
                f"lookalike quarantine apply {plan_id} --dry-run",
            )
        outcome = apply_plan(connection, plan_id, dry_run=dry_run)
        staying = outcome.problems + outcome.withheld
        (found,) = rows(connection, "plan", plan_id=plan_id)
        earlier = found["set_aside"] - (0 if dry_run else outcome.done)
        left_out = outcome.never_approved
        say(
            (
                f"Plan {plan_id} would move {counted(outcome.done, 'file')}"
                if dry_run
                else f"Plan {plan_id} is {outcome.state}: {counted(outcome.done, 'file')} moved"
            )
            + f" ({format_bytes(outcome.byte_size)}), {len(staying):,} not moved"
            + (f"; {earlier:,} moved before" if earlier else "")
            + (f"; {left_out:,} withheld when it was approved" if left_out else "")
            + "."
        )
        _warn_of(staying)
        _warn_of(outcome.remarks)
        ending.next_step = found["next_step"]
    if staying:
        raise typer.Exit(1)


@app.command()
def restore(
    plan: PlanArgument,
    dry_run: DryRunOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Put all files of a plan back in their places.

    The plan moves no more files after that. The command names each file that it could not put back,
    and then ends with exit code 1. If the command is interrupted, run it again: it goes on from
    there.
    """
    from lookalike.quarantine.run import items_to_restore, restore_plan

    with _plan_to_move(database, data_dir, dry_run) as (connection, ending):
        plan_id = find_plan(connection, plan)
        items = items_to_restore(connection, plan_id)
        if items:
            _say_items("Files to put back", items, back=True)
        outcome = restore_plan(connection, plan_id, dry_run=dry_run)
        (found,) = rows(connection, "plan", plan_id=plan_id)
        say(
            (
                f"Plan {plan_id} would put back {counted(outcome.done, 'file')}"
                if dry_run
                else f"Plan {plan_id} is {outcome.state}: {counted(outcome.done, 'file')} put back"
            )
            + f" ({format_bytes(outcome.byte_size)}), {len(outcome.problems):,} not put back"
            + (
                f"; {counted(found['withheld'], 'file was', 'files were')} never moved."
                if found["withheld"]
                else "."
            )
        )
        _warn_of(outcome.problems)
        _warn_of(outcome.remarks)
        ending.next_step = found["next_step"]
    if outcome.problems:
        raise typer.Exit(1)


@contextmanager
def _plan_to_move(
    database: str | None, data_dir: Path | None, dry_run: bool
) -> Iterator[tuple[Connection[Any], Ending]]:
    """As `archive_to_change`; but a dry run rolls back each step by itself."""
    if not dry_run:
        with archive_to_change(database, data_dir, area="plan") as opened:
            yield opened
        return
    with open_target(database, data_dir) as target, connect(target.url) as connection, dry():
        yield connection, Ending()


def _say_items(what: str, items: Sequence["Item"], *, back: bool = False) -> None:
    """Say how many files are about to move, and for the first ones from where to where."""
    size = format_bytes(sum(item.byte_size for item in items))
    say(f"{what}: {len(items):,} ({size}).")
    for item in items[:_SHOWN]:
        places = [f"{item.collection}:{item.path}", item.destination]
        one_place, other = reversed(places) if back else places
        say(f"  from {one_place}")
        say(f"    to {other}")
    if len(items) > _SHOWN:
        say(f"  and {counted(len(items) - _SHOWN, 'more file')}.")


def _facts(plan: dict[str, Any]) -> list[str]:
    """Say where the files of a plan go, or what became of them."""
    if plan["kind"] == "set aside":
        return [f"To {plan['destination']}"]
    lines = [f"Authority: {plan['authority']}"]
    if plan["kind"] == "record disposal":
        lines += [
            f"Disposed of on {plan['disposed_on']}: {plan['method']}",
            f"Certificate {plan['certificate']}, witnessed by {plan['witness']}",
        ]
        return lines
    lines.append(f"To {plan['receiver']}")
    if plan["receipt_no"] is not None:
        lines.append(
            f"Receipt {plan['receipt_no']} of {plan['received_on']},"
            f" recorded by {plan['receipt_recorded_by']}"
        )
    return lines


def _problems(connection: Connection[Any], plan_id: int) -> list[tuple[str, str]]:
    found = rows(connection, "withheld_files", plan_id=plan_id)
    return [(file["path"], file["obstacle"]) for file in found]


def _warn_of(problems: list[tuple[str, str]]) -> None:
    for path, problem in problems:
        warn(f'"{path}": {problem}')
