"""How a request becomes an answer: the person, a connection as this person, and the errors."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import Connection, errors
from psycopg.errors import Diagnostic
from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lookalike.errors import LookalikeError
from lookalike.serve import limits
from lookalike.serve.guard import FORM_BYTES, read_form, token_of
from lookalike.serve.people import People, Person
from lookalike.serve.render import Refusal, render


class _Number(Convertor[int]):
    """A whole number of at most 19 digits, as a bigint has; Python refuses to read thousands."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("number", _Number())
# What takes long is awaited, after the connection is given back.
Page = Callable[[Request, Person, Connection[Any]], Response | Awaitable[Response]]
Action = Callable[[Request, Person, Connection[Any], FormData], Response]

_STATUS: tuple[tuple[type[psycopg.Error], HTTPStatus], ...] = (
    (errors.InsufficientPrivilege, HTTPStatus.FORBIDDEN),
    (errors.NoDataFound, HTTPStatus.NOT_FOUND),
    (errors.UndefinedObject, HTTPStatus.NOT_FOUND),
    # Of the family of errors of a server that does not answer, but said by our own functions.
    (errors.ObjectNotInPrerequisiteState, HTTPStatus.CONFLICT),
    (errors.ObjectInUse, HTTPStatus.CONFLICT),
    (psycopg.OperationalError, HTTPStatus.SERVICE_UNAVAILABLE),
    (errors.IdleInTransactionSessionTimeout, HTTPStatus.SERVICE_UNAVAILABLE),
)


def page(show: Page) -> Callable[[Request], Any]:
    """An address that people look at."""

    async def answer(request: Request) -> Response:
        person = person_of(request)
        if person is None:
            return _to_sign_in(request)
        async with person.places:
            shown = await run_in_threadpool(_run, show, request, person)
        if isinstance(shown, Response):
            return shown
        try:
            finished: Response = await shown
            return finished
        except LookalikeError as error:
            return _refuse(request, error)

    return answer


def action(do: Action, most: int = FORM_BYTES) -> Callable[[Request], Any]:
    """An address to which a form of at most so many bytes is sent."""

    async def answer(request: Request) -> Response:
        person = person_of(request)
        if person is None:
            return _to_sign_in(request)
        async with person.places:
            form = await read_form(request, person, most)
            try:
                return await run_in_threadpool(_run, do, request, person, form)
            finally:
                await form.close()

    return answer


def takes_long(do: Action) -> Action:
    """An action that may take as long as it takes: it is no page that somebody waits for."""

    def run(
        request: Request, person: Person, connection: Connection[Any], form: FormData
    ) -> Response:
        with limits.without_limits(connection):
            return do(request, person, connection, form)

    return run


def person_of(request: Request) -> Person | None:
    """The person who is signed in, by the cookie."""
    people: People = request.app.state.people
    return people.find(token_of(request))


def number(request: Request, name: str) -> int:
    """A number of the address, such as that of an image, where it fits into a bigint."""
    value: int = request.path_params[name]
    if value >= 2**63:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no such number")
    return value


def back_to(address: str) -> RedirectResponse:
    """After an action, another page: loading that again repeats nothing."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def refusal_of(error: psycopg.Error | LookalikeError, what: str = "this") -> Refusal:
    """The words of an error; `what` is what was asked for."""
    if isinstance(error, LookalikeError):
        return Refusal(HTTPStatus.BAD_REQUEST, error.message, error.detail, error.hint)
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), None)
    status = status or HTTPStatus.BAD_REQUEST
    diag = error.diag
    if isinstance(error, limits.STOPPED) and not diag.message_hint:  # else our own words
        return Refusal(status, *limits.explain(error, what))
    said = diag.message_primary or "the database does not answer"
    return Refusal(status, said, diag.message_detail, diag.message_hint)


@contextmanager
def noting(connection: Connection[Any], person: Person) -> Iterator[None]:
    """Keep what the database remarks meanwhile; the next page shows it to the person."""

    def note(remark: Diagnostic) -> None:
        person.note(" ".join(filter(None, (remark.message_primary, remark.message_hint))))

    connection.add_notice_handler(note)
    try:
        yield
    finally:
        connection.remove_notice_handler(note)


def _run(show: Callable[..., Any], request: Request, person: Person, *more: Any) -> Any:
    try:
        with person.connection() as connection:
            return show(request, person, connection, *more)
    except (psycopg.Error, LookalikeError) as error:
        return _refuse(request, error)


def _refuse(request: Request, error: psycopg.Error | LookalikeError) -> Response:
    is_page = request.method == "GET"
    what = f"{'page' if is_page else 'what was sent to'} {request.url.path}"
    return render(request, "error.html.j2", refusal=refusal_of(error, what))


def _to_sign_in(request: Request) -> Response:
    if request.method != "GET":
        return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", HTTPStatus.SEE_OTHER)
