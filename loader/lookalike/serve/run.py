"""Runs the server of the pages until it is stopped."""

import getpass
import socket
from contextlib import ExitStack, suppress

import uvicorn
from starlette.applications import Starlette

from lookalike.console import say
from lookalike.errors import LookalikeError
from lookalike.serve.app import make_app
from lookalike.serve.doorway import open_doorway
from lookalike.serve.patience import Impatient
from lookalike.serve.people import People
from lookalike.serve.place import Place

_MOST_REQUESTS = 500  # at a time, half ones too; more are told to come again


def serve(url: str, place: Place, opens_browser: bool) -> None:
    """Serve the pages of an archive; on a laptop, open the browser at a one-time link.

    Raises LookalikeError for a place where passwords would travel in the clear.
    """
    if not (place.is_loopback or place.certificate):
        raise LookalikeError(
            f"passwords would travel to {place.address} in the clear",
            hint="Give --certificate and --key; or leave --address out, let a reverse proxy on this"
            " machine do https, and give --behind-proxy.",
        )
    people = People(url)
    server = make_server(make_app(people, place), place)
    with _listen(place) as listening, ExitStack() as opened:  # the browser is never too early
        say(f"Lookalike shows its pages at {place.start} until you press Ctrl+C.")
        if place.is_loopback and not place.is_behind_proxy:
            key = people.make_link(getpass.getuser())
            say("Open this link once to enter; it lasts ten minutes:")
            say(f"  {place.start}/enter?key={key}")
            if opens_browser:
                opened.enter_context(open_doorway(place.start, key))
        with suppress(KeyboardInterrupt):
            server.run([listening])


def make_server(app: Starlette, place: Place) -> uvicorn.Server:
    """Return the server of an application, which does not wait for requests that do not end."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=Impatient,
            ssl_certfile=place.certificate,
            ssl_keyfile=place.key,
            proxy_headers=place.is_behind_proxy,
            server_header=False,
            access_log=False,
            limit_concurrency=_MOST_REQUESTS,
            log_level="warning",
        )
    )


def _listen(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.address else socket.AF_INET
    try:
        return socket.create_server((place.address, place.port), family=family)
    except OSError as error:
        raise LookalikeError(
            f"cannot listen at {place.address} port {place.port}",
            detail=error.strerror,
            hint="Another program may use this port: give another with --port N.",
        ) from None
