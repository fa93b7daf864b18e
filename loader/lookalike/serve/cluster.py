"""A cluster: its members, what was made from what, what differs, and the decisions."""

from collections import defaultdict
from http import HTTPStatus
from typing import Any

from psycopg import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lookalike.serve import up_to_date
from lookalike.serve.answer import number, page
from lookalike.serve.cases import Case, describe, is_number
from lookalike.serve.last import describe_last
from lookalike.serve.paging import page_number
from lookalike.serve.people import Person
from lookalike.serve.query import Row, rows
from lookalike.serve.render import render

_PAGE = 60  # members on a page
_BRANCHES = 200  # images of the tree
_DEPTH = 20  # deeper ones stand beside their parents


def _show(request: Request, person: Person, connection: Connection[Any]) -> Response:
    cluster = number(request, "number")
    found = rows(connection, "cluster", cluster=cluster)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"cluster {cluster} does not exist")
    page = page_number(request, 10_000)
    members = rows(
        connection, "cluster_members", cluster=cluster, limit=_PAGE + 1, offset=_PAGE * (page - 1)
    )
    tree = rows(connection, "lineage", cluster=cluster, limit=_BRANCHES)
    made_by = {row["image_id"]: row["relation"] for row in tree}
    original = _original(request, connection)
    (waiting,) = rows(connection, "cluster_waiting", cluster=cluster)
    return render(
        request,
        "cluster.html.j2",
        cluster=found[0],
        members=members[:_PAGE],
        made_by=made_by,
        has_more=len(members) > _PAGE,
        number=page,
        tree=grow(tree),
        branches=len(tree),
        waiting=waiting["images"],
        cases=rows(connection, "cluster_cases", cluster=cluster),
        conflicts=rows(connection, "conflicts", clusters=[cluster], images=[]),
        records=rows(connection, "cluster_records", cluster=cluster),
        holds=rows(connection, "cluster_holds", cluster=cluster),
        behind=up_to_date.describe(connection),
        original=original,
        chosen=_chosen(members[:_PAGE], original),
        renditions=rows(connection, "renditions", cluster=cluster, image=None),
        decided=describe_last(request, person, connection),
        **describe(request, person, connection, Case(cluster=cluster)),
    )


def grow(tree: list[Row]) -> list[Row]:
    """The rows as a forest: each has `made`, the images that were made from it."""
    made: dict[int | None, list[Row]] = defaultdict(list)
    known = {row["image_id"] for row in tree}
    for row in tree:
        parent = row["parent_image_id"]
        made[parent if parent in known else None].append(row)

    def branches(parent: int | None, depth: int) -> list[Row]:
        found = []
        for row in made.pop(parent, []):
            below = branches(row["image_id"], depth + 1)
            # A page cannot show a thousand lists in one another.
            found.append(row | {"made": below if depth < _DEPTH else []})
            if depth >= _DEPTH:
                found += below
        return found

    return branches(None, 0)


def _original(request: Request, connection: Connection[Any]) -> Row | None:
    """The image that was just declared to be the original, and the role that it had before."""
    given = request.query_params.get("original", "")
    if not is_number(given):
        return None
    before = request.query_params.get("before", "")
    found = rows(connection, "file_role", image=int(given))
    return found[0] | {"image_id": int(given), "before": before} if found else None


def _chosen(members: list[Row], original: Row | None) -> int | None:
    """The image that is chosen first: the new original, else the first that waits."""
    shown = [row["image_id"] for row in members]
    if original is not None and original["image_id"] in shown:
        return int(original["image_id"])
    waiting = [row["image_id"] for row in members if row["disposition"] == "review"]
    return next(iter(waiting + shown), None)


routes = [Route("/cluster/{number:number}", page(_show), methods=["GET"])]
