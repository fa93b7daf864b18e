"""Hands this command to a preloaded process, and waits until it has ended there.

Whatever is in the way, the command runs by itself, as if there were no such process.
"""

import marshal
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple

from lookalike.preload import place

LENGTH = struct.Struct("!I")  # of the request; then the process that runs it; then its exit code
CODE = struct.Struct("!i")
HERE, GO = b"h", b"g"
DESCRIPTORS = 4  # standard input, output and error, and the working folder
_ANSWER_SECONDS = 2.0  # a process that takes longer is not faster
# They start programs that need the terminal for themselves, or are about the process.
_BY_THEMSELVES = (["psql"], ["preload"])
_PASSED_ON = (
    signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2
)  # fmt: skip


class Request(NamedTuple):
    """What a command has of its own."""

    words: list[str]
    environment: list[tuple[bytes, bytes]]
    umask: int
    limits: list[tuple[int, tuple[int, int]]]
    niceness: int
    cores: list[int]
    ignored: list[int]


def run_preloaded() -> int | None:
    """Run this command in a preloaded process and return its exit code; None if there is none."""
    folder = place.folder()
    is_closed = None in (sys.stdin, sys.stdout, sys.stderr)
    if sys.argv[1:2] in _BY_THEMSELVES or is_closed or not place.names(folder):
        return None
    try:
        name = place.socket_name()
        connection = place.connect(folder, name, _ANSWER_SECONDS)
        if connection is None:
            return None
        handle = os.pidfd_open(_hand_over(connection))
    except (OSError, ValueError):
        return None
    return _wait(connection, handle)


def _hand_over(connection: socket.socket) -> int:
    """Send all that the command needs, and return the process that is ready to run it.

    Raises OSError if there is no answer. It runs nothing before it is told to.
    """
    # Before that, nobody may hold our output open: a pipe from it would never end.
    receive(connection, len(HERE))
    body = marshal.dumps(tuple(_describe()))
    folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        socket.send_fds(connection, [LENGTH.pack(len(body))], [0, 1, 2, folder])
    finally:
        os.close(folder)
    connection.sendall(body)
    return int(LENGTH.unpack(receive(connection, LENGTH.size))[0])


def _describe() -> Request:
    umask = os.umask(0o077)
    os.umask(umask)
    limits = [
        (number, resource.getrlimit(number))
        for name, number in sorted(vars(resource).items())
        if name.startswith("RLIMIT_")
    ]
    return Request(
        sys.argv,
        list(os.environb.items()),
        umask,
        limits,
        os.getpriority(os.PRIO_PROCESS, 0),
        sorted(os.sched_getaffinity(0)),
        [int(number) for number in signal.valid_signals() if _is_ignored(number)],
    )


def _is_ignored(number: int) -> bool:
    return signal.getsignal(number) == signal.SIG_IGN


def receive(connection: socket.socket, length: int) -> bytes:
    """Receive exactly so many bytes; raises ConnectionError if the other end closes before."""
    found = b""
    while len(found) < length:
        part = connection.recv(length - len(found))
        if not part:
            raise ConnectionError("the other end has closed")
        found += part
    return found


def _wait(connection: socket.socket, handle: int) -> int | None:
    """Let a process run the command; pass signals on to it, and end as it ends."""
    before = _pass_signals_on(lambda number: signal.pidfd_send_signal(handle, number))
    try:
        connection.settimeout(None)
        connection.sendall(GO)
    except OSError:
        for number, handler in before.items():
            signal.signal(number, handler)
        return None
    try:
        (code,) = CODE.unpack(receive(connection, CODE.size))
    except OSError:
        sys.stderr.write(
            "error: the preloaded process has ended while it ran this command\n"
            "HINT: Run the command again; finished work is kept.\n"
        )
        return 1
    if code < 0:
        _end_by(-code)
    return int(code)


def _pass_signals_on(send: Callable[[int], None]) -> dict[int, Any]:
    """Have signals sent to another process; return the handlers of before."""

    def pass_on(number: int, _: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            send(number)

    def stop(number: int, _: FrameType | None) -> None:
        pass_on(signal.SIGSTOP, None)  # its group has no terminal, and would ignore the other
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, stop)
        pass_on(signal.SIGCONT, None)

    handlers = dict.fromkeys(_PASSED_ON, pass_on) | {signal.SIGTSTP: stop}
    return {
        number: signal.signal(number, handler)
        for number, handler in handlers.items()
        if not _is_ignored(number)
    }


def _end_by(number: int) -> None:
    """End this process by the signal that has ended the other."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it has written its own
    with suppress(OSError, ValueError):  # SIGKILL has no handler
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    signal.pause()
