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

# What decisions change. The stages before these may have hours of work after a scan.
_STAGES = ("cluster", "lineage", "classify")


def describe(connection: Connection[Any]) -> Row | None:
    """How many decisions wait, and the commands; None where everything shows them."""
    behind = _behind(connection)
    if not behind:
        return None
    (counted,) = rows(connection, "undecided_count", stages=list(_STAGES))
    return {"decisions": counted["decisions"], "commands": name_commands(behind)}


def _behind(connection: Connection[Any]) -> list[Row]:
    return [row for row in find_behind(connection) if row["stage"] in _STAGES]


def _run(request: Request, person: Person, connection: Connection[Any], form: FormData) -> Response:
    bring_up_to_date(connection, _STAGES)
    stages.refresh(connection)
    left = _behind(connection)
    if left:
        raise LookalikeError(
            f"stage {left[0]['stage']} cannot run now: your role may not run it, or another"
            " session runs it",
            hint=f"Somebody with the role of the loader runs: {name_commands(left)}",
        )
    return back_to("/queue")


routes = [Route("/up-to-date", action(takes_long(_run)), methods=["POST"])]
