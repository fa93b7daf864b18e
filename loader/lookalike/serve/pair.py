"""A pair: two pictures, what the proof says, what is said of them, and the decision."""

from http import HTTPStatus
from typing import Any

from psycopg import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.serve.answer import back_to, number, page
from lookalike.serve.cases import Case, Wanted, describe
from lookalike.serve.last import describe_last
from lookalike.serve.people import Person
from lookalike.serve.query import Row, rows
from lookalike.serve.render import render

# What two files, and the entries of two pictures, say; words of the archive, translated by `term`.
_FILE = (
    "modified_at", "captured_at", "camera", "software", "creator",
    "copyright_notice", "credit_line", "usage_terms", "rights_url",
)  # fmt: skip
_ENTRY = (
    "title", "creator", "date", "description", "rights_statement", "licence", "rights_holder",
    "credit_line",
)  # fmt: skip


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    case = Case.of_row(
        {"image_id_a": number(request, "a"), "image_id_b": number(request, "b"), "cluster_id": None}
    )
    if request.url.path != case.path:
        wanted = Wanted.of(request.query_params)
        return back_to(wanted.address(case.path, decided=request.query_params.get("decided")))
    images = rows(connection, "pair_images", images=[case.a, case.b])
    if case.a == case.b:
        raise HTTPException(HTTPStatus.NOT_FOUND, "a pair has two images")
    if len(images) != 2:
        shown = [image["image_id"] for image in images]
        missing = next(image for image in (case.a, case.b) if image not in shown)
        raise HTTPException(HTTPStatus.NOT_FOUND, f"image {missing} does not exist")
    found = rows(connection, "pair", a=case.a, b=case.b)
    entries = rows(connection, "pair_entries", images=[case.a, case.b])
    sides = [[row for row in entries if row["image_id"] == i["image_id"]] for i in images]
    clusters = [image["cluster_id"] for image in images if image["cluster_id"] is not None]
    return render(
        request,
        "pair.html.j2",
        pair=found[0] if found else None,
        images=images,
        shown=beside(*images),
        said=[_line(field, *[[image[field]] for image in images]) for field in _FILE],
        entries=sides,
        entry_lines=[
            _line(field, *[[row[field] for row in side] for side in sides]) for field in _ENTRY
        ],
        conflicts=rows(
            connection, "conflicts", clusters=clusters,
            images=[image["image_id"] for image in images if image["cluster_id"] is None],
        ),
        decided=describe_last(request, person, connection),
        **describe(request, person, connection, case),
    )  # fmt: skip


def beside(a: Row, b: Row) -> Row:
    """Two images as the viewer takes them."""
    return {
        f"{name}_{which}": row[name]
        for which, row in (("a", a), ("b", b))
        for name in ("image_id", "width", "height")
    }


def _line(field: str, one: list[Any], other: list[Any]) -> Row:
    """A field with what both sides say; they differ where both say something, and not the same."""
    one, other = (list(dict.fromkeys(str(v) for v in side if v)) for side in (one, other))
    return {
        "field": field.replace("_", " "),
        "sides": (one, other),
        "differs": bool(one and other) and set(one) != set(other),
    }


routes = [Route("/pair/{a:number}/{b:number}", page(_show), methods=["GET"])]
