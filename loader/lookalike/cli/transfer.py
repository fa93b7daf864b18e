"""`quarantine transfer`, `receipt`, `disposal`, `target`: what becomes of files elsewhere."""

import datetime
import os
from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.ask import DryRunOption
from lookalike.cli.images import find_image_ids
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DAY_FORMATS, ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.cli.plan import (
    AuthorityOption,
    NameArgument,
    PlanArgument,
    find_plan,
    next_step_of,
    say_companions,
    say_files,
    total_of,
)
from lookalike.cli.query import rows
from lookalike.console import counted, format_bytes, say, warn, warn_of_notice
from lookalike.database import one
from lookalike.digest import read_digest
from lookalike.errors import LookalikeError
from lookalike.names import escape_path


def transfer(
    name: NameArgument,
    to: Annotated[
        str, typer.Option("--to", metavar="KEEPER", help="The keeper that takes the files over.")
    ],
    authority: AuthorityOption,
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        list[str] | None,
        typer.Option(
            "--image",
            metavar="PATH",
            help="An image for the plan: PATH or COLLECTION:PATH. You can give this option several"
            " times. [default: all images whose disposition is transfer]",
        ),
    ] = None,
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            "--jurisdiction", metavar="CODE", help="Where the keeper is, such as HK (ISO 3166)."
        ),
    ] = None,
    dry_run: DryRunOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Propose a plan to hand files over to another keeper.

    Another person approves it. The files stay where they are. Hand a copy over, and record the
    receipt: lookalike quarantine receipt.
    """
    with archive_to_change(database, data_dir, area="plan", dry_run=dry_run) as (
        connection,
        ending,
    ):
        connection.add_notice_handler(warn_of_notice)
        plan_id = one(
            connection,
            "SELECT lookalike.propose_transfer(%s, %s, %s, %s, %s, %s, %s)",
            name,
            to,
            authority,
            by,
            reason,
            find_image_ids(connection, image),
            jurisdiction,
        )
        images, size = total_of(connection, plan_id)
        shown = name.strip() if dry_run else plan_id
        say(f"Plan {shown}: {counted(images, 'image')}, {format_bytes(size)}, for {to}.")
        say_files(connection, plan_id, images, is_kept=not dry_run)
        say_companions(connection, plan_id)
        ending.next_step = next_step_of(connection, plan_id)


def receipt(
    plan: PlanArgument,
    receiver: Annotated[
        str, typer.Option("--from", metavar="KEEPER", help="The keeper that gave the receipt.")
    ],
    number: Annotated[
        str, typer.Option("--number", metavar="TEXT", help="The number of the receipt.")
    ],
    date: Annotated[
        datetime.datetime,
        typer.Option(
            "--date", metavar="DATE", formats=DAY_FORMATS, help="The date on the receipt."
        ),
    ],
    document: Annotated[
        Path,
        typer.Option(
            "--document",
            metavar="FILE",
            help="The document of the receipt. Its SHA-256 is recorded, and it is not changed.",
        ),
    ],
    by: ByOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Record the receipt that another keeper gave for files.

    From then on the files count as transferred, and stand in for no other file. They stay where
    they are.
    """
    try:
        with document.open("rb", buffering=0) as file:
            digest, _ = read_digest(file.fileno())
    except OSError as error:
        raise LookalikeError(
            f'cannot read "{document}": {error.strerror}',
            hint="Name the document of the receipt, a file that this user may read.",
        ) from error
    with archive_to_change(database, data_dir, area="plan") as (connection, ending):
        plan_id = find_plan(connection, plan)
        transferred = one(
            connection,
            "SELECT lookalike.record_receipt(%s, %s, %s, %s, %s, %s)",
            plan_id,
            receiver,
            number,
            date.date(),
            digest.hex(),
            by,
        )
        say(f"Receipt {number} is on record: {counted(transferred, 'image')} transferred.")
        for file_ in rows(connection, "withheld_files", plan_id=plan_id):
            warn(f'"{file_["path"]}": {file_["obstacle"]}')
        ending.next_step = next_step_of(connection, plan_id)


def disposal(
    name: NameArgument,
    authority: AuthorityOption,
    method: Annotated[
        str,
        typer.Option("--method", metavar="TEXT", help="How, such as: overwritten three times."),
    ],
    certificate: Annotated[
        str,
        typer.Option("--certificate", metavar="TEXT", help="The number of the certificate."),
    ],
    witness: Annotated[
        str, typer.Option("--witness", metavar="NAME", help="The person who saw it.")
    ],
    date: Annotated[
        datetime.datetime,
        typer.Option(
            "--date", metavar="DATE", formats=DAY_FORMATS, help="The day of the disposal."
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    image: Annotated[
        list[str],
        typer.Option(
            "--image",
            metavar="PATH",
            help="An image that is gone: PATH or COLLECTION:PATH. You can give this option several"
            " times.",
        ),
    ],
    dry_run: DryRunOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Propose to record that files were disposed of elsewhere.

    Another person approves the record. A file that is still there is refused: lookalike deletes
    nothing.
    """
    with archive_to_change(database, data_dir, area="plan", dry_run=dry_run) as (
        connection,
        ending,
    ):
        plan_id = one(
            connection,
            "SELECT lookalike.propose_disposal_record(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            name,
            authority,
            method,
            certificate,
            witness,
            date.date(),
            by,
            reason,
            find_image_ids(connection, image),
        )
        images, _ = total_of(connection, plan_id)
        shown = name.strip() if dry_run else plan_id
        say(f"Plan {shown}: the disposal of {counted(images, 'image')}.")
        say_files(connection, plan_id, images, is_kept=not dry_run)
        ending.next_step = next_step_of(connection, plan_id)


def set_target(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder to which plans move files.")
    ],
    jurisdiction: Annotated[
        str,
        typer.Option(
            "--jurisdiction",
            metavar="CODE",
            help="Where the folder is, such as HK or US-CA (ISO 3166), or unknown.",
        ),
    ],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Declare the jurisdiction of a folder for plans.

    A plan does not carry files from the jurisdiction of their collection to another, unless
    setting may_cross_jurisdiction is on.
    """
    path = escape_path(os.path.realpath(os.fsencode(folder)))
    code = None if jurisdiction == "unknown" else jurisdiction
    with archive_to_change(database, data_dir, area="plan") as (connection, _):
        before = one(connection, "SELECT lookalike.set_target_jurisdiction(%s, %s)", path, code)
        say(f"The jurisdiction of {path} is now {jurisdiction}. It was {before or 'unknown'}.")
