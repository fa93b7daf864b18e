"""Workers that crash, hang and lie take one item with them, and the pool goes on."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import psutil
import pytest

import pool_functions
from lookalike.errors import LookalikeError
from lookalike.pool import Failure, WorkerPool

TESTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerPool]:
    """One pool for all tests: what one does to its workers must not harm the next."""
    writable = [tmp_path_factory.getbasetemp()]
    prepare = pool_functions.nothing
    with WorkerPool(2, time_limit=1.0, prepare=prepare, writable=writable) as pool:
        yield pool


def test_every_item_comes_back_once(pool: WorkerPool) -> None:
    results = list(pool.map_unordered(pool_functions.square, range(1000)))
    assert sorted(results) == [(item, item * item) for item in range(1000)]


@pytest.mark.parametrize(
    ("deed", "problem", "words"),
    [
        ("exit", "decoder_crash", "exit code 3"),
        ("segfault", "decoder_crash", "SIGSEGV"),
        ("kill", "decoder_crash", "memory runs out"),
        ("hang", "decoder_timeout", "within 1 seconds"),
        ("raise", "error", "ValueError: no such thing"),
        ("memory", "out_of_memory", "memory"),
        ("unpicklable", "error", "pickle"),
        ("program", "decoder_crash", "SIGKILL"),
    ],
)
def test_only_the_bad_item_is_lost(pool: WorkerPool, deed: str, problem: str, words: str) -> None:
    items: list[int | str] = [*range(20), deed, *range(20, 60)]
    results = dict(pool.map_unordered(pool_functions.misbehave, items))
    failure = results.pop(deed)
    assert isinstance(failure, Failure)
    assert failure.problem == problem
    assert words in failure.message
    assert results == {item: item * item for item in range(60)}


def test_many_bad_items_are_each_found(pool: WorkerPool) -> None:
    items = [1, "exit", 2, "segfault", 3, "hang", 4, "raise", 5]
    results = dict(pool.map_unordered(pool_functions.misbehave, items))
    found = {item: result.problem for item, result in results.items() if type(result) is Failure}
    assert found == {
        "exit": "decoder_crash",
        "segfault": "decoder_crash",
        "hang": "decoder_timeout",
        "raise": "error",
    }
    assert {item for item in results if item not in found} == {1, 2, 3, 4, 5}


def test_an_item_is_not_blamed_for_one_death(pool: WorkerPool, tmp_path: Path) -> None:
    results = dict(pool.map_unordered(partial(pool_functions.die_once, tmp_path), range(30)))
    assert (tmp_path / "died").exists()
    assert results == {item: item for item in range(30)}


def test_a_suspect_is_tried_twice_and_no_more(pool: WorkerPool, tmp_path: Path) -> None:
    results = dict(pool.map_unordered(partial(pool_functions.count_runs, tmp_path), range(12)))
    assert isinstance(results[7], Failure)
    assert (tmp_path / "7").read_text() == "xx"


def test_items_are_read_as_they_are_needed(pool: WorkerPool) -> None:
    taken = count()
    results = pool.map_unordered(pool_functions.square, taken)
    for _ in range(50):
        next(results)
    results.close()  # type: ignore[attr-defined]
    # Two workers may have two chunks of eight each ahead, and one answered but not asked for.
    assert next(taken) <= 50 + 2 * 3 * 8


def test_the_pool_is_good_after_leaving_early(pool: WorkerPool) -> None:
    for _ in pool.map_unordered(pool_functions.square, range(100)):
        break
    assert dict(pool.map_unordered(pool_functions.square, [3])) == {3: 9}


def test_nothing_to_do(pool: WorkerPool) -> None:
    assert list(pool.map_unordered(pool_functions.square, [])) == []


def test_a_process_starts_when_there_is_a_chunk_for_it() -> None:
    with WorkerPool(3, chunk_size=4, prepare=pool_functions.nothing) as pool:

        def started(items: int) -> int:
            assert len(list(pool.map_unordered(pool_functions.square, range(items)))) == items
            return workers() - before

        before = workers()
        assert [started(items) for items in (0, 4, 1, 5, 50)] == [0, 1, 1, 2, 3]


def workers() -> int:
    """How many workers this process has: they are forks of one child."""
    children = psutil.Process().children()
    return sum(len(c.children()) for c in children if "forkserver" in " ".join(c.cmdline()))


def test_a_long_name_of_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The socket of the process that forks workers would not fit: workers start without it."""
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with WorkerPool(1, prepare=pool_functions.nothing) as pool:
        assert dict(pool.map_unordered(pool_functions.square, [3])) == {3: 9}
        assert list(folder.rglob("listener-*")) == []


def test_the_environment_is_that_of_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it has changed since the first worker."""
    for value in ("first", "second"):
        monkeypatch.setenv("LOOKALIKE_TEST", value)
        with WorkerPool(1, prepare=pool_functions.nothing) as pool:
            seen = dict(pool.map_unordered(pool_functions.threads_allowed, ["LOOKALIKE_TEST"]))
        assert seen == {"LOOKALIKE_TEST": value}


def test_two_maps_at_once_are_refused(pool: WorkerPool) -> None:
    first = pool.map_unordered(pool_functions.square, range(10))
    next(first)
    with pytest.raises(RuntimeError, match="at work"):
        next(pool.map_unordered(pool_functions.square, [1]))
    assert len(list(first)) == 9


def test_all_workers_work(pool: WorkerPool) -> None:
    processes = {result for _, result in pool.map_unordered(pool_functions.own_process, range(200))}
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_a_worker_uses_one_thread(pool: WorkerPool) -> None:
    names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
    before = {name: os.environ.get(name) for name in names}
    allowed = dict(pool.map_unordered(pool_functions.threads_allowed, names))
    assert allowed == dict.fromkeys(names, "1")
    assert {name: os.environ.get(name) for name in names} == before


def test_workers_that_cannot_start_are_an_error() -> None:
    with (
        WorkerPool(1, prepare=pool_functions.broken_start) as pool,
        pytest.raises(LookalikeError, match="cannot start workers") as caught,
    ):
        list(pool.map_unordered(pool_functions.square, [1]))
    assert "exit code 5" in str(caught.value)


def test_a_closed_pool_has_no_processes() -> None:
    with WorkerPool(2, prepare=pool_functions.nothing) as pool:
        processes = {
            result for _, result in pool.map_unordered(pool_functions.own_process, range(50))
        }
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(int(str(process)), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_workers_die_with_a_killed_parent() -> None:
    script = (
        "import pool_functions\n"
        "from lookalike.pool import WorkerPool\n"
        "if __name__ == '__main__':\n"
        "    with WorkerPool(2, chunk_size=1, prepare=pool_functions.nothing) as pool:\n"
        "        busy = pool.map_unordered(pool_functions.misbehave, [1, 'hang', 'hang'])\n"
        "        next(busy)\n"
        "        print(*(worker.process.pid for worker in pool._workers), flush=True)\n"
        "        next(busy)\n"
    )
    path = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as parent:
        assert parent.stdout is not None
        handles = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        parent.send_signal(signal.SIGKILL)
    assert len(handles) == 2
    for handle in handles:  # becomes readable when the process is gone; nothing is slept through
        assert select.select([handle], [], [], 30)[0]
        os.close(handle)
