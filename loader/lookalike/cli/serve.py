"""`serve`: pages on which people review, in a browser."""

from pathlib import Path
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.database import open_target


def serve(
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65_535, help="The port.")
    ] = 8484,
    address: Annotated[
        str,
        typer.Option(
            "--address",
            metavar="ADDRESS",
            help="The address of this machine at which it listens. [default: this machine only]",
            show_default=False,
        ),
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            metavar="HOST",
            help="A host name that browsers use for it; give the option once for each name.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option("--certificate", metavar="FILE", help="The certificate for https (PEM)."),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="Its private key (PEM).")
    ] = None,
    behind_proxy: Annotated[
        bool,
        typer.Option(
            "--behind-proxy", help="A reverse proxy on this machine does https for browsers."
        ),
    ] = False,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the browser.")
    ] = True,
    cache_mb: Annotated[
        int,
        typer.Option(
            "--cache-mb", metavar="N", min=1, help="Megabytes of drawn pictures that it keeps."
        ),
    ] = 2000,
    cache_minutes: Annotated[
        int,
        typer.Option(
            "--cache-minutes",
            metavar="N",
            min=0,
            help="How long a browser shows a picture again without asking.",
        ),
    ] = 10,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Show pages for reviews in a browser.

    On this machine a link lets you in, once. Other people sign in with the name and password of
    their database role (lookalike user add), and may do there what that role may do.
    """
    # Here, for no other command needs it.
    from lookalike.serve.place import Place
    from lookalike.serve.run import serve

    place = Place(
        address,
        port,
        tuple(name or ()),
        certificate,
        key,
        behind_proxy,
        cache_mb * 10**6,
        cache_minutes * 60,
    )
    with open_target(database, data_dir) as target:
        serve(target.url, place, opens_browser=browser)
