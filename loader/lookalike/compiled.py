"""Functions that numba compiles; their machine code is kept from run to run."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar, cast

from numba import njit
from numba.core.caching import FunctionCache

_Parameters = ParamSpec("_Parameters")
_Return = TypeVar("_Return")


class _Cache(FunctionCache):
    """Machine code on disk. Where it cannot be written, it lasts as long as the process."""

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]


def compiled(function: Callable[_Parameters, _Return]) -> Callable[_Parameters, _Return]:
    """Compile with numba; keep the machine code on disk if a folder for it can be written."""
    fast: Any = njit(nogil=True)(function)
    with suppress(RuntimeError):  # numba found no folder to cache in
        fast._cache = _Cache(function)  # type: ignore[no-untyped-call]
    return cast(Callable[_Parameters, _Return], fast)
