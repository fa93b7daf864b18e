"""Runs a command of lookalike in this process, as people type it."""

from typer.testing import CliRunner

from lookalike.cli import app


def run_command(url: str, *arguments: object) -> str:
    """Give what it says, on the database of `url`; raises the error with which it ends."""
    done = CliRunner().invoke(app, [*map(str, arguments), "--database", url], color=False)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output
