"""The engine that runs on a cluster, with Apache Spark.

The driver sends small jobs of a few chunks of items, some of them at a time. So results stream
back, and the memory of the driver holds only what is in work. Spark repeats what a lost executor
had in work; no result of it has come back by then.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from lookalike.answers import read_answer
from lookalike.engine.executor import Answers, Job, Refused, answer_chunk, versions
from lookalike.engine.interface import Item, Purpose, Result
from lookalike.errors import LookalikeError
from lookalike.memory import VARIABLE, worker_memory
from lookalike.pool import Failure

if TYPE_CHECKING:
    from pyspark import SparkContext

    from lookalike.encode.search import Corners
    from lookalike.match.engine import Found, PairFinder

_JOBS = 8  # in work at a time, with a quarter of a task for each core
_TASK_SECONDS = 1.0  # of a chunk: what a task costs by itself is little beside it
_MOST_ITEMS = 200  # of a chunk


class Spark:
    """Workers on the executors of a Spark cluster."""

    def __init__(self, context: "SparkContext") -> None:
        self.context = context

    @contextmanager
    def open_room(self) -> Iterator[str]:
        """Give a name; each executor makes its own folder of this name."""
        yield f"lookalike-{uuid4().hex}"

    @contextmanager
    def open_pool(self, purpose: Purpose) -> Iterator["SparkPool"]:
        """Give a pool; an executor starts a worker for each of its cores as items come."""
        yield SparkPool(self, purpose)

    def find_matches(self, finder: "PairFinder", done: Collection[int]) -> "Iterator[Found]":
        """Do the passes on the executors, each of which gets all hashes."""
        from lookalike.engine.passes import find_matches

        return find_matches(self, finder, done)

    def find_corners(
        self, corners: "Corners"
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int8]]]:
        """Search the parts on the executors, each of which gets all corners."""
        from lookalike.engine.passes import find_corners

        return find_corners(self, corners)

    def run(
        self, work: Callable[[Any], bytes], tasks: Iterable[tuple[Any, Any]]
    ) -> Iterator[tuple[Any, Any]]:
        """Run `work` on the second of each pair; yield the first and the answer, in any order.

        `tasks` is read as there is room for more, in the thread of the caller.
        """
        rest = iter(tasks)
        running: set[Future[list[tuple[Any, Any]]]] = set()
        group = f"lookalike-{uuid4().hex}"
        with ThreadPoolExecutor(_JOBS) as threads:
            try:
                while True:
                    while len(running) < _JOBS and (job := list(islice(rest, self._width))):
                        running.add(threads.submit(self._collect, group, work, job))
                    if not running:
                        return
                    ready, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in ready:
                        yield from future.result()
            finally:
                if running:  # the caller stopped early, or there was an error
                    for future in running:
                        future.cancel()
                    self.context.cancelJobGroup(group)

    @property
    def _width(self) -> int:
        """How many tasks a job has. Executors come and go, and so it is asked each time."""
        return int(-(-self.context.defaultParallelism // 4))

    def _collect(
        self, group: str, work: Callable[[Any], bytes], tasks: list[tuple[Any, Any]]
    ) -> list[tuple[Any, Any]]:
        context = self.context
        context.setJobGroup(group, "lookalike", interruptOnCancel=False)
        sent = context.parallelize([what for _, what in tasks], len(tasks))
        answers = [read_answer(packed) for packed in _collected(sent.map(work))]
        return [(key, answer) for (key, _), answer in zip(tasks, answers, strict=True)]


class SparkPool:
    """Workers on a cluster for one purpose; see Pool."""

    def __init__(self, engine: Spark, purpose: Purpose) -> None:
        self._engine, self._purpose = engine, purpose
        self._size = purpose.chunk_size
        self._name = uuid4().hex

    def map_unordered(
        self, function: Callable[..., Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Failure]]:
        """Yield each item once with its result or its failure, in any order."""
        memory = worker_memory() if os.environ.get(VARIABLE) else None
        job = Job(self._name, function, self._purpose, memory, versions())
        sent = self._engine.context.broadcast(job)
        try:
            chunks = ((chunk, chunk) for chunk in self._chunks(iter(items)))
            for chunk, answers in self._engine.run(partial(answer_chunk, sent), chunks):
                if isinstance(answers, Refused):
                    raise LookalikeError(answers.message, detail=answers.detail, hint=answers.hint)
                assert isinstance(answers, Answers)
                if answers.seconds:
                    size = round(_TASK_SECONDS * len(chunk) / answers.seconds)
                    self._size = min(max(size, 1), _MOST_ITEMS)
                for number, result in answers.results:
                    yield chunk[number], result
        finally:
            sent.destroy()

    def _chunks(self, items: Iterator[Item]) -> Iterator[list[Item]]:
        while chunk := list(islice(items, self._size)):
            yield chunk


def _collected(sent: Any) -> list[bytes]:
    """Run a job; raises LookalikeError where Spark gives up."""
    from py4j.protocol import Py4JError

    try:
        found: list[bytes] = sent.collect()
    except Py4JError as error:
        said = str(getattr(error, "java_exception", None) or error).split("\n")
        lines = [line.strip() for line in said if line.strip()]
        raise LookalikeError(
            "Spark gave up a job",
            detail=" ... ".join(dict.fromkeys((lines[0], lines[-1]))),
            hint="The log of Spark and of its executors says why. Then run the command again: it"
            " goes on with what is left.",
        ) from error
    return found
