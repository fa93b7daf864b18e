"""What people do with a case: decide, take back, go on, and leave it to others."""

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from psycopg import Connection
from psycopg.errors import DeadlockDetected
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lookalike.database import one
from lookalike.serve import cases
from lookalike.serve.answer import action, back_to
from lookalike.serve.cases import Case, Wanted, case_of, read_number
from lookalike.serve.last import Last, recorded_together
from lookalike.serve.limits import without_limits
from lookalike.serve.people import Person
from lookalike.serve.query import rows

# Another person may take the case over that this one decides, while this one takes the next.
_TRIES = 3
_PAIR = ("duplicate", "not a duplicate")
_IMAGE = ("keep", "quarantine", "rights settled", "metadata settled")
_ALL = {"keep all": "keep", "quarantine all": "quarantine"}
_RENDITION = {
    "rendition confirmed": "SELECT lookalike.confirm_rendition(%s, %s, %s, %s)",
    "rendition refused": "SELECT lookalike.refuse_rendition(%s, %s, %s, %s)",
}
_RECORDS = ("same record", "not the same record")


def _decide(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    for _ in range(_TRIES - 1):
        with suppress(DeadlockDetected):
            return _decide_at_once(request, person, connection, form)
    return _decide_at_once(request, person, connection, form)


def _decide_at_once(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    # What is refused takes no next case in hand.
    with connection.transaction():
        return _decide_and_go_on(request, person, connection, form)


def _decide_and_go_on(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    case, wanted = case_of(form), Wanted.of(form)
    decision = str(form.get("decision", ""))
    # An empty field means the reason that stands at the button.
    reason = str(form.get("reason", "")).strip() or str(form.get(f"reason {decision}", ""))
    if decision == "original":
        return _declare(request, form, person, connection, case, wanted)
    # The next case is taken before: what a decision changes in the queue is worked out after it. A
    # cluster may need several decisions, and so may the renditions of an image.
    stays = case.cluster is not None or decision in _RENDITION
    following = case if stays else cases.after(connection, person, wanted, case)
    last = _record(connection, person, form, case, decision, reason)
    return _afterwards(request, person, _address(wanted, following, last, form.get("page")))


def _record(
    connection: Connection[Any],
    person: Person,
    form: FormData,
    case: Case,
    decision: str,
    reason: str,
) -> Last | None:
    """Record what was decided; None where that cannot be taken back."""
    if decision in _RENDITION:
        one(
            connection, _RENDITION[decision],
            read_number(form, "entry"), read_number(form, "image"), person.name, reason,
        )  # fmt: skip
        return None
    if decision in _ALL and case.cluster is not None:
        with without_limits(connection):
            decided = one(
                connection, "SELECT lookalike.decide_cluster(%s, %s, %s, %s)",
                _ALL[decision], person.name, reason, case.cluster,
            )  # fmt: skip
        return recorded_together(connection, decided)
    if decision in _RECORDS:
        number = one(
            connection, "SELECT lookalike.decide_record(%s, %s, %s, %s, %s)", decision,
            person.name, reason, read_number(form, "entry"), read_number(form, "other_entry"),
        )  # fmt: skip
        return Last(number, number, is_about_records=True)
    if decision in _PAIR and case.b is not None:
        images: tuple[int | None, int | None] = (case.a, case.b)
    elif decision in _IMAGE:
        images = (read_number(form, "image") or case.a, None)
    else:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "choose what to decide, on the page of a case")
    number = one(
        connection, "SELECT lookalike.record_decision(%s, %s, %s, %s, %s)",
        decision, person.name, reason, *images,
    )  # fmt: skip
    return Last(number, number)


def _declare(
    request: Request,
    form: FormData,
    person: Person,
    connection: Connection[Any],
    case: Case,
    wanted: Wanted,
) -> Response:
    """Declare an image to be the original, or give it the role that it had before."""
    image = read_number(form, "image")
    found = rows(connection, "file_role", image=image)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"image {image} does not exist")
    (file,) = found
    is_undo = "role" in form
    role = str(form["role"]) or None if is_undo else "preservation master"
    one(
        connection, "SELECT lookalike.declare_role(%s, %s, %s, %s)",
        file["collection"], role, person.name, file["path"],
    )  # fmt: skip
    said = {} if is_undo else {"original": image, "before": file["declared"] or ""}
    return _afterwards(request, person, wanted.address(case.path, page=form.get("page"), **said))


def _undo(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    """Take what was decided last back, and show its case again."""
    wanted, case, last = Wanted.of(form), case_of(form), Last.of(form)
    if last is None:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "there is nothing to take back")
    about = last.case(connection, person)
    with without_limits(connection):
        last.take_back(connection, person, str(form.get("reason", "")))
    # An image of the cluster that the page shows is shown there.
    if about is not None and (about.b is not None or case.cluster is None):
        case = about
    return _afterwards(request, person, wanted.address(case.path if case != Case() else "/queue"))


def _next(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    """Show the next case or the one before, or leave this case to others and go on."""
    wanted, case = Wanted.of(form), case_of(form)
    if form.get("way") == "previous":
        mine = cases.held(connection, person)
        place = mine.index(case) if case in mine else len(mine)
        found = mine[place - 1] if place else case
        return back_to(wanted.address(found.path))
    if form.get("way") == "leave":
        following = cases.after(connection, person, wanted, case)
        cases.release(connection, person, case)
        return back_to(_address(wanted, following))
    return back_to(_address(wanted, cases.after(connection, person, wanted, case)))


def _start(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    """Begin with what the person has in hand, else with the most urgent case.

    Who wants a part of the queue gets a case of that part.
    """
    wanted = Wanted.of(form)
    mine = cases.held(connection, person) if wanted == Wanted() else []
    found = mine[0] if mine else cases.take(connection, person, wanted)
    return back_to(_address(wanted, found))


def _renew(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    """A page that stays open keeps its case."""
    case = case_of(form)
    rows(connection, "lease_case", by=person.name, a=case.a, b=case.b, cluster=case.cluster)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _address(
    wanted: Wanted, case: Case | None, last: Last | None = None, page: object = None
) -> str:
    said = {} if last is None else last.address
    if case is None:
        return wanted.address("/queue", **said, over=1)
    return wanted.address(case.path, **said, page=page)


def _afterwards(request: Request, person: Person, address: str) -> RedirectResponse:
    """Go to a page; what the queue keeps is brought up to date when people pause."""
    response = back_to(address)
    response.background = BackgroundTask(request.app.state.refresher.ask, person)
    return response


routes = [
    Route("/decide", action(_decide), methods=["POST"]),
    Route("/undo", action(_undo), methods=["POST"]),
    Route("/next", action(_next), methods=["POST"]),
    Route("/start", action(_start), methods=["POST"]),
    Route("/renew", action(_renew), methods=["POST"]),
]
