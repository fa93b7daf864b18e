"""What the commands about plans share."""

from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.query import rows
from lookalike.console import counted, say, warn
from lookalike.errors import LookalikeError
from lookalike.nearest import did_you_mean

_SHOWN = 5  # files of a new plan that are named

PlanArgument = Annotated[
    str, typer.Argument(metavar="PLAN", help="The number or the name of the plan.")
]

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A name for the plan.")]

AuthorityOption = Annotated[
    str,
    typer.Option(
        "--authority",
        metavar="TEXT",
        help="The schedule, law or agreement that orders this, as the documents name it.",
    ),
]


def find_plan(connection: Connection[Any], plan: str) -> int:
    """Find the number of a plan by its number or name. Raises LookalikeError."""
    found = rows(connection, "plan_number", plan=plan)
    if not found:
        raise LookalikeError(
            f'plan "{plan}" does not exist',
            hint=did_you_mean(plan, [row["name"] for row in rows(connection, "plans")])
            + "List the plans: lookalike quarantine list",
        )
    return int(found[0]["plan_id"])


def total_of(connection: Connection[Any], plan_id: int) -> tuple[int, int]:
    """Return how many images a plan has, and their size in bytes."""
    (total,) = rows(connection, "plan_total", plan_id=plan_id)
    return int(total["images"]), int(total["bytes"])


def next_step_of(connection: Connection[Any], plan_id: int) -> str:
    """Return what a plan waits for, in words, with the command."""
    (found,) = rows(connection, "plan", plan_id=plan_id)
    return str(found["next_step"])


def say_files(connection: Connection[Any], plan_id: int, images: int, *, is_kept: bool) -> None:
    """Name the first images of a plan that was just proposed, and is kept or rolled back."""
    files = rows(connection, "plan_files", plan_id=plan_id, limit=_SHOWN)
    for file in files:
        say(f"   {file['collection']}:{file['path']}")
    if images > len(files):
        say(
            f"   and {counted(images - len(files), 'more image')}"
            + (f": lookalike quarantine show {plan_id}" if is_kept else "")
        )


def say_companions(connection: Connection[Any], plan_id: int) -> None:
    """Complete a plan that was just proposed, and say how many companions it has."""
    from lookalike.quarantine.propose import complete_proposal

    companions, troubles = complete_proposal(connection, plan_id)
    if companions:
        say(f"{counted(companions, 'companion')} found: sidecar files, films of live photos.")
    for trouble in troubles:
        warn(trouble)
