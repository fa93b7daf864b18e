"""When each collection is due for review, and how often accepted pairs are right."""

from typing import Any

from psycopg import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.database import one
from lookalike.serve.answer import action, back_to, page, takes_long
from lookalike.serve.cases import count_open, is_number, read_number
from lookalike.serve.people import Person
from lookalike.serve.query import may, rows
from lookalike.serve.render import render


def _schedule(request: Request, person: Person, connection: Connection[Any]) -> Response:
    return render(
        request,
        "schedule.html.j2",
        collections=rows(connection, "schedule"),
        may=may(connection, "complete_review"),
    )


def _ask(request: Request, person: Person, connection: Connection[Any]) -> Response:
    """Ask before a review is completed, with the cases that are open."""
    collection = request.query_params.get("collection", "")
    return render(
        request,
        "complete.html.j2",
        collection=collection,
        open_cases=count_open(connection, collection),
        may=may(connection, "complete_review"),
    )


def _complete(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    one(
        connection, "SELECT lookalike.complete_review(%s, %s, %s)",
        str(form.get("collection", "")), person.name, str(form.get("remark", "")) or None,
    )  # fmt: skip
    return back_to("/schedule")


def _samples(request: Request, person: Person, connection: Connection[Any]) -> Response:
    drawn = request.query_params.get("drawn", "")
    return render(
        request,
        "samples.html.j2",
        bands=rows(connection, "precision"),
        drawn=int(drawn) if is_number(drawn) else None,
        may=may(connection, "draw_sample"),
    )


def _draw(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    per_band = read_number(form, "per_band", bits=32)
    drawn = one(connection, "SELECT lookalike.draw_sample(%s)", per_band)
    return back_to(f"/samples?drawn={drawn}")


routes = [
    Route("/schedule", page(_schedule), methods=["GET"]),
    Route("/schedule/complete", page(_ask), methods=["GET"]),
    Route("/schedule/complete", action(_complete), methods=["POST"]),
    Route("/samples", page(_samples), methods=["GET"]),
    Route("/samples", action(takes_long(_draw)), methods=["POST"]),
]
