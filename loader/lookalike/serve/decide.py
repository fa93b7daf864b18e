"""What people do with a case: decide, take back, go on, and leave it to others."""

from http import HTTPStatus
from typing import Any

from psycopg import Connection
from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lookalike import stages
from lookalike.database import one
from lookalike.serve import cases
from lookalike.serve.answer import action, back_to
from lookalike.serve.cases import Case, Wanted, case_of, read_number
from lookalike.serve.people import Person
from lookalike.serve.query import rows

_PAIR = ("duplicate", "not a duplicate")
_IMAGE = ("keep", "quarantine", "rights settled", "metadata settled")
_ALL = {"keep all": "keep", "quarantine all": "quarantine"}
_RECORDS = ("same record", "not the same record")


def _decide(
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
    # The next case is taken before: what a decision changes in the queue is worked out after it. A
    # cluster may need several decisions.
    following = cases.after(connection, person, wanted, case) if case.cluster is None else case
    number = None
    if decision in _PAIR and case.b is not None:
        number = _record(connection, person, decision, reason, case.a, case.b)
    elif decision in _IMAGE:
        image = read_number(form, "image") or case.a
        number = _record(connection, person, decision, reason, image, None)
    elif decision in _ALL and case.cluster is not None:
        one(
            connection, "SELECT lookalike.decide_cluster(%s, %s, %s, %s)",
            _ALL[decision], person.name, reason, case.cluster,
        )  # fmt: skip
    elif decision in _RECORDS:
        one(
            connection, "SELECT lookalike.decide_record(%s, %s, %s, %s, %s)", decision,
            person.name, reason, read_number(form, "entry"), read_number(form, "other_entry"),
        )  # fmt: skip
    elif decision == "original":
        return _declare(form, person, connection, case, wanted)
    else:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "choose what to decide, on the page of a case")
    return _afterwards(person, _address(wanted, following, number, form.get("page")))


def _record(
    connection: Connection[Any],
    person: Person,
    decision: str,
    reason: str,
    image: int | None,
    other: int | None,
) -> int:
    number: int = one(
        connection,
        "SELECT lookalike.record_decision(%s, %s, %s, %s, %s)",
        decision, person.name, reason, image, other,
    )  # fmt: skip
    return number


def _declare(
    form: FormData, person: Person, connection: Connection[Any], case: Case, wanted: Wanted
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
    return _afterwards(person, wanted.address(case.path, page=form.get("page"), **said))


def _undo(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    """Take a decision back, and show its case again."""
    wanted, number = Wanted.of(form), read_number(form, "decided")
    found = rows(connection, "decision", number=number)
    one(
        connection, "SELECT lookalike.undo_decision(%s, %s, %s)",
        number, person.name, str(form.get("reason", "")),
    )  # fmt: skip
    cluster = read_number(form, "cluster_id", bits=32)
    case = Case.of_row(found[0])
    if cluster is not None and case.b is None:  # an image of the cluster that the page shows
        case = Case(cluster=cluster)
    return _afterwards(person, wanted.address(case.path))


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
    wanted: Wanted, case: Case | None, decided: int | None = None, page: object = None
) -> str:
    if case is None:
        return wanted.address("/queue", decided=decided, over=1)
    return wanted.address(case.path, decided=decided, page=page)


def _afterwards(person: Person, address: str) -> RedirectResponse:
    """Go to a page; what the queue keeps is brought up to date behind the back of the person."""
    response = back_to(address)
    response.background = BackgroundTask(_refresh, person)
    return response


def _refresh(person: Person) -> None:
    with person.connection() as connection:
        stages.refresh(connection)


routes = [
    Route("/decide", action(_decide), methods=["POST"]),
    Route("/undo", action(_undo), methods=["POST"]),
    Route("/next", action(_next), methods=["POST"]),
    Route("/start", action(_start), methods=["POST"]),
    Route("/renew", action(_renew), methods=["POST"]),
]
