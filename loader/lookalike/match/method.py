"""Which method to match by: look up what is new in the index, or compare all with all.

The index takes time only for each new fingerprint; comparing all takes time for every fingerprint.
Estimates are in seconds on the cores of this machine.
"""

from dataclasses import dataclass
from typing import Any, Literal

from psycopg import Connection

from lookalike.console import counted
from lookalike.cores import usable_cores
from lookalike.database import one
from lookalike.match import engine
from lookalike.match.masks import Passes, choose_passes
from lookalike.match.whole import Ready
from lookalike.memory import memory_bytes

Wanted = Literal["index", "passes"]
_BEGIN = 1.0  # seconds to load the machine code
_READ = 3e-6  # measured: seconds to fetch a fingerprint


@dataclass(frozen=True)
class Method:
    """A method that was chosen; `plan` is there where the loader compares all with all."""

    name: Wanted
    plan: Passes | None
    description: str
    seconds: float


def choose_method(connection: Connection[Any], ready: Ready, wanted: Wanted | None) -> Method:
    """Choose the faster method, or the wanted one; passes run in SQL where memory is short for them
    in the loader (half of the machine's, or its container's).
    """
    by_index: float = one(
        connection,
        "SELECT lookalike_internal.estimate_index_seconds(%s, %s, %s)",
        ready.waiting,
        ready.representatives,
        ready.radius,
    )
    cores = usable_cores()
    plan = choose_passes(ready.representatives, ready.radius)
    by_passes = _BEGIN + _READ * ready.representatives + plan.seconds / cores
    fingerprints = counted(ready.waiting, "fingerprint")
    if not ready.waiting or (wanted or ("passes" if by_passes < by_index else "index")) == "index":
        return Method("index", None, f"{fingerprints} looked up in the index", by_index)
    among = f"all {counted(ready.representatives, 'fingerprint')} compared"
    if engine.memory_bytes(ready.representatives, cores) > memory_bytes() // 2:
        return Method("passes", None, f"{among} in SQL, for want of memory", by_passes)
    return Method("passes", plan, f"{among} in {counted(plan.passes, 'pass', 'passes')}", by_passes)
