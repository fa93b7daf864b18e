"""Pictures: thumbnails, parts of pictures by the IIIF Image API, and two pictures of a pair.

Each request asks the database, as the person, whether the image may be seen. A picture that may
not is one that is not there.
"""

import base64
import json
import os
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from typing import Any

from psycopg import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lookalike.modified import read_modified, to_timestamp
from lookalike.picture.border import Box
from lookalike.picture.file import PictureFile, open_image
from lookalike.picture.problem import BadImage
from lookalike.prove.laid import Side
from lookalike.prove.source import Source
from lookalike.serve import iiif
from lookalike.serve.answer import number, page
from lookalike.serve.guard import place_of
from lookalike.serve.pair import beside
from lookalike.serve.pair_pictures import NAMES, PairWanted, draw_pair
from lookalike.serve.people import Person
from lookalike.serve.query import Row, one_row, rows
from lookalike.serve.render import render
from lookalike.serve.studio import Studio
from lookalike.serve.tiles import (
    PartWanted,
    Problem,
    SmallWanted,
    draw_part,
    draw_small,
)

_SMALL = (128, 256, 512, 1024)  # pixels of the longer side of a thumbnail
_JPEG = "image/jpeg"
_OF_PAIR = {
    "laid.jpg": "a",
    "under.jpg": "b",
    "difference.jpg": "difference",
    "facts.json": "facts",
}
_LINKED_JSON = f'application/ld+json;profile="{iiif.CONTEXT}"'
_STATUS = {
    "vanished": HTTPStatus.GONE,
    "changed_bytes": HTTPStatus.CONFLICT,
    "not laid": HTTPStatus.NOT_FOUND,
    "decoder_timeout": HTTPStatus.SERVICE_UNAVAILABLE,
    "out_of_memory": HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True)
class _Picture:
    """A picture that this person may see, and its file as it is now."""

    row: Row
    key: str  # of what is drawn of it: the file may have changed since the scan

    @property
    def file(self) -> PictureFile:
        return PictureFile(self.row["root"], self.row["path"])

    @property
    def size(self) -> tuple[int, int]:
        return self.row["width"], self.row["height"]

    def source(self, page: int | None = None) -> Source:
        row, content = self.row, None
        if row["x"] is not None and page is None:
            content = Box(row["x"], row["y"], row["content_width"], row["content_height"])
        return Source(row["root"], row["path"], content, row["frame_count"], page)


def _read(connection: Connection[Any], image_id: int) -> Row:
    """Read the row of a picture. Raises HTTPException where the person may not see it."""
    return one_row(connection, "picture", image=image_id)


def _open(row: Row) -> _Picture:
    """Look at the file of a picture. Raises BadImage."""
    with open_image(row["root"], row["path"]) as file:
        status = os.fstat(file.fileno())
    if status.st_size != row["byte_size"]:  # people decide about what was scanned
        raise BadImage("changed_bytes", "the file has another size than at the scan; scan it again")
    if to_timestamp(read_modified(status)) != row["modified_at"]:
        raise BadImage("changed_bytes", "the file was written after the scan; scan it again")
    return _Picture(row, f"{row['pixel_digest']} {status.st_size} {status.st_mtime_ns}")


def _thumbnail(
    request: Request, person: Person, connection: Connection[Any]
) -> Response | Awaitable[Response]:
    asked = request.query_params.get("size", str(_SMALL[0]))
    if asked not in [str(side) for side in _SMALL]:
        sizes = ", ".join(str(side) for side in _SMALL)
        raise HTTPException(HTTPStatus.BAD_REQUEST, f"size is one of {sizes}")
    image_id, side = number(request, "image"), int(asked)
    if side == _SMALL[0] and (kept := rows(connection, "thumbnail", image=image_id)):
        jpeg = base64.b64decode(kept[0]["data_uri"].partition(",")[2])
        return _send(request, jpeg, _JPEG, kept[0]["base_url"])
    row = _read(connection, image_id)
    try:
        picture = _open(row)
    except BadImage as bad:
        return _no_picture(request, Problem(bad.problem, bad.message))
    return _small(request, picture, side)


async def _small(request: Request, picture: _Picture, side: int) -> Response:
    wanted = SmallWanted(picture.file, side)
    made = await _studio(request).draw(f"{picture.key} {side}", ["jpeg"], draw_small, wanted)
    if isinstance(made, Problem):
        return _no_picture(request, made)
    return _send(request, made["jpeg"], _JPEG, picture.row["base_url"])


def _to_information(request: Request, person: Person, connection: Connection[Any]) -> Response:
    address = f"/iiif/{number(request, 'image')}/info.json"
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def _information(request: Request, person: Person, connection: Connection[Any]) -> Response:
    image_id = number(request, "image")
    row = _read(connection, image_id)
    address = f"{row['base_url'] or str(request.base_url).rstrip('/')}/iiif/{image_id}"
    said = json.dumps(iiif.describe(address, row["width"], row["height"])).encode()
    is_linked = "application/ld+json" in request.headers.get("accept", "")
    return _send(request, said, _LINKED_JSON if is_linked else "application/json", row["base_url"])


def _part(
    request: Request, person: Person, connection: Connection[Any]
) -> Response | Awaitable[Response]:
    row = _read(connection, number(request, "image"))
    try:
        picture = _open(row)
    except BadImage as bad:
        return _no_picture(request, Problem(bad.problem, bad.message))
    asked = (request.path_params[name] for name in ("region", "size", "rotation", "file"))
    return _draw_part(request, picture, iiif.read_request(picture.size, *asked))


async def _draw_part(request: Request, picture: _Picture, wanted: iiif.Wanted) -> Response:
    tag = _tag(f"{picture.key} {wanted}".encode())
    if _is_known(request, tag):
        return _not_changed(request, tag, picture.row["base_url"])
    studio = _studio(request)
    made: bytes | Problem = Problem("error", "its tiles were dropped")
    for _ in range(2):
        tiles = await studio.tiles(picture.key, picture.file)
        if isinstance(tiles, Problem):
            return _no_picture(request, tiles)
        part = PartWanted(str(tiles), picture.size, wanted.region, wanted.size)
        made = await studio.run(draw_part, part)
        if tiles.exists():
            break
        # Others have drawn so much meanwhile that the tiles had to go.
    if isinstance(made, Problem):
        return _no_picture(request, made)
    return _send(request, made, _JPEG, picture.row["base_url"], tag)


def _pair(
    request: Request, person: Person, connection: Connection[Any], name: str
) -> Response | Awaitable[Response]:
    ids = number(request, "a"), number(request, "b")
    found = [_read(connection, image_id) for image_id in ids]
    try:
        a, b = (_open(row) for row in found)
    except BadImage as bad:
        return _no_picture(request, Problem(bad.problem, bad.message))
    places = rows(connection, "place", images=list(ids))
    on_a, on_b = (_place(places, part) for part in reversed(ids))
    wanted = PairWanted(_side(a, on_a), _side(b, on_b))
    key = f"{a.key} {b.key} {on_a} {on_b}"
    return _draw_pair(request, key, wanted, name, a.row["base_url"])


def _place(places: list[Row], part: int) -> Row | None:
    """Where a picture lies on the other one, or the page of it that it is."""
    return next((place for place in places if place["part_image_id"] == part), None)


def _side(picture: _Picture, place: Row | None) -> Side:
    if place is None:
        return Side(picture.source())
    box = Box(*(place[name] for name in ("x", "y", "width", "height")))
    return Side(picture.source(place["page"]), box)


async def _draw_pair(
    request: Request, key: str, wanted: PairWanted, name: str, base_url: str
) -> Response:
    made = await _studio(request).draw(key, NAMES, draw_pair, wanted)
    if isinstance(made, Problem):
        return _no_picture(request, made)
    if not made[name]:
        return _no_picture(request, Problem("not laid", "they show too little that is alike"))
    return _send(request, made[name], "application/json" if name == "facts" else _JPEG, base_url)


def _compare(request: Request, person: Person, connection: Connection[Any]) -> Response:
    """Any two pictures beside each other, whether they are a pair or not."""
    a, b = (_read(connection, number(request, name)) for name in ("a", "b"))
    return render(request, "compare.html.j2", pair=beside(a, b), paths=[a["path"], b["path"]])


def _studio(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


def _no_picture(request: Request, problem: Problem) -> Response:
    """A small picture that says why there is none."""
    status = _STATUS.get(problem.problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    return render(
        request, "no_picture.svg.j2", status, "image/svg+xml",
        problem=problem.problem, said=problem.message,
    )  # fmt: skip


def _send(
    request: Request, body: bytes, media_type: str, base_url: str, tag: str | None = None
) -> Response:
    """Send what a browser may keep for a while, for this person alone."""
    tag = tag or _tag(body)
    if _is_known(request, tag):
        return _not_changed(request, tag, base_url)
    return Response(body, headers=_headers(request, tag, base_url), media_type=media_type)


def _not_changed(request: Request, tag: str, base_url: str) -> Response:
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=_headers(request, tag, base_url))


def _headers(request: Request, tag: str, base_url: str) -> dict[str, str]:
    headers = {
        "ETag": tag,
        "Cache-Control": f"private, max-age={place_of(request).fresh_seconds}",
        "Vary": "Cookie",
    }
    if base_url:  # dashboards and viewers at other addresses of the same site show pictures
        headers |= {
            "Cross-Origin-Resource-Policy": "same-site",
            "Access-Control-Allow-Origin": "*",
        }
    return headers


def _tag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def _is_known(request: Request, tag: str) -> bool:
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    return tag in known or f"W/{tag}" in known


routes = [
    Route("/image/{image:number}/thumbnail", page(_thumbnail), methods=["GET"]),
    Route("/iiif/{image:number}", page(_to_information), methods=["GET"]),
    Route("/iiif/{image:number}/info.json", page(_information), methods=["GET"]),
    Route("/iiif/{image:number}/{region}/{size}/{rotation}/{file}", page(_part), methods=["GET"]),
    *(
        Route(
            f"/pair/{{a:number}}/{{b:number}}/{file}",
            page(partial(_pair, name=name)),
            methods=["GET"],
        )
        for file, name in _OF_PAIR.items()
    ),
    Route("/compare/{a:number}/{b:number}", page(_compare), methods=["GET"]),
]
