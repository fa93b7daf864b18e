"""Legal holds: what they cover, placing them, and ending them by two people."""

from datetime import date
from http import HTTPStatus
from typing import Any

import psycopg
from psycopg import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.database import one
from lookalike.errors import LookalikeError
from lookalike.serve.answer import action, back_to, noting, number, page, refusal_of
from lookalike.serve.named import images_in_folder, images_of_cluster, named_entry, named_images
from lookalike.serve.paging import Paging, paging
from lookalike.serve.people import Person
from lookalike.serve.query import Row, may, one_row, rows
from lookalike.serve.render import Refusal, render

_HOLDS = 50  # on a page
_IMAGES = 24
_FIELDS = ("matter", "reason", "kind", "subject", "scope", "custodian", "review_on")
_KINDS = ("images", "cluster", "folder", "collection", "entry")
_SCOPES = ("picture and versions", "file")


def _list(request: Request, person: Person, connection: Connection[Any]) -> Response:
    every = request.query_params.get("all") == "yes"
    part = paging(request, _HOLDS)
    holds = rows(connection, "holds", every=every, limit=part.limit, skip=part.skip)
    return render(
        request,
        "holds.html.j2",
        holds=holds[:_HOLDS],
        links=part.links(len(holds)),
        every=every,
        may=may(connection, "place_hold"),
    )


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    return _hold_page(request, connection, _find(connection, number(request, "hold")))


def _hold_page(
    request: Request, connection: Connection[Any], hold: Row, refusal: Refusal | None = None
) -> Response:
    part = paging(request, _IMAGES)
    images = _held(connection, hold, part)
    return render(
        request,
        "hold.html.j2",
        hold=hold,
        images=images[:_IMAGES],
        links=part.links(len(images)),
        may=may(connection, *_DEEDS),
        refusal=refusal,
    )


def _held(connection: Connection[Any], hold: Row, part: Paging) -> list[Row]:
    """A page of the images of a hold, with their number where it is soon counted."""
    if hold["ended_at"] is not None:
        return []
    bounds = {"limit": part.limit, "skip": part.skip}
    if hold["subject"] == "collection":
        return rows(connection, "collection_images", collection=hold["collection"], **bounds)
    return rows(connection, "held_images", hold_id=hold["hold_id"], **bounds)


def _find(connection: Connection[Any], hold_id: int) -> Row:
    return one_row(connection, "hold", hold_id=hold_id)


def _ask(request: Request, person: Person, connection: Connection[Any]) -> Response:
    given = {name: request.query_params.get(name, "") for name in _FIELDS}
    return _form(request, connection, given)


def _form(
    request: Request,
    connection: Connection[Any],
    given: dict[str, str],
    refusal: Refusal | None = None,
) -> Response:
    return render(
        request,
        "hold_new.html.j2",
        given=given,
        kinds=_KINDS,
        scopes=_SCOPES,
        collections=rows(connection, "collection_names"),
        refusal=refusal,
    )


def _place(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    given = {name: str(form.get(name, "")) for name in _FIELDS}
    try:
        with noting(connection, person):
            hold_id = one(
                connection,
                "SELECT lookalike.place_hold(%s, %s, %s, %s, %s, %s, %s::bigint[], %s, %s, %s, %s)",
                given["matter"],
                given["reason"],
                person.name,
                *_subject(connection, given["kind"], given["subject"]),
                given["scope"],
                given["custodian"],
                _day(given["review_on"]),
            )
    except (psycopg.Error, LookalikeError) as error:
        return _form(request, connection, given, refusal_of(error))
    return back_to(f"/holds/{hold_id}")


def _subject(
    connection: Connection[Any], kind: str, said: str
) -> tuple[int | None, int | None, str | None, list[int] | None, str | None]:
    """What the hold is on: image, entry, collection, list of images, and how that was found."""
    match kind:
        case "images":
            images = named_images(connection, said)
            if len(images) == 1:
                return images[0], None, None, None, None
            return None, None, None, images, None
        case "cluster":
            images = images_of_cluster(connection, said)
            return None, None, None, images, f"images of cluster {said.strip()}"
        case "folder":
            images, query = images_in_folder(connection, said)
            return None, None, None, images, query
        case "collection":
            return None, None, said.strip(), None, None
        case "entry":
            return None, named_entry(connection, said), None, None, None
    raise LookalikeError("the form does not say what to hold", hint="Choose what it names.")


def _day(said: str) -> date | None:
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise LookalikeError(f'"{said}" is no day', hint="Write it as YYYY-MM-DD.") from None


# What is done about a hold by a public function: what that takes first, and then of the form.
_DEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "release_hold": ("hold_id", ("reason",)),
    "confirm_release": ("hold_id", ()),
    "refuse_release": ("hold_id", ("reason",)),
    "close_matter": ("matter", ("reason",)),
    "confirm_close": ("matter", ()),
    "refuse_close": ("matter", ("reason",)),
    "review_hold": ("hold_id", ("reason", "review_on")),
}


def _act(request: Request, person: Person, connection: Connection[Any], form: FormData) -> Response:
    hold = _find(connection, number(request, "hold"))
    deed = str(form.get("deed", ""))
    if deed not in _DEEDS:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "the form does not say what to do")
    subject, fields = _DEEDS[deed]
    try:
        values = [hold[subject], person.name]
        for field in fields:
            said = str(form.get(field, ""))
            values.append(_day(said) if field == "review_on" else said)
        with noting(connection, person):
            places = ", ".join(["%s"] * len(values))
            connection.execute(f"SELECT lookalike.{deed}({places})".encode(), values)
    except (psycopg.Error, LookalikeError) as error:
        return _hold_page(
            request, connection, _find(connection, hold["hold_id"]), refusal_of(error)
        )
    return back_to(f"/holds/{hold['hold_id']}")


routes = [
    Route("/holds", page(_list), methods=["GET"]),
    Route("/holds", action(_place), methods=["POST"]),
    Route("/holds/new", page(_ask), methods=["GET"]),
    Route("/holds/{hold:number}", page(_show), methods=["GET"]),
    Route("/holds/{hold:number}", action(_act), methods=["POST"]),
]
