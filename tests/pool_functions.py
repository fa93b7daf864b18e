"""What the worker pool's tests have workers do; workers import it by name."""

import ctypes
import os
import signal
import socket
import sys
from pathlib import Path


def nothing() -> None:
    """Prepare a worker for no decoding at all."""


def square(item: int) -> int:
    """A function with nothing wrong."""
    return item * item


def misbehave(item: int | str) -> int:
    """Square numbers; what a word says is what it does."""
    match item:
        case int():
            return item * item
        case "exit":
            os._exit(3)
        case "segfault":
            ctypes.string_at(0)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hang":
            while True:
                pass
        case "raise":
            raise ValueError("no such thing")
        case "memory":
            raise MemoryError
        case "program":
            return _Program()  # type: ignore[return-value]
        case "unpicklable":
            return lambda: 0  # type: ignore[return-value]
    raise AssertionError(item)


class _Program:
    """An answer that would start a program in whoever reads it."""

    def __reduce__(self) -> object:
        return os.mkdir, ("/nonexistent",)


def die_once(folder: Path, item: int) -> int:
    """Die at 13, unless a worker has died of it before: then the fault was not the item's."""
    mark = folder / "died"
    if item == 13 and not mark.exists():
        mark.touch()
        os._exit(3)
    return item


def count_runs(folder: Path, item: int) -> int:
    """Leave a trace of each time an item is worked on; die of 7."""
    with (folder / f"{item}").open("a") as trace:
        trace.write("x")
    if item == 7:
        os._exit(1)
    return item


def attempt(folder: Path, deed: str) -> str:
    """Do what a decoder never has to do; tell how that ends."""
    try:
        match deed:
            case "write":
                (folder / "written").write_text("x")
            case "change":
                (folder / "here").chmod(0o600)
            case "delete":
                (folder / "here").unlink()
            case "rename":
                (folder / "here").rename(folder / "there")
            case "socket":
                socket.socket()
            case "local socket":
                socket.socket(socket.AF_UNIX)
            case "program":
                os.execv(sys.executable, [sys.executable, "--version"])
            case "signal":
                os.kill(os.getppid(), 0)
            case "read":
                return (folder / "here").read_text()
    except OSError as error:
        return type(error).__name__
    return "done"


def allocate(size: int) -> int:
    """Take memory, and give it back."""
    return len(bytearray(size))


def place_in_line(_: int) -> str:
    """How soon the system ends this process when memory runs out."""
    return Path("/proc/self/oom_score_adj").read_text().strip()


def leave(item: int, folder: str) -> str:
    """Write into the room, and tell where that is."""
    path = Path(folder) / f"{item}"
    path.touch()
    return str(path)


def own_process(_: int) -> int:
    """Tell which process works on the item."""
    return os.getpid()


def threads_allowed(name: str) -> str | None:
    """Tell how many threads a library may start in a worker."""
    return os.environ.get(name)


def broken_start() -> None:
    """Fail before any work is done."""
    os._exit(5)
