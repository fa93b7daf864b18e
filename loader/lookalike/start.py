"""Where the program begins: a preloaded process runs the command, or this process does."""

import sys

from lookalike.preload.request import run_preloaded


def main() -> None:
    """Run the command line."""
    if sys.argv[1:3] == ["preload", "serve"]:
        _serve(*sys.argv[3:])
    elif (code := run_preloaded()) is None:
        _run()
    else:
        sys.exit(code)


def _serve(name: str, minutes: str, ready: str) -> None:
    from lookalike.preload.serve import serve

    if not serve(name, float(minutes), int(ready)):
        return
    from lookalike.preload.child import end

    try:
        _run()
    except SystemExit as ending:
        if isinstance(ending.code, int | None):
            end(ending.code or 0)
        raise
    end(0)


def _run() -> None:
    from lookalike.cli import main as run

    run()
