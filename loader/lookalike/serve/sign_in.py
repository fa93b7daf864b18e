"""Signing in and out, and the choice of a language."""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lookalike.errors import LookalikeError
from lookalike.language import LANGUAGES
from lookalike.serve.answer import person_of
from lookalike.serve.guard import place_of, read_form, set_cookie, token_of
from lookalike.serve.people import People, SignInError, TooManyFailuresError
from lookalike.serve.render import LANGUAGE_COOKIE, Refusal, render

_YEAR = 365 * 86_400


async def _ask(request: Request) -> Response:
    return render(
        request, "sign_in.html.j2", next=_own(request.query_params.get("next")), said=None
    )


async def _sign_in(request: Request) -> Response:
    form = await read_form(request, None)
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    address = request.client.host if request.client else ""
    people: People = request.app.state.people
    try:
        token = await run_in_threadpool(people.sign_in, name, password, address)
    except TooManyFailuresError as error:
        return _again(request, form, HTTPStatus.TOO_MANY_REQUESTS, error)
    except LookalikeError as error:
        return _again(request, form, HTTPStatus.FORBIDDEN, error)
    return _let_in(request, token, _own(str(form.get("next", ""))))


def _again(request: Request, form: FormData, status: HTTPStatus, error: LookalikeError) -> Response:
    return render(
        request,
        "sign_in.html.j2",
        status=status,
        next=_own(str(form.get("next", ""))),
        # Of other errors, such as a server that is down, strangers learn no more than this.
        said=" ".join(filter(None, (error.message, error.hint)))
        if isinstance(error, SignInError)
        else "the database does not answer",
    )


async def _enter(request: Request) -> Response:
    if request.method == "HEAD":  # a program that looks at links must not use one up
        return Response(status_code=HTTPStatus.METHOD_NOT_ALLOWED)
    token = await _use(request, request.query_params.get("key", ""))
    return _let_in(request, token, "/queue") if token else _used_up(request)


async def _enter_from_file(request: Request) -> Response:
    """Let in by a form of the file that `serve` has opened: it comes from no page of ours.

    Browsers keep the new cookie from a page to which another site leads, so the next page is
    asked for by one of ours.
    """
    form = await read_form(request, None, is_own=False)
    token = await _use(request, str(form.get("key", "")))
    if token is None:
        return _used_up(request)
    response = render(request, "enter.html.j2")
    set_cookie(request, response, place_of(request).cookie, token)
    return response


async def _use(request: Request, key: str) -> str | None:
    people: People = request.app.state.people
    return await run_in_threadpool(people.enter, key)


def _used_up(request: Request) -> Response:
    refusal = Refusal(
        HTTPStatus.FORBIDDEN,
        "this link has been used, or is too old",
        None,
        "Start lookalike serve again, or sign in.",
    )
    return render(request, "error.html.j2", refusal=refusal)


def _let_in(request: Request, token: str, address: str) -> Response:
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    set_cookie(request, response, place_of(request).cookie, token)
    return response


async def _sign_out(request: Request) -> Response:
    await read_form(request, person_of(request))
    people: People = request.app.state.people
    await run_in_threadpool(people.sign_out, token_of(request))
    response = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    place = place_of(request)
    response.delete_cookie(place.cookie, secure=place.is_secure, httponly=True, samesite="strict")
    return response


async def _choose_language(request: Request) -> Response:
    form = await read_form(request, None)
    code = str(form.get("language", ""))
    response = RedirectResponse(_own(str(form.get("next", ""))), HTTPStatus.SEE_OTHER)
    if code in LANGUAGES:
        set_cookie(request, response, LANGUAGE_COOKIE, code, _YEAR)
    return response


def _own(address: str | None) -> str:
    """An address of our own pages; nobody is sent to another site."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return "/queue"
    is_own = parts.path.startswith("/") and not (parts.scheme or parts.netloc)
    is_plain = address is not None and "\\" not in address and not address.startswith("//")
    return address if is_own and is_plain and address else "/queue"


routes = [
    Route("/sign-in", _ask, methods=["GET"]),
    Route("/sign-in", _sign_in, methods=["POST"]),
    Route("/enter", _enter, methods=["GET"]),
    Route("/enter", _enter_from_file, methods=["POST"]),
    Route("/sign-out", _sign_out, methods=["POST"]),
    Route("/language", _choose_language, methods=["POST"]),
]
