"""What the worker pool's tests have workers do; workers import it by name."""

import ctypes
import os
import signal
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
        case "unpicklable":
            return lambda: 0  # type: ignore[return-value]
    raise AssertionError(item)


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


def own_process(_: int) -> int:
    """Tell which process works on the item."""
    return os.getpid()


def threads_allowed(name: str) -> str | None:
    """Tell how many threads a library may start in a worker."""
    return os.environ.get(name)


def broken_start() -> None:
    """Fail before any work is done."""
    os._exit(5)
