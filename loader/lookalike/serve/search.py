"""Search: by path, entry, title and date, and by a picture that is dropped, pasted or chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.errors import LookalikeError
from lookalike.find import Found, describe
from lookalike.serve.answer import action, back_to, page, refusal_of, takes_long
from lookalike.serve.finder import Finder
from lookalike.serve.paging import Paging, paging
from lookalike.serve.people import Person
from lookalike.serve.query import Row, rows
from lookalike.serve.render import Refusal, render

_HITS = 40  # on a page
_NEAREST = 20  # images that are shown where no proof succeeds
_WAYS = ("path", "title", "entry", "date")
PICTURE_BYTES = 256_000_000


@dataclass(frozen=True)
class _Shown:
    """An image that was found: the proof in words, and where on it the picture lies, in pixels."""

    image_id: int
    sentence: str
    is_proven: bool
    box: tuple[int, int, int, int] | None
    page: int | None


@dataclass(frozen=True)
class _Answer:
    """The answer to a picture; it has no paths, for they are read again when it is shown."""

    name: str
    compared: int
    shown: tuple[_Shown, ...]

    @property
    def proven(self) -> int:
        return sum(one.is_proven for one in self.shown)


def _ask(request: Request, person: Person, connection: Connection[Any]) -> Response:
    words = request.query_params.get("q", "").strip()
    by = request.query_params.get("by")
    part = paging(request, _HITS)
    try:
        hits = _search(connection, words, by, part) if words else []
    except psycopg.Error as error:
        return _page(request, [], part, refusal_of(error))
    return _page(request, hits, part)


def _search(connection: Connection[Any], words: str, by: str | None, part: Paging) -> list[Row]:
    way = by if by in _WAYS else _WAYS[0]
    return rows(connection, "search", words=words, by=way, limit=part.limit, skip=part.skip)


def _page(
    request: Request, hits: list[Row], part: Paging, refusal: Refusal | None = None
) -> Response:
    by = request.query_params.get("by")
    return render(
        request,
        "search.html.j2",
        words=request.query_params.get("q", "").strip(),
        by=by if by in _WAYS else _WAYS[0],
        ways=_WAYS,
        hits=hits[:_HITS],
        links=part.links(len(hits)),
        most=PICTURE_BYTES,
        refusal=refusal,
    )


def _look(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    picture = form.get("picture")
    part = paging(request, _HITS)
    if not isinstance(picture, UploadFile) or not picture.size:
        error = LookalikeError(
            "no picture was sent", hint="Choose a file, drop one on the page, or paste a picture."
        )
        return _page(request, [], part, refusal_of(error))
    name = picture.filename or "picture"
    finder: Finder = request.app.state.finder
    try:
        found = finder.find(connection, picture.file, name)
    except LookalikeError as error:
        return _page(request, [], part, refusal_of(error))
    proven = [one for one in found if one.proven]
    person.found = _Answer(
        name, len(found), tuple(_shown(one) for one in proven or found[:_NEAREST])
    )
    return back_to("/search/picture")


def _shown(found: Found) -> _Shown:
    proof = found.proof
    lies_on = proof is not None and proof.inner == "b" and found.proven
    return _Shown(
        found.image_id,
        describe(found),
        found.proven,
        proof.box if proof is not None and lies_on else None,
        proof.page if proof is not None else None,
    )


def _answer(request: Request, person: Person, connection: Connection[Any]) -> Response:
    answer = person.found
    if answer is None:
        return back_to("/search")
    images = {
        row["image_id"]: row
        for row in rows(connection, "images", images=[one.image_id for one in answer.shown])
    }
    return render(
        request,
        "found.html.j2",
        answer=answer,
        found=list(_beside(answer, images)),
        most=PICTURE_BYTES,
    )


def _beside(answer: _Answer, images: dict[int, Row]) -> Iterator[tuple[_Shown, Row]]:
    """The images that the person may see now, in their order."""
    for one in answer.shown:
        if one.image_id in images:
            yield one, images[one.image_id]


routes = [
    Route("/search", page(_ask), methods=["GET"]),
    Route("/search/picture", action(takes_long(_look), PICTURE_BYTES), methods=["POST"]),
    Route("/search/picture", page(_answer), methods=["GET"]),
]
