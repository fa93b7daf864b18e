"""Starts and stops preloaded processes, and says which there are."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.util import _args_from_interpreter_flags  # type: ignore[attr-defined]
from pathlib import Path

from lookalike.errors import LookalikeError
from lookalike.preload import place
from lookalike.preload.place import PRESENT, STARTED

_ANSWER_SECONDS = 5.0
_STOP_SECONDS = 10.0
_BEGIN = "from lookalike.start import main; main()"


def start(minutes: int) -> bool:
    """Start a process that serves commands like this one; False if there is one already.

    It ends after so many minutes without a command. Raises LookalikeError.
    """
    if not place.is_offered():
        raise LookalikeError(
            "this system cannot keep a preloaded process",
            detail="That needs Linux.",
            hint="Commands work without it; each loads the libraries itself.",
        )
    _make_private(place.folder())
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [
            *(sys.executable, *_args_from_interpreter_flags(), "-P", "-c", _BEGIN),
            *("preload", "serve", place.socket_name(), str(minutes), str(theirs)),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=[theirs],
        start_new_session=True,
    )
    os.close(theirs)
    with os.fdopen(ours, "rb") as told:
        said = told.read()
    if said not in (STARTED, PRESENT):
        _, errors = process.communicate()
        raise LookalikeError(
            "the preloaded process did not start",
            shown=errors.decode(errors="replace").strip().splitlines()[-1:],
            hint="See what `lookalike doctor` says.",
        )
    return said == STARTED


def stop() -> int:
    """Have all preloaded processes of this user end; return how many there were."""
    folder = place.folder()
    processes = [(name, process) for name in place.names(folder) for process in _processes([name])]
    for name, process in processes:
        with suppress(ProcessLookupError):  # it has seen that its code is old, and ended
            handle = os.pidfd_open(process)
            try:
                # Once more: the number may be that of another process since.
                if process in _processes([name]):
                    signal.pidfd_send_signal(handle, signal.SIGTERM)
                    _wait_until_gone(folder / name, handle)
            finally:
                os.close(handle)
    return len(processes)


def serving() -> list[int]:
    """Return the process that serves commands like this one, in a list, or an empty list."""
    return list(_processes([place.socket_name()] if place.is_offered() else []))


def others() -> list[int]:
    """Return the processes that serve other commands of this user."""
    ours = serving()
    return [process for process in _processes(place.names(place.folder())) if process not in ours]


def _processes(names: list[str]) -> Iterator[int]:
    folder = place.folder()
    for name in names:
        if place.is_private(folder) and (
            connection := place.connect(folder, name, _ANSWER_SECONDS)
        ):
            with connection:
                yield place.peer(connection)[0]


def _wait_until_gone(path: Path, handle: int) -> None:
    """Wait until a process takes no more commands; it may still run one."""
    end = select.poll()
    end.register(handle, select.POLLIN)
    for _ in range(round(_STOP_SECONDS * 100)):
        if end.poll(10) or not path.exists():
            return
    raise LookalikeError(
        "a preloaded process does not end", hint="Try again, or end it with kill -KILL."
    )


def _make_private(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if not place.is_private(folder):
        raise LookalikeError(
            f"{folder} is not a private folder of yours",
            detail="Others could listen there to what your commands say.",
            hint="Remove it, or name another place for it in XDG_RUNTIME_DIR.",
        )
