"""Plans to set files aside: what they hold, what keeps files back, and the approval of another."""

from typing import Any

import psycopg
from psycopg import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.database import one
from lookalike.errors import LookalikeError
from lookalike.quarantine.propose import complete_proposal
from lookalike.serve.answer import action, back_to, noting, number, page, refusal_of, takes_long
from lookalike.serve.named import named_images
from lookalike.serve.paging import paging
from lookalike.serve.people import Person
from lookalike.serve.query import Row, may, one_row, rows
from lookalike.serve.render import Refusal, render

_PLANS = 50  # on a page
_FILES = 24
_OBSTACLES = 200  # that a check names
_FIELDS = ("name", "destination", "reason", "images")
_STATES = ("proposed", "approved", "applied", "restored", "withdrawn")


def _list(request: Request, person: Person, connection: Connection[Any]) -> Response:
    state = request.query_params.get("state")
    state = state if state in _STATES else None
    part = paging(request, _PLANS)
    plans = rows(connection, "plans", state=state, limit=part.limit, skip=part.skip)
    return render(
        request,
        "plans.html.j2",
        plans=plans[:_PLANS],
        links=part.links(len(plans)),
        state=state,
        states=_STATES,
        may=may(connection, "propose_quarantine"),
    )


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    return _plan_page(request, connection, _find(connection, number(request, "plan")))


def _plan_page(
    request: Request, connection: Connection[Any], plan: Row, refusal: Refusal | None = None
) -> Response:
    state = request.query_params.get("state") or None
    part = paging(request, _FILES)
    files = rows(
        connection,
        "plan_files",
        plan_id=plan["plan_id"],
        state=state,
        limit=part.limit,
        skip=part.skip,
    )
    obstacles = None
    if plan["state"] == "proposed" and (refusal or "check" in request.query_params):
        obstacles = rows(connection, "plan_obstacles", plan_id=plan["plan_id"], limit=_OBSTACLES)
    return render(
        request,
        "plan.html.j2",
        plan=plan,
        files=files[:_FILES],
        links=part.links(len(files)),
        state=state,
        obstacles=obstacles,
        may=may(connection, "approve_quarantine", "withdraw_quarantine"),
        refusal=refusal,
    )


def _find(connection: Connection[Any], plan_id: int) -> Row:
    return one_row(connection, "plan", plan_id=plan_id)


def _ask(request: Request, person: Person, connection: Connection[Any]) -> Response:
    return _form(request, {name: request.query_params.get(name, "") for name in _FIELDS})


def _form(request: Request, given: dict[str, str], refusal: Refusal | None = None) -> Response:
    return render(request, "plan_new.html.j2", given=given, refusal=refusal)


def _propose(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    given = {name: str(form.get(name, "")) for name in _FIELDS}
    try:
        with noting(connection, person):
            plan_id = one(
                connection,
                "SELECT lookalike.propose_quarantine(%s, %s, %s, %s, %s)",
                given["name"],
                given["destination"],
                person.name,
                given["reason"],
                named_images(connection, given["images"]) or None,
            )
    except (psycopg.Error, LookalikeError) as error:
        return _form(request, given, refusal_of(error))
    # After the commit: to read the disks takes long, and holds must not wait for it. Where it
    # fails, files whose companions nobody knows stay when the plan is applied.
    try:
        for trouble in complete_proposal(connection, plan_id)[1]:
            person.note(trouble)
    except psycopg.Error as error:
        person.note(f"Companions were not looked for: {refusal_of(error).said}.")
    return back_to(f"/plans/{plan_id}")


def _approve(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    plan = _find(connection, number(request, "plan"))
    skips = form.get("skip_guarded") == "yes"
    try:
        with noting(connection, person):
            one(
                connection,
                "SELECT lookalike.approve_quarantine(%s, %s, %s)",
                plan["plan_id"],
                person.name,
                skips,
            )
    except psycopg.Error as error:
        return _plan_page(
            request, connection, _find(connection, plan["plan_id"]), refusal_of(error)
        )
    return back_to(f"/plans/{plan['plan_id']}")


def _withdraw(
    request: Request, person: Person, connection: Connection[Any], form: FormData
) -> Response:
    plan_id = number(request, "plan")
    try:
        with noting(connection, person):
            connection.execute(
                "SELECT lookalike.withdraw_quarantine(%s, %s, %s)",
                (plan_id, person.name, str(form.get("reason", ""))),
            )
    except psycopg.Error as error:
        return _plan_page(request, connection, _find(connection, plan_id), refusal_of(error))
    return back_to(f"/plans/{plan_id}")


routes = [
    Route("/plans", page(_list), methods=["GET"]),
    Route("/plans", action(takes_long(_propose)), methods=["POST"]),
    Route("/plans/new", page(_ask), methods=["GET"]),
    Route("/plans/{plan:number}", page(_show), methods=["GET"]),
    Route("/plans/{plan:number}/approve", action(takes_long(_approve)), methods=["POST"]),
    Route("/plans/{plan:number}/withdraw", action(_withdraw), methods=["POST"]),
]
