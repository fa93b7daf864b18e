"""The queue: what waits for people, the worst first."""

from typing import Any

from psycopg import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.serve.answer import page
from lookalike.serve.people import Person
from lookalike.serve.query import rows
from lookalike.serve.render import render

_PAGE = 50  # cases on a page


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    kind = request.query_params.get("kind") or None
    collection = request.query_params.get("collection") or None
    cases = rows(connection, "queue", kind=kind, collection=collection, limit=_PAGE)
    return render(
        request,
        "queue.html.j2",
        cases=cases,
        kinds=rows(connection, "queue_kinds"),
        kind=kind,
        collection=collection,
    )


routes = [Route("/queue", page(_show), methods=["GET"])]
