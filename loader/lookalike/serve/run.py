"""Runs the server of the pages until it is stopped."""

import getpass
import ipaddress
import socket
import webbrowser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from lookalike.console import say
from lookalike.errors import LookalikeError
from lookalike.serve.app import make_app
from lookalike.serve.people import People

_MOST_REQUESTS = 500  # at a time, half ones too; more are told to come again


@dataclass(frozen=True)
class Place:
    """Where the pages are served. `names` are host names that browsers use beside the address."""

    address: str = "127.0.0.1"
    port: int = 8484
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    is_behind_proxy: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can ask."""
        return self.address == "localhost" or ipaddress.ip_address(self.address).is_loopback

    @property
    def is_secure(self) -> bool:
        """Whether browsers use https."""
        return self.certificate is not None or self.is_behind_proxy

    @property
    def hosts(self) -> list[str]:
        """The names by which browsers may ask."""
        return ["localhost", "127.0.0.1", "[::1]", self.address, *self.names]


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
    app = make_app(people, place.hosts, place.is_secure)
    scheme = "https" if place.certificate else "http"
    start = f"{scheme}://{'localhost' if place.is_loopback else place.address}:{place.port}"
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            ssl_certfile=place.certificate,
            ssl_keyfile=place.key,
            proxy_headers=place.is_behind_proxy,
            server_header=False,
            access_log=False,
            limit_concurrency=_MOST_REQUESTS,
            log_level="warning",
        )
    )
    with _listen(place) as listening:  # first, so that the browser is never too early
        say(f"Lookalike shows its pages at {start} until you press Ctrl+C.")
        if place.is_loopback and not place.is_behind_proxy:
            link = f"{start}/enter?key={people.make_link(getpass.getuser())}"
            say("Open this link once to enter; it lasts ten minutes:")
            say(f"  {link}")
            if opens_browser:
                webbrowser.open(link)
        with suppress(KeyboardInterrupt):
            server.run([listening])


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
