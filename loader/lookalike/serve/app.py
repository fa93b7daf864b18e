"""The addresses of the pages."""

from collections.abc import Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from lookalike.serve import (
    cluster,
    decide,
    holds,
    image,
    pair,
    pictures,
    plans,
    queue,
    schedule,
    search,
    sign_in,
    single,
    up_to_date,
)
from lookalike.serve.finder import Finder
from lookalike.serve.guard import Headers
from lookalike.serve.people import People
from lookalike.serve.refresher import Refresher
from lookalike.serve.render import Refusal, render
from lookalike.serve.studio import Studio
from lookalike.serve.styles import Static


def make_app(people: People, hosts: Sequence[str], is_secure: bool) -> Starlette:
    """Return the application; `hosts` are the names by which browsers may ask for it.

    `is_secure`: browsers reach it by https, so cookies never travel without it.
    """

    @asynccontextmanager
    async def live(app: Starlette) -> Any:
        yield
        app.state.finder.close()
        await app.state.refresher.close()
        people.close()
        await app.state.studio.close()

    app = Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse("/queue")),
            *sign_in.routes,
            *queue.routes,
            *pictures.routes,
            *pair.routes,
            *cluster.routes,
            *single.routes,
            *decide.routes,
            *up_to_date.routes,
            *schedule.routes,
            *plans.routes,
            *holds.routes,
            *image.routes,
            *search.routes,
            Mount("/static", Static()),
        ],
        middleware=[
            Middleware(Headers),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        ],
        exception_handlers={HTTPException: _say},
        lifespan=live,
    )
    app.state.people, app.state.is_secure = people, is_secure
    app.state.studio = Studio()
    app.state.finder = Finder()
    app.state.refresher = Refresher()
    return app


def _say(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = error.detail
    if said == HTTPStatus.NOT_FOUND.phrase:  # no address of ours, so nobody said more
        said = "there is no such page"
    refusal = Refusal(HTTPStatus(error.status_code), said, None, None)
    return render(request, "error.html.j2", refusal=refusal)
