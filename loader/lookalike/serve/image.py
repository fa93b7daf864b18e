"""All that the archive knows of one image."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from psycopg import Connection
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.serve.answer import number, page
from lookalike.serve.people import Person
from lookalike.serve.query import may, one_row, rows
from lookalike.serve.render import render

_SHOWN = 20  # rows of each kind


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    image_id = number(request, "image")
    image = one_row(connection, "image", image_id=image_id)
    uses = rows(connection, "image_uses", image_id=image_id, limit=_SHOWN)
    return render(
        request,
        "image.html.j2",
        image=image,
        guards=rows(connection, "image_guards", image_id=image_id),
        entries=rows(connection, "image_entries", image_id=image_id, limit=_SHOWN),
        uses={what: list(some) for what, some in groupby(uses, itemgetter("what"))},
        decisions=rows(connection, "image_decisions", image_id=image_id, limit=_SHOWN),
        pairs=rows(connection, "image_pairs", image_id=image_id, limit=_SHOWN),
        may=may(connection, "place_hold", "propose_quarantine"),
    )


routes = [Route("/image/{image:number}", page(_show), methods=["GET"])]
