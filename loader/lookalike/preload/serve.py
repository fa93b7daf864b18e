"""The preloaded process: it loads the libraries, waits, and forks a child for each command."""

import fcntl
import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lookalike.preload import child, place
from lookalike.preload.place import PRESENT, STARTED
from lookalike.preload.rehearse import rehearse
from lookalike.preload.request import CODE

_WAKING = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_CONNECT_SECONDS = 1.0


def serve(name: str, minutes: float, ready: int) -> bool:
    """Serve until nothing was asked for so many minutes, the code has changed, or it is ended.

    `name` is that of the socket, as a command finds it. Writes STARTED or PRESENT to the descriptor
    `ready`. Returns False in this process, at its end, and True in each child, which then is to run
    the command of its caller.
    """
    place.serve_at(name)
    folders = list(sys.path)
    code = place.code_state(folders)
    folder = place.folder()
    rehearse()
    gc.collect()
    gc.freeze()  # or the first collection of each child would copy all of it
    listener = _listen(folder, name)
    with os.fdopen(ready, "wb") as told:
        told.write(PRESENT if listener is None else STARTED)
    if listener is None:
        return False
    os.dup2(0, 2)  # who started it waits for the end of its output
    os.chdir("/")
    mark = (folder / name).lstat()
    waiting = _Waiting(listener, minutes * 60, lambda: place.code_state(folders) == code)
    if waiting.is_child():
        return True
    with _alone(folder), suppress(OSError):
        if os.path.samestat((folder / name).lstat(), mark):
            (folder / name).unlink()
    waiting.wait_for_children()
    return False


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other process make or remove a socket in the folder during the block."""
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(folder / "lock", flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _listen(folder: Path, name: str) -> socket.socket | None:
    """Listen at the socket; None where another process does."""
    with _alone(folder):
        if (other := place.connect(folder, name, _CONNECT_SECONDS)) is not None:
            other.close()
            return None
        (folder / name).unlink(missing_ok=True)  # of a process that was killed
        listener = socket.socket(socket.AF_UNIX)
        before = os.umask(0o077)
        with place.reached(folder, name) as path:
            listener.bind(path)
        os.umask(before)
        listener.listen()
        return listener


class _Waiting:
    """The loop of the process. Each child has a connection to its caller, as the process has."""

    def __init__(
        self, listener: socket.socket, seconds: float, is_current: Callable[[], bool]
    ) -> None:
        self._listener = listener
        self._seconds = seconds
        self._is_current = is_current
        self._callers: dict[int, socket.socket] = {}  # by the process of the child
        self._events = select.poll()
        self._events.register(listener, select.POLLIN)
        self._is_ending = False
        self._woken, waking = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._events.register(self._woken, select.POLLIN)
        signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
        for number in _WAKING:
            signal.signal(number, self._note)

    def is_child(self) -> bool:
        """Serve to the end; return True in a child, and False in the process itself."""
        last = time.monotonic()
        while not self._is_ending:
            rest = None if self._callers else last + self._seconds - time.monotonic()
            if rest is not None and rest <= 0:
                break
            found = self._events.poll(None if rest is None else rest * 1000 + 1)
            self._bury(found)
            if any(descriptor == self._listener.fileno() for descriptor, _ in found):
                if not self._is_current():
                    break
                if self._accept():
                    return True
            if found:
                last = time.monotonic()
        self._listener.close()
        return False

    def wait_for_children(self) -> None:
        """Return when each child has ended, and its caller knows how."""
        self._events = select.poll()
        self._events.register(self._woken, select.POLLIN)
        for caller in self._callers.values():
            self._events.register(caller, select.POLLRDHUP)
        while self._callers:
            self._bury(self._events.poll())

    def _note(self, number: int, _: object) -> None:
        self._is_ending = self._is_ending or number != signal.SIGCHLD

    def _accept(self) -> bool:
        """Fork a child for the next command; return True in the child."""
        connection, _ = self._listener.accept()
        process = None
        if place.peer(connection)[1] == os.geteuid():
            with suppress(OSError):  # no room for another process
                process = os.fork()
        if process == 0:
            self._leave()
            child.prepare(connection)
            return True
        if process is None:
            connection.close()
            return False
        self._callers[process] = connection
        self._events.register(connection, select.POLLRDHUP)
        return False

    def _leave(self) -> None:
        """Give up, in a child, what belongs to the process."""
        for number in _WAKING:
            signal.signal(number, signal.SIG_DFL)
        waking = signal.set_wakeup_fd(-1)
        for descriptor in (waking, self._woken):
            os.close(descriptor)
        for open_socket in (self._listener, *self._callers.values()):
            open_socket.close()

    def _bury(self, found: list[tuple[int, int]]) -> None:
        """Tell callers how their children have ended, and kill children without a caller."""
        with suppress(BlockingIOError):
            os.read(self._woken, 4096)
        gone = {descriptor for descriptor, event in found if event & select.POLLRDHUP}
        for process, caller in list(self._callers.items()):
            if caller.fileno() in gone:
                os.kill(process, signal.SIGKILL)  # as a signal has killed the caller
                self._events.unregister(caller)
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                with suppress(OSError):
                    caller.sendall(CODE.pack(os.waitstatus_to_exitcode(status)))
                with suppress(KeyError):
                    self._events.unregister(caller)
                self._callers.pop(process).close()
