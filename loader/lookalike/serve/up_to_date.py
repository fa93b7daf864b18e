"""Decisions that clusters and classes do not show yet, and how these are brought up to date."""

from typing import Any

from psycopg import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike import stages
from lookalike.behind import bring_up_to_date, find_behind, name_commands
from lookalike.errors import LookalikeError
from lookalike.serve.answer import action, back_to, takes_long
from lookalike.serve.people import Person
from lookalike.serve.query import Row, rows

# What decisions change, in the order of running.
_STAGES = ("prove", "cluster", "lineage", "classify")
# After a scan, these may have hours of work, and so may the proofs: that is for a command.
_BEFORE_PROOFS = {"encode", "match"}


def describe(connection: Connection[Any]) -> Row | None:
    """How many decisions wait, and the commands; None where everything shows them."""
    behind = _behind(connection)
    if not behind:
        return None
    (counted,) = rows(connection, "undecided_count", stages=list(_STAGES))
    return {"decisions": counted["decisions"], "commands": name_commands(behind)}


def _behind(connection: Connection[Any]) -> list[Row]:
    behind = find_behind(connection)
    stages_behind = {row["stage"] for row in behind}
    wanted = set(_STAGES)
    if "prove" in stages_behind and (
        stages_behind & _BEFORE_PROOFS or rows(connection, "pictures_to_prove")[0]["waits"]
    ):
        wanted.remove("prove")
    return [row for row in behind if row["stage"] in wanted]


def _run(request: Request, person: Person, connection: Connection[Any], form: FormData) -> Response:
    # Each stage may leave work to those after the proofs.
    done = bring_up_to_date(
        connection, {*_STAGES[1:], *(row["stage"] for row in _behind(connection))}
    )
    stages.refresh(connection)
    left = _behind(connection)
    if left:
        raise LookalikeError(
            f"stage {left[0]['stage']} cannot run now: your role may not run it, or another"
            " session runs it",
            hint=f"Somebody with the role of the loader runs: {name_commands(left)}",
        )
    if done:
        person.note(f"Brought up to date: {', '.join(row['makes'] for row in done)}.")
    return back_to("/queue")


routes = [Route("/up-to-date", action(takes_long(_run)), methods=["POST"])]
