"""A child of the preloaded process: it becomes the command that its caller wants to run."""

import atexit
import ctypes
import io
import marshal
import os
import resource
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from lookalike.preload.request import DESCRIPTORS, GO, HERE, LENGTH, Request, receive

_SECONDS = 10.0  # to hand a command over
_PARENT_DEATH_SIGNAL = 1  # of prctl
_UNTOUCHABLE = {signal.SIGKILL, signal.SIGSTOP}

# The connection stays open as long as the child lives: so its caller waits for it.
_kept: list[socket.socket] = []


def prepare(connection: socket.socket) -> None:
    """Become the command of the caller, and wait until it says to run.

    Ends the process where it cannot be the same command: the caller then runs it by itself.
    """
    _kept.append(connection)
    try:
        _end_with_parent()
        connection.settimeout(_SECONDS)
        connection.sendall(HERE)
        _become(*_receive(connection))
        connection.sendall(LENGTH.pack(os.getpid()))
        if receive(connection, len(GO)) == GO:
            return
    except (OSError, ValueError, TypeError, EOFError):
        pass
    os._exit(1)


def end(code: int) -> None:
    """End the process as Python does, without taking its modules apart, which takes longer.

    Returns where output cannot be written: Python then says so at its own end.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _end_with_parent() -> None:
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:  # it died before the call
        os._exit(1)


def _receive(connection: socket.socket) -> tuple[Request, list[int]]:
    said, descriptors, _, _ = socket.recv_fds(connection, LENGTH.size, DESCRIPTORS)
    if len(descriptors) != DESCRIPTORS:
        raise ValueError("there are descriptors missing")
    said += receive(connection, LENGTH.size - len(said))
    return Request(*marshal.loads(receive(connection, *LENGTH.unpack(said)))), descriptors  # noqa: S302


def _become(request: Request, descriptors: list[int]) -> None:
    """Take over what the caller has of its own. Raises OSError for what is not allowed."""
    *streams, folder = descriptors
    os.fchdir(folder)
    for standard, descriptor in enumerate(streams):
        os.dup2(descriptor, standard)
    for descriptor in descriptors:
        os.close(descriptor)
    os.umask(request.umask)
    for number, limits in request.limits:
        if resource.getrlimit(number) != limits:
            resource.setrlimit(number, limits)
    os.setpriority(os.PRIO_PROCESS, 0, request.niceness)
    os.sched_setaffinity(0, request.cores)
    os.environb.clear()
    os.environb.update(request.environment)
    time.tzset()
    _take_signals(request.ignored)
    sys.argv[:] = request.words
    for standard, name in enumerate(("stdin", "stdout", "stderr")):
        stream = _open(standard, f"<{name}>", getattr(sys, name))
        vars(sys).update({name: stream, f"__{name}__": stream})


def _take_signals(ignored: list[int]) -> None:
    for number in signal.valid_signals() - _UNTOUCHABLE:
        handler: object = signal.SIG_IGN if number in ignored else signal.SIG_DFL
        if number == signal.SIGINT and number not in ignored:
            handler = signal.default_int_handler
        signal.signal(number, handler)  # type: ignore[arg-type]
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _open(descriptor: int, name: str, like: io.TextIOWrapper) -> io.TextIOWrapper:
    """Open a standard stream as Python does at its start; `like` is the one that it opened here."""
    raw = io.FileIO(descriptor, "r" if descriptor == 0 else "w", closefd=False)
    vars(raw)["name"] = name
    is_buffered = not like.write_through  # as PYTHONUNBUFFERED says
    binary: Any = raw
    if descriptor == 0:
        binary = io.BufferedReader(raw)
    elif is_buffered:
        binary = io.BufferedWriter(raw)
    stream = io.TextIOWrapper(
        binary,
        encoding=like.encoding,
        errors=like.errors,
        newline="\n",
        line_buffering=is_buffered and (descriptor == 2 or raw.isatty()),
        write_through=like.write_through,
    )
    vars(stream)["mode"] = raw.mode[0]
    return stream
