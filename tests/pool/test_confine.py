"""Workers give up what reading a file does not need: writing, the network, programs, memory."""

import sys
from functools import partial
from pathlib import Path

import pytest

import pool_functions
from lookalike import confine, landlock
from lookalike.errors import LookalikeError
from lookalike.memory import VARIABLE, worker_memory
from lookalike.pool import Failure, WorkerPool

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="workers are confined on Linux")

WRITING = ("write", "delete", "rename")
CALLS = ("socket", "local socket", "program", "change")


def deeds(folder: Path, writable: list[Path]) -> dict[str, object]:
    (folder / "here").write_text("as it was")
    prepare, work = pool_functions.nothing, partial(pool_functions.attempt, folder)
    with WorkerPool(1, prepare=prepare, writable=writable) as pool:
        return dict(pool.map_unordered(work, ["read", *CALLS, "signal", *WRITING]))


@pytest.mark.skipif(bool(confine.missing()), reason=f"no {', no '.join(confine.missing())}")
def test_a_worker_writes_nothing_and_calls_nobody(tmp_path: Path) -> None:
    found = deeds(tmp_path, [])
    assert found.pop("read") == "as it was"
    if landlock.version() < 6:  # it does not know signals
        del found["signal"]
    assert set(found.values()) == {"PermissionError"}
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_worker_writes_where_it_may(tmp_path: Path) -> None:
    found = deeds(tmp_path, [tmp_path])
    assert found["write"] == "done"
    assert (tmp_path / "written").exists()


def test_too_much_memory_costs_one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "300MB")
    with WorkerPool(1, prepare=pool_functions.nothing) as pool:
        found = dict(pool.map_unordered(pool_functions.allocate, [10**6, 10**10, 10**8]))
    failure = found[10**10]
    assert isinstance(failure, Failure)
    assert failure.problem == "out_of_memory"
    assert "0.3 GB" in failure.message
    assert VARIABLE in failure.message
    assert found[10**6] == 10**6
    assert found[10**8] == 10**8


def test_workers_are_ended_first() -> None:
    with WorkerPool(1, prepare=pool_functions.nothing) as pool:
        assert dict(pool.map_unordered(pool_functions.place_in_line, [1])) == {1: "1000"}


def test_the_size_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, size in (("6GB", 6 * 10**9), ("1.5 G", 15 * 10**8), ("700000", 700_000)):
        monkeypatch.setenv(VARIABLE, said)
        assert worker_memory(2) == size
    for said in ("much", "0", "-1GB"):
        monkeypatch.setenv(VARIABLE, said)
        with pytest.raises(LookalikeError, match="no size"):
            worker_memory()
    monkeypatch.delenv(VARIABLE)
    assert worker_memory(10**6) == 2**30
