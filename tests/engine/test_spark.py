"""On a cluster of two executors: the same results, and nothing lost with an executor."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import lookalike
import pool_functions
from benchmark.made_up import make_hashes, plant_crowds
from engine.cluster import LOCAL_CLUSTER, configured, executors, kill_executor
from engine.rows import differing, read_rows
from lookalike.database import connect
from lookalike.encode.search import Corners
from lookalike.engine.cluster import open_spark
from lookalike.engine.executor import versions
from lookalike.engine.interface import Purpose
from lookalike.engine.spark import Spark
from lookalike.errors import LookalikeError
from lookalike.match.engine import PairFinder
from lookalike.match.masks import choose_passes
from pictures import fill
from servers import WAYS, Servers


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    with configured(tmp_path_factory.mktemp("spark")), open_spark(LOCAL_CLUSTER) as spark:
        yield spark


@pytest.mark.long
def test_only_the_bad_item_is_lost(spark: Spark) -> None:
    items = [*range(10), "exit", "hang", *range(10, 40)]
    with spark.open_pool(Purpose(pool_functions.nothing, 1.0)) as pool:
        results = dict(pool.map_unordered(pool_functions.misbehave, items))
    problems = {item: results.pop(item).problem for item in ("exit", "hang")}
    assert problems == {"exit": "decoder_crash", "hang": "decoder_timeout"}
    assert results == {item: item * item for item in range(40)}


@pytest.mark.long
def test_a_worker_of_an_executor_is_confined(spark: Spark, tmp_path: Path) -> None:
    (tmp_path / "here").write_text("as it was")
    work = partial(pool_functions.attempt, tmp_path)
    with spark.open_pool(Purpose(pool_functions.nothing, 60.0)) as pool:
        found = dict(pool.map_unordered(work, ["read", "socket", "program", "write"]))
    assert found.pop("read") == "as it was"
    assert set(found.values()) == {"PermissionError"}


def test_workers_share_a_room(spark: Spark) -> None:
    with (
        spark.open_room() as room,
        spark.open_pool(Purpose(pool_functions.nothing, 60.0, room=room)) as pool,
    ):
        found = dict(pool.map_unordered(pool_functions.leave, range(4)))
    assert {Path(str(path)).parent.name for path in found.values()} == {room}


def test_an_executor_dies(spark: Spark) -> None:
    before = {process.pid for process in executors()}
    seen: Counter[int] = Counter()
    with spark.open_pool(Purpose(pool_functions.nothing, 60.0, chunk_size=1)) as pool:
        for item, result in pool.map_unordered(pool_functions.square, range(3000)):
            assert result == item * item
            if not seen:
                kill_executor()
            seen[item] += 1
    assert seen == Counter(range(3000))
    assert {process.pid for process in executors()} != before


def test_a_machine_with_other_versions_is_refused(
    spark: Spark, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ("lookalike 0.0.1", *versions()[1:])
    monkeypatch.setattr("lookalike.engine.spark.versions", lambda: others)
    with (
        spark.open_pool(Purpose(pool_functions.nothing, 60.0)) as pool,
        pytest.raises(LookalikeError, match="other versions") as error,
    ):
        list(pool.map_unordered(pool_functions.square, [1]))
    assert "the driver has lookalike 0.0.1." in str(error.value)


def kept_pairs(finder: PairFinder, found: list[NDArray[np.int32]]) -> list[tuple[int, int]]:
    pairs = np.sort(np.concatenate(found), axis=1)
    return sorted(map(tuple, pairs[~finder.crowded[pairs].all(axis=1)].tolist()))


def test_matches_are_those_of_a_machine(spark: Spark) -> None:
    hashes, judges = make_hashes(20_000)
    plant_crowds(hashes, judges, identical=700, close=700)
    found = []
    for is_on_spark in (False, True):
        finder = PairFinder(hashes, choose_passes(len(hashes), 8), 300)
        passes = spark.find_matches(finder, ()) if is_on_spark else finder.find()
        pairs = kept_pairs(finder, [found.pairs for found in passes])
        found.append((pairs, np.flatnonzero(finder.crowded).tolist()))
    assert found[0] == found[1]
    assert len(found[0][0]) > 1000
    assert len(found[0][1]) >= 1400


@pytest.mark.long
def test_a_pass_with_many_pairs_comes_in_portions(spark: Spark) -> None:
    hashes = np.zeros(3000, np.uint64)
    finder = PairFinder(hashes, choose_passes(len(hashes), 0), 3000)
    pairs = [found.pairs for found in spark.find_matches(finder, ())]
    assert len(kept_pairs(finder, pairs)) == 3000 * 2999 // 2


def test_corners_are_those_of_a_machine(spark: Spark) -> None:
    codes, _ = make_hashes(30_000, copies=0.5, most_bits=4)
    codes[-900:] = codes[0]  # a crowd
    owner = np.arange(len(codes), dtype=np.int32) // 30
    found = []
    for is_on_spark in (False, True):
        corners = Corners(codes, owner, 5000)
        parts = list(spark.find_corners(corners) if is_on_spark else corners.find_pairs())
        kept = [
            (*pair, variant)
            for pairs, variants in parts
            for pair, variant in zip(pairs.tolist(), variants.tolist(), strict=True)
            if not corners.crowded[pair].any()
        ]
        found.append((kept, np.flatnonzero(corners.crowded).tolist()))
    assert found[0] == found[1]
    assert len(found[0][0]) > 1000
    assert len(found[0][1]) >= 900


@pytest.mark.long
def test_an_audit_keeps_the_same_rows(spark: Spark, servers: Servers, tmp_path: Path) -> None:
    folder = fill(tmp_path / "photographs")
    archives = []
    for session in (None, spark.context):
        with servers.database(WAYS[0], "archive") as url:
            with lookalike.connect(url) as archive:
                archive.audit(folder, workers=None if session else 2, spark=session)
            with connect(url) as connection:
                archives.append(read_rows(connection))
    assert differing(*archives) == {}
    assert sum(archives[0]["lookalike_internal.match"].values()) >= 10
