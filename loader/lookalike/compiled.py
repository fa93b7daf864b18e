"""Functions that numba compiles; their machine code is kept from run to run."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from numba import njit

_Parameters = ParamSpec("_Parameters")
_Return = TypeVar("_Return")


def compiled(function: Callable[_Parameters, _Return]) -> Callable[_Parameters, _Return]:
    """Compile with numba; keep the machine code on disk if a folder for it can be written."""
    try:
        fast = njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba found no folder to cache in
        fast = njit(nogil=True)(function)
    return cast(Callable[_Parameters, _Return], fast)
