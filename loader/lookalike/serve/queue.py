"""The queue: what waits for people, the worst first, and what this person has in hand."""

from typing import Any

from psycopg import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.serve import up_to_date
from lookalike.serve.answer import page
from lookalike.serve.cases import Case, Wanted, count_open
from lookalike.serve.last import describe_last
from lookalike.serve.paging import page_number
from lookalike.serve.people import Person
from lookalike.serve.query import Row, may, rows
from lookalike.serve.render import render

_PAGE = 30  # cases on a page
_PAGES = 50
RISKS = ("0.2", "0.5", "0.9")
# Cases that are no pictures to look at: where they are closed, and by which commands.
_ELSEWHERE = {
    "quarantine proposed": ("/plans?state=proposed", "lookalike quarantine approve PLAN"),
    "disposal due": (
        "/plans/new",
        "lookalike quarantine disposal NAME; lookalike authority end CODE",
    ),
    "not compared": (None, "lookalike match && lookalike classify"),
}


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    wanted = Wanted.of(request.query_params)
    risk = request.query_params.get("risk")
    risk = risk if risk in RISKS else None
    number = page_number(request, _PAGES)
    found = rows(
        connection, "queue", kind=wanted.kind, collection=wanted.collection, risk=risk,
        limit=_PAGE + 1, offset=_PAGE * (number - 1),
    )  # fmt: skip
    leases = {Case.of_row(row): row for row in rows(connection, "leases")}
    return render(
        request,
        "queue.html.j2",
        cases=[_case(row, leases) for row in found[:_PAGE]],
        mine=[case for case, row in leases.items() if row["person"] == person.name.strip()],
        kinds=count_open(connection),
        collections=[row["name"] for row in rows(connection, "collection_names")],
        wanted=wanted,
        risk=risk,
        risks=RISKS,
        number=number,
        has_more=len(found) > _PAGE and number < _PAGES,
        may=may(connection, "record_decision"),
        decided=describe_last(request, person, connection),
        no_case=Case(),
        is_over="over" in request.query_params,
        behind=up_to_date.describe(connection),
    )


def _case(row: Row, leases: dict[Case, Row]) -> Row:
    """A row of the queue with the address at which it is decided, and who has it in hand."""
    if row["kind"] in _ELSEWHERE:
        address, command = _ELSEWHERE[row["kind"]]
        return row | {"address": address, "command": command, "lease": None}
    case = Case.of_row(row)
    address = None if case == Case() else case.path
    return row | {"address": address, "command": None, "lease": leases.get(case)}


routes = [Route("/queue", page(_show), methods=["GET"])]
