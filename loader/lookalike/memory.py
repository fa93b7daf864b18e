"""How much memory there is, and how much of it a process may take that decodes files."""

import os
import re
from pathlib import Path

from lookalike.errors import LookalikeError

MIB = 1 << 20
GIB = 1 << 30
VARIABLE = "LOOKALIKE_WORKER_MEMORY"

_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
# Words with which libraries say that they got no memory, where they raise another error.
_WORDS = ("out of memory", "insufficient memory", "memory allocation", "bad_alloc", "bad alloc")
_LEAST = GIB  # for one process, however many there are
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([KMGT]?)I?B?", re.IGNORECASE)


def memory_bytes() -> int:
    """Return the memory that this process may use: of the machine, or of a smaller container."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path in _CGROUP_LIMITS:
        try:
            memory = min(memory, int(path.read_text()))
        except (OSError, ValueError):  # no such cgroup, or "max"
            continue
    return memory


def worker_memory(workers: int = 1) -> int:
    """Return the bytes that each of `workers` processes may take to decode a file.

    They share three quarters of the memory, and each gets a gigabyte at least. The environment
    variable LOOKALIKE_WORKER_MEMORY, such as "6GB", says another number. Raises LookalikeError if
    it says no size.
    """
    said = os.environ.get(VARIABLE)
    if not said:
        return max(memory_bytes() * 3 // 4 // workers, _LEAST)
    size = _SIZE.fullmatch(said.strip())
    unit = 1000 ** " KMGT".index(size[2].upper() or " ") if size else 0
    found = int(float(size[1]) * unit) if size else 0
    if not found:
        raise LookalikeError(
            f'{VARIABLE} is "{said}", which is no size',
            hint="Give a number of bytes, or a size such as 6GB.",
        )
    return found


def is_lack_of_memory(error: BaseException) -> bool:
    """Say whether an error means that there was not enough memory, also one of a library."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(words in text for words in _WORDS)


def lack_of_memory() -> str:
    """Say what to do where a process got no more memory."""
    allowed = gigabytes(worker_memory())
    return f"it takes more than the {allowed} of memory that a process may take ({VARIABLE})"


def gigabytes(count: int) -> str:
    """Write a number of bytes in gigabytes: 1.23 GB."""
    return f"{count / 1e9:.3g} GB"
