"""What each answer and request has to hold: headers, the cookie, the place a form comes from."""

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import FormData, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lookalike.console import format_bytes
from lookalike.serve.patience import time_for_form
from lookalike.serve.people import Person
from lookalike.serve.place import Place

_LOG = logging.getLogger(__name__)
FORM_BYTES = 1_000_000  # of a form without a file
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' blob:; style-src 'self'; script-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer, forms would come from "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Headers:
    """Adds the headers of safety to each answer. Pages are not kept; pictures say so themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal is_begun
            if message["type"] == "http.response.start":
                is_begun = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:
            if scope["type"] != "http" or is_begun:
                raise
            _LOG.exception("a request failed")
            said = PlainTextResponse("This went wrong. The log of the server says more.", 500)
            await said(scope, receive, send_with_headers)


def token_of(request: Request) -> str | None:
    """The token of the person, from the cookie."""
    return request.cookies.get(place_of(request).cookie)


def set_cookie(
    request: Request, response: Response, name: str, value: str, max_age: int | None = None
) -> None:
    """Give the browser a cookie that goes to our pages alone; scripts cannot read it."""
    response.set_cookie(
        name, value, max_age, httponly=True, samesite="strict",
        secure=place_of(request).is_secure, path="/",
    )  # fmt: skip


def place_of(request: Request) -> Place:
    """Where the pages are served."""
    place: Place = request.app.state.place
    return place


async def read_form(
    request: Request, person: Person | None, most: int = FORM_BYTES, is_own: bool = True
) -> FormData:
    """Return the fields of a form, if it comes from our own page and from this person.

    A form of more than `most` bytes is refused before more of it is read. `is_own`: it has to come
    from a page of ours.
    """
    if is_own and not _is_own(request):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form does not come from our pages")
    try:
        async with time_for_form(most):
            form = await _within(request, most).form(max_files=1, max_fields=50)
    except TimeoutError:
        said = "what was sent came too slowly; send it again, or a smaller file"
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, said) from None
    if person is not None and form.get("csrf") != person.csrf:
        raise HTTPException(HTTPStatus.FORBIDDEN, "this form is out of date; load the page again")
    return form


def _within(request: Request, most: int) -> Request:
    """The same request; reading more than `most` bytes of it raises HTTPException."""
    left = most

    async def receive() -> Message:
        nonlocal left
        message = await request.receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _too_large(most)
        return message

    if int(request.headers.get("content-length", 0)) > most:
        raise _too_large(most)
    return Request(request.scope, receive)


def _too_large(most: int) -> HTTPException:
    """The refusal of a form with more bytes than `most`."""
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"what was sent is larger than {format_bytes(most)}; send less, or a smaller file",
    )


def _is_own(request: Request) -> bool:
    """Whether the browser says that the form comes from a page of ours."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") == "same-origin"
    try:
        return urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:
        return False
