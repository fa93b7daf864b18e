"""Worker processes that may crash or hang on one item without losing another."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result. `error` is an exception that the function let through."""

    problem: Literal["decoder_crash", "decoder_timeout", "out_of_memory", "error"]
    message: str


class WorkerPool:
    """A pool of processes; use it as a context manager.

    `function` and items must be picklable: a module-level function or functools.partial of one.
    """

    def __init__(
        self, workers: int | None = None, *, time_limit: float = 120.0, chunk_size: int = 8
    ) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        raise NotImplementedError

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        raise NotImplementedError

    def map_unordered(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Failure]]:
        """Yield each item once with its result or its failure, as they come.

        `items` is read lazily: only a bounded number is under way at any time.
        """
        raise NotImplementedError
