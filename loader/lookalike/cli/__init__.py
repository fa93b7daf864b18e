"""The command line: its commands, under four headings, and how it ends."""

import logging
import signal
import sys
from collections.abc import Callable
from functools import cache

import psycopg
import typer

from lookalike import __version__
from lookalike.cli import (
    audit,
    authority,
    collection,
    demo,
    doctor,
    dump,
    evaluate,
    export,
    find,
    fingerprints,
    hold,
    import_,
    index,
    install,
    model,
    plan_papers,
    policy,
    preload,
    psql,
    quarantine,
    restriction,
    review,
    serve,
    server,
    settings,
    site,
    stages,
    status,
    takedown,
    transfer,
    undo,
    user,
    verify,
)
from lookalike.cli.grouping import ACT, LOOK, SET_UP, STAGES, command_group
from lookalike.console import warn, warn_of_error
from lookalike.errors import LookalikeError

app = command_group(
    "Find, explain and govern duplicate images in large archives, inside PostgreSQL."
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lookalike {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True, no_args_is_help=False)
def _common(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    if context.invoked_subcommand is None:
        status.status()


app.command("audit", rich_help_panel=LOOK)(audit.audit)
app.command("status", rich_help_panel=LOOK)(status.status)
app.command("report", rich_help_panel=LOOK)(stages.report)
app.command("serve", rich_help_panel=LOOK)(serve.serve)
app.command("find", rich_help_panel=LOOK)(find.find)
app.command("evaluate", rich_help_panel=LOOK)(evaluate.evaluate)
app.command("takedown", rich_help_panel=LOOK)(takedown.takedown)
app.add_typer(verify.app, name="verify", rich_help_panel=LOOK)
app.add_typer(export.app, name="export", rich_help_panel=LOOK)
app.command("psql", context_settings=psql.PASS_ON, rich_help_panel=LOOK)(psql.psql)

app.command("scan", rich_help_panel=STAGES)(stages.scan)
app.command("encode", rich_help_panel=STAGES)(stages.encode)
app.command("match", rich_help_panel=STAGES)(stages.match)
app.command("embed", rich_help_panel=STAGES)(stages.embed)
app.command("prove", rich_help_panel=STAGES)(stages.prove)
app.command("cluster", rich_help_panel=STAGES)(stages.cluster)
app.command("lineage", rich_help_panel=STAGES)(stages.lineage)
app.command("classify", rich_help_panel=STAGES)(stages.classify)

import_.app.command("fingerprints")(fingerprints.import_fingerprints)
export.app.command("fingerprints")(fingerprints.export_fingerprints)
app.add_typer(import_.app, name="import", rich_help_panel=ACT)
app.add_typer(collection.app, name="collection", rich_help_panel=ACT)
app.add_typer(site.app, name="site", rich_help_panel=ACT)
app.add_typer(review.app, name="review", rich_help_panel=ACT)
app.add_typer(hold.app, name="hold", rich_help_panel=ACT)
app.add_typer(restriction.app, name="restriction", rich_help_panel=ACT)
app.add_typer(authority.app, name="authority", rich_help_panel=ACT)
app.add_typer(policy.app, name="policy", rich_help_panel=ACT)
review.app.command("undo")(undo.undo)
review.app.command("decisions")(undo.decisions)
quarantine.app.command("export")(plan_papers.export)
quarantine.app.command("certificate")(plan_papers.certificate)
quarantine.app.command("transfer")(transfer.transfer)
quarantine.app.command("receipt")(transfer.receipt)
quarantine.app.command("disposal")(transfer.disposal)
quarantine.app.command("target")(transfer.set_target)
app.add_typer(quarantine.app, name="quarantine", rich_help_panel=ACT)

app.command("install", rich_help_panel=SET_UP)(install.install)
app.command("doctor", rich_help_panel=SET_UP)(doctor.doctor)
app.command("dump", rich_help_panel=SET_UP)(dump.dump)
app.command("restore", rich_help_panel=SET_UP)(dump.restore)
app.add_typer(server.app, name="server", rich_help_panel=SET_UP)
app.add_typer(user.app, name="user", rich_help_panel=SET_UP)
app.add_typer(preload.app, name="preload", rich_help_panel=SET_UP)
app.add_typer(model.app, name="model", rich_help_panel=SET_UP)
app.command("index", rich_help_panel=SET_UP)(index.index)
app.add_typer(settings.app, name="settings", rich_help_panel=SET_UP)
app.command("demo", rich_help_panel=SET_UP)(demo.demo)
app.command("sample", hidden=True)(demo.demo)  # as it was called once


@cache
def command() -> Callable[[], object]:
    """Return what parses the command line and runs it; to build it takes a part of a second."""
    return typer.main.get_command(app)


def main() -> None:
    """Run the command line; an error that a user can mend is told in a few lines, exit code 1."""
    for number in (signal.SIGTERM, signal.SIGHUP):  # an orderly end: the server is stopped too
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    # What psycopg says of a connection that an interruption has left in the middle of a command.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    try:
        command()()
    except LookalikeError as error:
        warn_of_error(error)
        sys.exit(1)
    except psycopg.Error as error:
        warn_of_error(_describe(error))
        sys.exit(1)
    except (KeyboardInterrupt, SystemExit) as end:  # Typer makes the one into the other
        code = 130 if isinstance(end, KeyboardInterrupt) else end.code
        if code == 130:
            warn("interrupted: the finished work is kept, and the same command goes on from there")
        sys.exit(code)


def _describe(error: psycopg.Error) -> LookalikeError:
    """Return an error of the server as one of ours."""
    diagnostic = error.diag
    return LookalikeError(
        diagnostic.message_primary or " ".join(str(error).split()),
        detail=diagnostic.message_detail,
        hint=diagnostic.message_hint,
    )
