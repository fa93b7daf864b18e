"""What a person types into psql and into each BI tool to connect to the embedded server."""

import shlex
import sys
from pathlib import Path

from lookalike.console import harmless
from lookalike.database.bootstrap import BI_LOGIN, SCAN_LOGIN
from lookalike.database.embedded import EmbeddedServer

_TEMPLATES = Path(__file__).with_name("templates")


def say_connections(server: EmbeddedServer, port: int) -> None:
    """Print the connections, without passwords: the screen may be shared.

    Lines are never wrapped, so that each can be copied.
    """
    # Here, for no other command needs it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701  # plain text
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    text = environment.get_template("connections.txt.j2").render(
        port=port,
        loader=SCAN_LOGIN,
        login=BI_LOGIN,
        quoted_loader_file=shlex.quote(harmless(str(server.password_file(SCAN_LOGIN)))),
        quoted_login_file=shlex.quote(harmless(str(server.password_file(BI_LOGIN)))),
        login_file=harmless(str(server.password_file(BI_LOGIN))),
    )
    sys.stdout.write(text)
    sys.stdout.flush()
