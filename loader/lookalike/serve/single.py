"""A case about one image without copies: the picture, why it waits, and the decision."""

from http import HTTPStatus
from typing import Any

from psycopg import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.serve.answer import number, page
from lookalike.serve.cases import Case, describe
from lookalike.serve.last import describe_last
from lookalike.serve.people import Person
from lookalike.serve.query import rows
from lookalike.serve.render import render


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    image = number(request, "image")
    found = rows(connection, "pair_images", images=[image])
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"image {image} does not exist")
    return render(
        request,
        "single.html.j2",
        image=found[0],
        conflicts=rows(connection, "conflicts", clusters=[], images=[image]),
        entries=rows(connection, "pair_entries", images=[image]),
        renditions=rows(connection, "renditions", cluster=None, image=image),
        decided=describe_last(request, person, connection),
        **describe(request, person, connection, Case(image)),
    )


routes = [Route("/case/{image:number}", page(_show), methods=["GET"])]
