"""Worker processes that may crash or hang on one item without losing another.

Each worker has its own pipe, takes items in order, and counts the items it began in memory that it
shares with the parent. When a worker dies or is stopped, the count tells which item it was working
on, and its other unanswered items go to the next worker.
"""

import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from itertools import chain, islice
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from lookalike import seccomp
from lookalike.answers import read_answer
from lookalike.confine import confine
from lookalike.cores import usable_cores
from lookalike.errors import LookalikeError
from lookalike.memory import VARIABLE, is_lack_of_memory, lack_of_memory, worker_memory

Item = TypeVar("Item")
Result = TypeVar("Result")

_TOO_FEW = "Use fewer workers (--workers 1). lookalike doctor looks at this machine."
_BATCH_SECONDS = 0.05  # so long are answers collected: each message wakes the parent up
_starting = threading.Lock()  # several pools may start processes at the same time
_WARM = "lookalike.warm"  # by its name: it imports parts of the stages, which import this module
_LONGEST_FOLDER = 60  # characters: the path of a socket in it may have 107
# A worker uses one thread, because there is a worker for each core.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result. `error` is an exception that the function let through."""

    problem: Literal["decoder_crash", "decoder_timeout", "out_of_memory", "error"]
    message: str


@dataclass(slots=True, eq=False)
class _Worker:
    process: Any  # of multiprocessing
    pipe: Any  # multiprocessing's Connection
    begun: Any  # shared: how many items it ever began
    ready: bool = False  # it has loaded the function
    waiting: deque[Any] = field(default_factory=deque)  # items without an answer, in order
    answered: int = 0  # items with an answer
    seen: int = 0  # value of `begun` at the last look
    since: float = 0.0  # when that value changed
    alone: bool = False  # it works only on a suspect
    late: bool = False  # it was stopped because it took too long

    def take_culprit(self) -> list[Any]:
        """Remove the item that it works on from `waiting`; an empty list if it is between items."""
        position = self.begun.value - self.answered - 1
        if not 0 <= position < len(self.waiting):
            return []
        culprit = self.waiting[position]
        del self.waiting[position]
        return [culprit]


class WorkerPool:
    """A pool of processes; use it as a context manager, from one thread.

    The function and the items must be picklable (a module-level function, or functools.partial
    of one) and the items small: some of them must fit into a pipe.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        prepare: Callable[[], None],
        time_limit: float = 120.0,
        chunk_size: int = 8,
        writable: Sequence[Path] = (),
        memory: int | None = None,
    ) -> None:
        """Make a pool of up to `workers` processes, by default one for each core.

        `chunk_size` is how many items a worker gets at once; a process starts when there is a
        chunk for it. `time_limit` is how many seconds an item may take. `prepare` runs once in each
        new worker, before its first item, without a limit, and must be picklable, too. Once a
        worker has loaded its first function, it is confined: it may write only below the folders
        `writable`. `memory` is how many bytes each may take, by default its share of the machine.
        """
        self._count = workers or usable_cores()
        self._memory = memory or worker_memory(self._count)
        self._writable = tuple(writable)
        self._time_limit = time_limit
        self._ahead = max(chunk_size, 1)
        self._prepare = prepare
        self._is_open = False
        self._workers: list[_Worker] = []
        self._function: Callable[[Any], Any] | None = None
        self._round = 0  # of `map_unordered`; a ready worker has loaded its function
        self._again: deque[Any] = deque()  # they waited behind an item that killed its worker
        self._suspects: deque[Any] = deque()  # one of them, or the item before it, killed a worker

    def __enter__(self) -> Self:
        self._is_open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def map_unordered(
        self, function: Callable[[Item], Result], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Result | Failure]]:
        """Yield each item once with its result or its failure, in any order.

        `items` is read lazily: only a limited number is in work at any time. Raises
        LookalikeError if the workers cannot be started.
        """
        if self._function is not None or not self._is_open:
            raise RuntimeError("the pool is not open, or is at work already")
        self._function = function
        self._round += 1
        try:
            rest = iter(items)
            first = list(islice(rest, (self._count - 1) * self._ahead + 1))
            if not first:
                return
            chunks = -(-len(first) // self._ahead)
            for _ in range(len(self._workers), chunks):
                self._workers.append(self._start())
            for worker in self._workers:
                worker.ready = False
                _send(worker, (self._round, function))
            yield from self._run(chain(first, rest))
        finally:
            # If the caller stopped early, answers are still to come that are not wanted.
            for worker in [worker for worker in self._workers if worker.waiting]:
                self._workers.remove(worker)
                _end(worker)
            self._function = None
            self._again.clear()
            self._suspects.clear()

    def _run(self, items: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
        while True:
            for worker in self._workers:
                if worker.ready:
                    self._feed(worker, items)
            busy = [worker for worker in self._workers if worker.waiting]
            if not busy and all(worker.ready for worker in self._workers):
                return  # every worker is ready, and no item is left
            patience = None
            if busy:
                first = min(worker.since for worker in busy)
                patience = max(first + self._time_limit - time.monotonic(), 0.0)
            pipes = {worker.pipe: worker for worker in self._workers}
            for pipe in wait(list(pipes), patience):
                yield from self._receive(pipes[pipe])
            for worker in busy:
                self._stop_if_late(worker)

    def _stop_if_late(self, worker: _Worker) -> None:
        """Kill a worker that is too long at one item; its closed pipe then shows its death."""
        now = time.monotonic()
        if worker.seen != worker.begun.value:
            worker.seen, worker.since = worker.begun.value, now
        if worker.waiting and now - worker.since >= self._time_limit and not worker.pipe.poll():
            worker.process.kill()
            worker.process.join()
            # If it went on to the next item at the last moment, no item is at fault.
            worker.late = worker.seen == worker.begun.value

    def _feed(self, worker: _Worker, items: Iterator[Any]) -> None:
        """Keep a chunk waiting behind the one on which a worker works."""
        while not worker.alone and len(worker.waiting) <= self._ahead:
            if self._suspects and worker.waiting:
                return  # a suspect waits for a worker to be empty
            if self._suspects:
                chunk, worker.alone = [self._suspects.popleft()], True
            else:
                chunk = [self._again.popleft() for _ in range(min(self._ahead, len(self._again)))]
                chunk.extend(islice(items, self._ahead - len(chunk)))
            if not chunk:
                return
            if not worker.waiting:
                worker.since = time.monotonic()
            worker.waiting.extend(chunk)
            _send(worker, chunk)

    def _receive(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Take the messages of a worker; if it is dead, find out which item killed it."""
        try:
            while worker.pipe.poll():
                answers = read_answer(worker.pipe.recv_bytes())
                if isinstance(answers, list):
                    worker.answered += len(answers)
                    worker.since, worker.alone = time.monotonic(), False
                    for answer in answers:
                        yield worker.waiting.popleft(), answer
                elif isinstance(answers, Failure):
                    raise LookalikeError(
                        "cannot start workers", detail=answers.message, hint=_TOO_FEW
                    )
                else:
                    worker.ready = answers == self._round
        except (EOFError, OSError):
            yield from self._bury(worker)
        except pickle.UnpicklingError:  # it is no longer itself
            worker.process.kill()
            yield from self._bury(worker)

    def _bury(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Replace a dead worker, and yield the item that killed it where that is certain."""
        worker.process.join()
        end = _describe(worker.process.exitcode)
        if not worker.ready:
            raise LookalikeError(
                "cannot start workers", detail=f"A worker {end} as it began.", hint=_TOO_FEW
            )
        culprit = worker.take_culprit()
        if worker.late:
            message = f"it was not decoded within {self._time_limit:g} seconds"
            yield from ((item, Failure("decoder_timeout", message)) for item in culprit)
        elif worker.alone:
            message = f"the process that decoded it {end}"
            yield from ((item, Failure("decoder_crash", message)) for item in culprit)
        else:  # an earlier item may be at fault: try it again in a new worker
            self._suspects.extend(culprit)
        self._again.extend(worker.waiting)
        worker.waiting.clear()
        self._replace(worker)
        _send(self._workers[-1], (self._round, self._function))

    def _start(self) -> _Worker:
        context = _context()
        ours, theirs = context.Pipe()
        begun = context.RawValue(ctypes.c_uint64, 0)
        environment = os.environ | dict.fromkeys(_ONE_THREAD, "1") | {VARIABLE: str(self._memory)}
        process = context.Process(
            target=_work,
            args=(
                theirs,
                begun,
                environment,
                self._prepare,
                partial(confine, self._memory, self._writable),
            ),
            daemon=True,
        )
        try:
            with _environment(dict.fromkeys(_ONE_THREAD, "1")):
                process.start()
        except (OSError, EOFError) as error:  # what forks workers has ended
            ours.close()
            theirs.close()
            raise LookalikeError(
                "cannot start workers", detail=f"{type(error).__name__}: {error}", hint=_TOO_FEW
            ) from error
        theirs.close()  # so that the worker's death closes the pipe
        return _Worker(process, ours, begun)

    def _replace(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        _end(worker)
        self._workers.append(self._start())

    def _stop(self) -> None:
        self._is_open = False
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            _end(worker)
        self._workers.clear()


def _context() -> Any:
    """How workers start. They inherit no database connection.

    One process loads the libraries, and each worker is a fork of it: so it starts in milliseconds.
    It runs what it is asked for at a socket, so no worker may connect there.
    """
    is_closed = sys.platform != "linux" or seccomp.is_known()
    is_short = len(tempfile.gettempdir()) <= _LONGEST_FOLDER
    if not (is_closed and is_short and "forkserver" in multiprocessing.get_all_start_methods()):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([_WARM])
    return context


def _work(
    pipe: Any,
    begun: Any,
    environment: dict[str, str],
    prepare: Callable[[], None],
    confine_worker: Callable[[], None],
) -> None:
    """Run a worker: prepare, then answer items until the pipe closes."""
    is_confined = False
    _die_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            import_module(_WARM)  # a fork has it already
            prepare()
            while True:
                message = pipe.recv()
                if isinstance(message, tuple):
                    this_round, function = message
                    if not is_confined:  # not before all modules and their caches are there
                        confine_worker()
                        is_confined = True
                    pipe.send(this_round)
                else:
                    _answer_all(pipe, begun, function, message)
        except (ImportError, AttributeError) as error:  # the function cannot be loaded here
            pipe.send(Failure("error", f"{type(error).__name__}: {error}"))


def _answer_all(pipe: Any, begun: Any, function: Callable[[Any], Any], items: list[Any]) -> None:
    answers: list[Any] = []
    sent = time.monotonic()
    for item in items:
        begun.value += 1
        answers.append(_answer(function, item))
        if item is items[-1] or time.monotonic() - sent >= _BATCH_SECONDS:
            _send_answers(pipe, answers)
            answers, sent = [], time.monotonic()


def _send_answers(pipe: Any, answers: list[Any]) -> None:
    try:
        packed = ForkingPickler.dumps(answers)
    except Exception:  # one of them cannot be pickled
        packed = ForkingPickler.dumps([_picklable(answer) for answer in answers])
    pipe.send_bytes(packed)


def _picklable(answer: Any) -> Any:
    try:
        ForkingPickler.dumps(answer)
    except Exception as error:
        return Failure("error", f"{type(error).__name__}: {error}"[:500])
    return answer


def _answer(function: Callable[[Any], Any], item: Any) -> Any:
    try:
        return function(item)
    except Exception as error:
        if is_lack_of_memory(error):
            return Failure("out_of_memory", lack_of_memory())
        return Failure("error", f"{type(error).__name__}: {error}"[:500])


def _die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies, even of SIGKILL.

    The process that forks workers ends when nothing holds the pipe to it any more: a worker, which
    starts no worker of its own, gives its end back. If the parent died before, the pipe of the
    worker is closed, and it ends by itself.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    server: Any = getattr(forkserver, "_forkserver", None)
    held = getattr(server, "_forkserver_alive_fd", None)
    if held is not None:
        os.close(held)
        server._forkserver_alive_fd = None


def _send(worker: _Worker, message: object) -> None:
    with suppress(OSError):  # a worker that died is noticed when it is read from
        worker.pipe.send(message)


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def _describe(exit_code: int | None) -> str:
    if exit_code is None or exit_code >= 0:
        return f"ended with exit code {exit_code}"
    name = signal.Signals(-exit_code).name
    hint = ", as the system does when memory runs out" if name == "SIGKILL" else ""
    return f"was ended by signal {-exit_code} ({name}){hint}"


@contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the processes that are started in the block."""
    with _starting:
        before = {name: os.environ.get(name) for name in settings}
        os.environ.update(settings)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
