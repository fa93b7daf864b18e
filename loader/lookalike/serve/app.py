"""The addresses of the pages."""

from contextlib import AsyncExitStack, asynccontextmanager, suppress
from http import HTTPStatus
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from lookalike.cores import usable_cores
from lookalike.memory import worker_memory
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
from lookalike.serve.cache import remove_left_folders
from lookalike.serve.finder import Finder
from lookalike.serve.guard import Headers
from lookalike.serve.people import People
from lookalike.serve.place import Place
from lookalike.serve.refresher import Refresher
from lookalike.serve.render import Refusal, render
from lookalike.serve.studio import Studio
from lookalike.serve.styles import Static

_DRAWING = 4  # processes at most: the pages are not alone on the machine


def make_app(people: People, place: Place) -> Starlette:
    """Return the application that shows the pages at a place.

    Raises LookalikeError if the environment says no size for the memory of its processes.
    """
    drawing, looking = min(usable_cores(), _DRAWING), usable_cores()
    memory = worker_memory(drawing + looking)  # all of them may be at work at once

    @asynccontextmanager
    async def live(app: Starlette) -> Any:
        with suppress(OSError):  # where nothing can be written, nothing is left
            await run_in_threadpool(remove_left_folders)
        async with AsyncExitStack() as closing:  # each, also where another cannot be closed
            closing.push_async_callback(app.state.studio.close)
            closing.callback(people.close)
            closing.push_async_callback(app.state.refresher.close)
            closing.callback(app.state.finder.close)
            yield

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
            Middleware(TrustedHostMiddleware, allowed_hosts=place.hosts),
        ],
        exception_handlers={HTTPException: _say},
        lifespan=live,
    )
    app.state.people, app.state.place = people, place
    app.state.studio = Studio(drawing, memory, most=place.most_kept)
    app.state.finder = Finder(looking, memory)
    app.state.refresher = Refresher()
    return app


def _say(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = error.detail
    if said == HTTPStatus.NOT_FOUND.phrase:  # no address of ours, so nobody said more
        said = "there is no such page"
    refusal = Refusal(HTTPStatus(error.status_code), said, None, None)
    return render(request, "error.html.j2", refusal=refusal)
