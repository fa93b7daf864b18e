"""`lookalike server`: keep the embedded server up, so that psql and BI tools can connect."""

from typing import Annotated

import typer

from lookalike.cli.connections import say_connections
from lookalike.cli.grouping import command_group
from lookalike.cli.options import DataDirOption
from lookalike.console import format_bytes, say
from lookalike.database import connect, install, one
from lookalike.database.bootstrap import BI_LOGIN, SCAN_LOGIN
from lookalike.database.embedded import DEFAULT_TCP_PORT, EmbeddedServer
from lookalike.database.server_check import vector_version
from lookalike.database.target import default_data_dir

app = command_group("Keep the embedded server running, for psql and BI tools.")

TcpOption = Annotated[
    bool, typer.Option("--tcp", help="Also listen on 127.0.0.1, with a password.")
]


@app.command()
def start(
    tcp: TcpOption = False,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=1,
            max=65535,
            metavar="N",
            help=f"TCP port. This implies --tcp. [default: {DEFAULT_TCP_PORT}, or a free port]",
        ),
    ] = None,
    data_dir: DataDirOption = None,
) -> None:
    """Start the server, and keep it running until you stop it."""
    server = EmbeddedServer(default_data_dir(data_dir))
    server.start(tcp_port=port if port is not None else 0 if tcp else None)
    install(server.url())
    status = server.status()
    say(f"The server is running (process {status.pid}) until: lookalike server stop")
    if status.tcp_port is None:
        say("Open it with: lookalike psql")
        return
    server.let_tools_in()
    say_connections(server, status.tcp_port)


@app.command()
def stop(data_dir: DataDirOption = None) -> None:
    """Stop the server.

    If another command uses the server, the server stops at the end of that command.
    """
    server = EmbeddedServer(default_data_dir(data_dir))
    was_running = server.status().running
    if not server.stop():
        say("Another lookalike command uses the server. The server stops when that command ends.")
    elif was_running:
        say("The server has stopped.")
    else:
        say("The server was not running.")


@app.command()
def status(data_dir: DataDirOption = None) -> None:
    """Show whether the server runs, and where its data is."""
    server = EmbeddedServer(default_data_dir(data_dir))
    now = server.status()
    lines: list[tuple[str, object]] = [
        ("Server", f"running, process {now.pid}" if now.running else "not running"),
        ("Stays up", "until `lookalike server stop`" if now.pinned else "while a command uses it"),
        ("Data", now.data_dir if now.postgres_version else f"{now.data_dir} (empty)"),
    ]
    if now.url is not None:
        with connect(now.url) as connection:
            postgres = connection.info.parameter_status("server_version")
            size = one(connection, "SELECT pg_database_size(current_database())")
            lines += [
                ("Version", f"PostgreSQL {postgres}, pgvector {vector_version(connection)}"),
                ("Database", format_bytes(size)),
                ("TCP", f"127.0.0.1 port {now.tcp_port}" if now.tcp_port else "off"),
                ("URL", now.url),
            ]
    for field, value in lines:
        say(f"{field:9} {value}")


@app.command()
def url(
    tcp: Annotated[
        bool,
        typer.Option(
            "--tcp", help="Print a TCP address of a login that reads. It holds its password."
        ),
    ] = False,
    loader: Annotated[
        bool,
        typer.Option(
            "--loader", help="Print that of the login that runs stages. This implies --tcp."
        ),
    ] = False,
    data_dir: DataDirOption = None,
) -> None:
    """Print the URL of the server, for scripts.

    The command prints only the URL. It starts the server, as lookalike server start does.
    """
    server = EmbeddedServer(default_data_dir(data_dir))
    is_tcp = tcp or loader
    server.start(tcp_port=0 if is_tcp else None)
    install(server.url())
    if not is_tcp:
        say(server.url())
        return
    server.let_tools_in()
    say(server.url(user=SCAN_LOGIN if loader else BI_LOGIN, tcp=True))
