"""An audit on clusters of separate processes, and with an executor killed in each stage."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmark.made_up import make_hashes
from command import run_command
from engine.cluster import LOCAL_CLUSTER, configured, kill_executor, standalone
from engine.rows import Rows, differing, read_rows
from lookalike.database import connect
from lookalike.engine.cluster import open_spark
from lookalike.engine.processes import Processes
from lookalike.engine.spark import Spark
from lookalike.match.engine import PairFinder
from lookalike.match.masks import choose_passes
from pictures import fill
from servers import WAYS, Servers

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("pictures") / "photographs", 48)


def audit(servers: Servers, folder: Path, *options: object) -> Rows:
    with servers.database(WAYS[0], "archive") as url:
        run_command(url, "audit", folder, "--report", folder.parent / "report", *options)
        with connect(url) as connection:
            return read_rows(connection)


@pytest.fixture(scope="module")
def expected(servers: Servers, folder: Path) -> Rows:
    return audit(servers, folder, "--workers", 2)


@pytest.mark.parametrize("kind", ["local", "standalone"])
def test_an_audit_keeps_the_same_rows(
    servers: Servers, folder: Path, expected: Rows, tmp_path: Path, kind: str
) -> None:
    with configured(tmp_path), ExitStack() as stack:
        master = LOCAL_CLUSTER if kind == "local" else stack.enter_context(standalone())
        found = audit(servers, folder, "--engine", "spark", "--master", master)
    assert differing(found, expected) == {}


def test_an_executor_is_killed_in_each_stage(
    servers: Servers,
    folder: Path,
    expected: Rows,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killed = kill_in_each(monkeypatch)
    with configured(tmp_path):
        found = audit(servers, folder, "--engine", "spark", "--master", LOCAL_CLUSTER)
    assert differing(found, expected) == {}
    assert killed == {
        "fingerprint_file", "_encode_file", "_search_part", "prove_files", "_embed_file",
        "trace_files",
    }  # fmt: skip


def test_an_executor_is_killed_in_a_match(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashes, _ = make_hashes(200_000)
    plan = choose_passes(len(hashes), 8)
    killed = kill_in_each(monkeypatch)
    found = []
    with configured(tmp_path), open_spark(LOCAL_CLUSTER) as spark:
        for engine in (Processes(), spark):
            finder = PairFinder(hashes, plan, 500)
            pairs = [found.pairs for found in engine.find_matches(finder, ())]
            found.append(Counter(map(tuple, np.sort(np.concatenate(pairs), axis=1).tolist())))
    assert killed == {"_do_passes"}
    assert found[0] == found[1]


def kill_in_each(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Kill an executor when the first answer of each function has come; give their names."""
    killed: set[str] = set()
    run = Spark.run

    def run_and_kill(
        self: Spark, work: Any, tasks: Iterable[tuple[Any, Any]]
    ) -> Iterator[tuple[Any, Any]]:
        name = work.func.__name__
        if name == "answer_chunk":
            function = work.args[0].value.function
            name = getattr(function, "func", function).__name__
        for answer in run(self, work, tasks):
            if name not in killed:
                killed.add(name)
                kill_executor()
            yield answer

    monkeypatch.setattr(Spark, "run", run_and_kill)
    return killed
