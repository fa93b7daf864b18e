"""The command line: one command a stage, and `audit` for all of them."""

import logging
import signal
import sys

import psycopg
import typer

from lookalike import __version__
from lookalike.cli import (
    audit,
    doctor,
    evaluate,
    find,
    hold,
    import_,
    index,
    install,
    model,
    policy,
    psql,
    quarantine,
    review,
    sample,
    server,
    stages,
    verify,
)
from lookalike.console import warn
from lookalike.errors import LookalikeError

app = typer.Typer(
    name="lookalike",
    help="Find, explain and govern duplicate images in large archives, inside PostgreSQL.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lookalike {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    pass


app.command("audit")(audit.audit)
app.command("scan")(stages.scan)
app.command("embed")(stages.embed)
app.command("match")(stages.match)
app.command("prove")(stages.prove)
app.command("cluster")(stages.cluster)
app.command("classify")(stages.classify)
app.command("report")(stages.report)
psql.register(app)
app.add_typer(server.app, name="server")
app.command("find")(find.find)
app.add_typer(import_.app, name="import")
app.command("evaluate")(evaluate.evaluate)
app.add_typer(model.app, name="model")
app.add_typer(policy.app, name="policy")
app.command("index")(index.index)
app.add_typer(review.app, name="review")
app.add_typer(hold.app, name="hold")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(verify.app, name="verify")
app.command("install")(install.install)
app.command("doctor")(doctor.doctor)
app.command("sample")(sample.sample)


def main() -> None:
    """Run the command line; an error that a user can mend is told in a few lines, exit code 1."""
    for number in (signal.SIGTERM, signal.SIGHUP):  # an orderly end: the server is stopped too
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    # What psycopg says of a connection that an interruption has left in the middle of a command.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    try:
        app()
    except LookalikeError as error:
        warn(f"error: {error}")
        sys.exit(1)
    except psycopg.Error as error:
        warn(f"error: {_describe(error)}")
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as end:  # Typer makes the one into the other
        code = 130 if isinstance(end, KeyboardInterrupt) else end.code
        if code == 130:
            warn("interrupted; what was finished is kept, and the same command goes on from there")
        sys.exit(code)


def _describe(error: psycopg.Error) -> str:
    """Say an error of the server as psql would."""
    diagnostic = error.diag
    if diagnostic.message_primary is None:
        return str(error).strip()
    return str(
        LookalikeError(
            diagnostic.message_primary,
            detail=diagnostic.message_detail,
            hint=diagnostic.message_hint,
        )
    )
