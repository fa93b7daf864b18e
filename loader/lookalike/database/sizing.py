"""Settings of the embedded server, sized from the machine."""

import os
from pathlib import Path

from lookalike.memory import GIB, MIB

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - read, never written


def server_settings(memory: int) -> dict[str, str]:
    """Return settings for a server that shares `memory` bytes with the scan's workers.

    The shares of memory are small on purpose: decoding images needs the rest.
    """

    def part(divisor: int, least: int, most: int) -> str:
        return f"{min(max(memory // divisor, least), most) // MIB}MB"

    return {
        "shared_buffers": part(8, 32 * MIB, 2 * GIB),
        "effective_cache_size": part(2, 128 * MIB, 64 * GIB),
        "maintenance_work_mem": part(16, 32 * MIB, GIB),
        "work_mem": part(256, 8 * MIB, 64 * MIB),
        "max_wal_size": "4GB",
        "random_page_cost": "1.1",
        "jit": "off",
        # Containers often have 64 MB of /dev/shm, too little for a parallel index build.
        "dynamic_shared_memory_type": "posix" if _roomy_shared_memory() else "mmap",
        "log_line_prefix": "%m [%p] %q%u@%d ",
    }


def _roomy_shared_memory() -> bool:
    try:
        size = os.statvfs(_SHARED_MEMORY)
    except OSError:
        return False
    return size.f_blocks * size.f_frsize >= GIB
