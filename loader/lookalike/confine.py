"""Takes from a worker process what it does not need to read files.

A hostile picture may take over its decoder. On Linux, such a process then has no network, starts
no program, writes no file but in folders that were named, takes no memory beyond its limit, and is
the first that the system ends when memory runs out.
"""

import resource
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from lookalike import landlock, seccomp
from lookalike.memory import MIB

# What decoders allocate beside the picture, and libraries that are loaded later.
_HEADROOM = 512 * MIB


def confine(memory: int, writable: Sequence[Path] = ()) -> None:
    """Confine this process, for good: `memory` is in bytes, beyond what it has now.

    It may write below the folders `writable`. What the system does not have is left out: see
    `missing`.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    limit_memory(memory)
    with suppress(OSError):
        landlock.refuse_writing(writable)
    with suppress(OSError):
        seccomp.refuse_calls()


def limit_memory(memory: int) -> None:
    """Let this process allocate so many bytes more, and not again as many."""
    status = Path("/proc/self/status").read_text().splitlines()
    now = next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmData:")), None)
    if now is not None:
        limit = now + memory + _HEADROOM
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def missing() -> list[str]:
    """Say what this system lacks of what `confine` uses; an empty list if nothing."""
    if sys.platform != "linux":
        return ["confined workers (they need Linux)"]
    lacking = []
    if not landlock.version():
        lacking.append("Landlock, of Linux 5.13 or newer")
    if not seccomp.is_known():
        lacking.append("seccomp, on x86-64 or 64-bit ARM")
    return lacking
