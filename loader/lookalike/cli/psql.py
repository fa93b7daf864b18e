"""`lookalike psql`: the wheel's psql on the database in use, every argument passed through."""

import shutil
import signal
import subprocess

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.console import warn
from lookalike.database import open_target
from lookalike.database.connection import is_pooled
from lookalike.database.programs import program, program_environment
from lookalike.database.target import database_url

# Options that are not ours are psql's.
PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
# What a user creates lands in public.
_SEARCH_PATH = "-c search_path=public,lookalike,lookalike_detail"
_POOLED = (
    "note: this address is that of a pooler, which takes no search_path. Write the schema before"
    " each name (lookalike.scan_problem), or let the role find them: ALTER ROLE NAME SET"
    " search_path = public, lookalike, lookalike_detail"
)
# A row that is wider than the terminal is shown as a record, as after \x auto. On a pipe, and with
# arguments that say otherwise, nothing changes.
_LAYOUT = ("--pset", "expanded=auto", "--pset", "xheader_width=page")


def psql(
    context: typer.Context, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Open the database in psql, to query it in SQL.

    All other arguments go to psql, for example -c "SELECT ...", --csv or -f FILE. Arguments after
    `--` go to psql unchanged: lookalike psql -- --help. On a terminal, rows that are too wide are
    shown as records.
    """
    # Looking into somebody's database is no reason to install anything there.
    embedded = database_url(database) is None
    with open_target(database, data_dir, install=embedded) as target:
        has_options = embedded or not is_pooled(target.url)
        if not has_options:
            warn(_POOLED)
        code = run_psql(target.url, context.args, has_options=has_options)
    raise typer.Exit(code)


def run_psql(url: str, arguments: list[str], *, has_options: bool = True) -> int:
    """Run psql on `url` and return its exit code.

    The connection goes into the environment: a password on a command line is seen by everybody.
    With `has_options` it finds our views by their bare names; poolers refuse such options.
    """
    with program_environment(url) as (environment, others):
        if has_options:
            given = environment.get("PGOPTIONS", "")
            environment["PGOPTIONS"] = f"{_SEARCH_PATH} {given}".strip()
        command = [program("psql"), *_LAYOUT]
        if not _set_pager(environment):
            command += ["--pset", "pager=off"]
        # Ctrl-C is psql's: it cancels a query. A handler, unlike SIG_IGN, is not inherited.
        before = signal.signal(signal.SIGINT, lambda *_: None)
        try:
            code = subprocess.run([*command, *others, *arguments], env=environment).returncode
        finally:
            signal.signal(signal.SIGINT, before)
    return 128 - code if code < 0 else code


def _set_pager(environment: dict[str, str]) -> bool:
    """Choose a program that shows long results page by page; False if there is none.

    Without one psql would lose the result. With less, what fits the screen stays on it.
    """
    if environment.get("PSQL_PAGER") or environment.get("PAGER"):
        return True
    pager = next((name for name in ("less", "more") if shutil.which(name)), None)
    if pager is not None:
        environment["PSQL_PAGER"] = pager
        environment.setdefault("LESS", "-FRX")
    return pager is not None
