"""What the benchmarks of search and matching measure, and how they say it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil


@dataclass(frozen=True)
class Figure:
    """One row of the table: a measure at a size, and whether it is as good as it has to be."""

    measure: str
    size: int
    value: float
    unit: str
    remark: str = ""
    target: str = ""
    is_met: bool | None = None  # None where no target is set

    def row(self) -> str:
        met = {None: "", True: "yes", False: "NO"}[self.is_met]
        value = f"{self.value:,.3g}" if self.value < 1000 else f"{self.value:,.0f}"
        return (
            f"| {self.measure} | {self.size:,} | {value} {self.unit} | {self.remark}"
            f" | {self.target} | {met} |"
        )


HEADER = "| measure | hashes | figure | beside it | target | met |\n|---|---|---|---|---|---|"


@dataclass
class Book:
    """Collects figures and prints each as soon as it is known."""

    figures: list[Figure] = field(default_factory=list)

    def add(
        self, measure: str, size: int, value: float, unit: str, remark: str = "",
        target: str = "", is_met: bool | None = None,
    ) -> None:  # fmt: skip
        figure = Figure(measure, size, value, unit, remark, target, is_met)
        if not self.figures:
            print(HEADER, flush=True)
        self.figures.append(figure)
        print(figure.row(), flush=True)


class Clock:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._started = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._started


class Memory:
    """The most memory of this process, and of this and the server's processes together."""

    own = 0
    together = 0


@contextmanager
def watched_memory(server_pid: int) -> Iterator[Memory]:
    """Look every second; pages that processes share are counted once."""
    memory = Memory()
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(1):
            total = 0
            server = psutil.Process(server_pid)
            for process in [psutil.Process(), server, *server.children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            memory.own = max(memory.own, psutil.Process().memory_info().rss)
            memory.together = max(memory.together, total)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        stop.set()
        watcher.join()


def machine(connection: Any) -> str:
    """What the figures were taken on, in one line."""
    import platform

    import numba
    import numpy

    row = connection.execute(
        "SELECT current_setting('server_version'), extversion FROM pg_extension"
        " WHERE extname = 'vector'"
    ).fetchone()
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return (
        f"{cpu}, {psutil.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB;"
        f" PostgreSQL {row[0]}, pgvector {row[1]}, Python {platform.python_version()},"
        f" numpy {numpy.__version__}, numba {numba.__version__}"
    )
