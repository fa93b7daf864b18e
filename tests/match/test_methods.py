"""The index, passes in SQL and passes in the loader: the same matches, whatever happens between."""

import random
from contextlib import suppress
from typing import Any

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, lose, matches, near, put
from examples import examples
from lookalike import stages
from lookalike.match import whole
from lookalike.match.method import Wanted

SQL_PASSES = "CALL lookalike.find_matches(%s, %s, crowd_limit => %s, method => 'passes')"


def picture(path: str, base: int, bits: int, judge_bits: int, rng: random.Random) -> FakeImage:
    look = near(base, bits, rng)
    return FakeImage(path, look, near(FakeImage("", base).judge, judge_bits, rng, 256))


def crowds(seed: int, count: int, crowded: int) -> list[FakeImage]:
    """Some images around a few looks, most of them around the first one; no two hashes equal."""
    rng = random.Random(seed)
    bases = [rng.getrandbits(64) for _ in range(1 + count // 8)]
    return [
        picture(
            f"{n:05}", bases[0] if n < crowded else rng.choice(bases[1:]),
            rng.randrange(5), rng.choice([5, 10, 30, 60, 90]), rng,
        )
        for n in range(count)
    ]  # fmt: skip


def forget(archive: Connection[Any]) -> None:
    archive.execute(
        "TRUNCATE lookalike_internal.image, lookalike_internal.match, lookalike_internal.run"
        " CASCADE"
    )


def match_by(
    archive: Connection[Any], way: str, radius: int, threshold: int, crowd_limit: int
) -> None:
    if way == "SQL passes":
        archive.execute(SQL_PASSES, (radius, threshold, crowd_limit))
    else:
        wanted: Wanted = "passes" if way == "passes" else "index"
        stages.match(archive, radius, threshold, crowd_limit, wanted)


def crowded(archive: Connection[Any]) -> set[str]:
    rows = archive.execute(
        "SELECT i.path FROM lookalike_internal.representative r JOIN lookalike_internal.image i"
        " USING (image_id)"
        " WHERE r.is_crowded"
    )
    return {path for (path,) in rows}


def state(archive: Connection[Any]) -> tuple[Any, ...]:
    """What does not depend on which pairs connect a crowd: who is crowded, all other pairs, and
    the clusters."""
    among = crowded(archive)
    pairs = matches(archive)
    graph = networkx.Graph((a, b) for a, b, _, accepted, *_ in pairs if accepted)
    return (
        among,
        {pair for pair in pairs if not {pair[0], pair[1]} <= among},
        {frozenset(component) for component in networkx.connected_components(graph)},
    )


def check(archive: Connection[Any], images: list[FakeImage], limit: int) -> None:
    """Compare with plain loops at radius 8, threshold 64: who is crowded, pairs, clusters."""
    alike = {
        (a.path, b.path)
        for n, a in enumerate(images)
        for b in images[n + 1 :]
        if (a.phash ^ b.phash).bit_count() <= 8
    }
    neighbours = networkx.Graph(sorted(alike))
    among = {path for path in neighbours if neighbours.degree[path] > limit}
    assert crowded(archive) == among
    found = matches(archive)
    kept = {(a, b) for a, b in alike if not {a, b} <= among}
    assert {(a, b) for a, b, *_ in found if not {a, b} <= among} == kept
    judge = {image.path: image.judge for image in images}
    accepted = [(a, b) for a, b in alike if (judge[a] ^ judge[b]).bit_count() <= 64]
    wanted = networkx.connected_components(networkx.Graph(accepted))
    assert state(archive)[2] == {frozenset(component) for component in wanted}
    # Of the crowd just what connects it.
    inner = [(a, b) for a, b, *_ in found if {a, b} <= among]
    assert all(pair[3] for pair in found if {pair[0], pair[1]} <= among)
    assert not inner or networkx.is_forest(networkx.Graph(inner))


@pytest.mark.parametrize("way", ["index", "SQL passes", "passes"])
@pytest.mark.parametrize("limit", [3, 20, 500])
def test_each_way_finds_what_plain_loops_find(
    archive: Connection[Any], way: str, limit: int
) -> None:
    images = crowds(limit, 160, 70)
    put(archive, images)
    match_by(archive, way, 8, 64, limit)
    check(archive, images, limit)


@given(data=st.data(), seed=st.integers(0, 2**32))
@examples(20)
def test_all_ways_agree_after_any_change_of_settings(
    archive: Connection[Any], data: st.DataObject, seed: int
) -> None:
    """Only the work that a change needs is done, and the outcome is as if all had been done."""
    forget(archive)
    images = crowds(seed, 60, 30)
    put(archive, images[:40])
    steps = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(["index", "SQL passes", "passes"]),
                st.sampled_from([4, 8, 12]),
                st.sampled_from([20, 64, 100]),
                st.sampled_from([2, 8, 500]),
            ),
            min_size=1,
            max_size=4,
        )
    )
    for number, step in enumerate(steps):
        if number == 1:
            put(archive, images[40:])
        match_by(archive, *step)
    present = images if len(steps) > 1 else images[:40]
    outcome = state(archive)
    forget(archive)
    put(archive, present)
    match_by(archive, "passes", *steps[-1][1:])
    anew = state(archive)
    assert outcome[1] == anew[1] and outcome[2] == anew[2]
    assert outcome[0] == anew[0]


class InterruptionError(Exception):
    """What stands for a crash."""


@given(
    seed=st.integers(0, 2**32),
    crashes=st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=3),
)
@examples(20)
def test_passes_go_on_where_they_were_cut_off(
    archive: Connection[Any], seed: int, crashes: list[tuple[int, bool]]
) -> None:
    """Also where images come or go in between, so that all passes have to be done again."""
    forget(archive)
    rng = random.Random(seed)
    images = crowds(seed, 60, 30)
    present = images[:50]
    put(archive, present)
    store = whole._store
    for calls, changes in crashes:
        left = calls

        def crash(*arguments: Any) -> None:
            nonlocal left
            store(*arguments)
            left -= 1
            if left < 0:
                raise InterruptionError

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(whole, "_store", crash)
            # Nine passes rather than one.
            patched.setattr(
                "lookalike.match.method.choose_passes", lambda *_: whole.Passes(9, 8, 0)
            )
            patched.setattr("lookalike.match.engine.usable_cores", lambda: 1)
            with suppress(InterruptionError):
                stages.match(archive, 8, 64, 6, "passes")
            archive.execute("SELECT pg_advisory_unlock_all()")
        if changes:
            gone = rng.choice(present)
            lose(archive, [gone.path])
            present = [image for image in present if image is not gone]
            if len(present) < len(images):
                new = next(image for image in images[::-1] if image not in present)
                put(archive, [new])
                present = sorted([*present, new], key=lambda image: image.path)
    match_by(archive, "passes", 8, 64, 6)
    outcome = state(archive)
    forget(archive)
    put(archive, present)
    match_by(archive, "index", 8, 64, 6)
    anew = state(archive)
    assert outcome[2] == anew[2]
    # Who was crowded before an image went stays so.
    assert outcome[0] >= anew[0]
    assert outcome[1] == {pair for pair in anew[1] if not {pair[0], pair[1]} <= outcome[0]}


@pytest.mark.parametrize("way", ["index", "SQL passes", "passes"])
@pytest.mark.parametrize("radius", [21, 64])
def test_every_radius_that_is_allowed_works(
    archive: Connection[Any], way: str, radius: int
) -> None:
    images = crowds(3, 40, 0)
    put(archive, images)
    match_by(archive, way, radius, 64, 500)
    found = {(a, b) for a, b, *_ in matches(archive)}
    assert found == {
        (a.path, b.path)
        for n, a in enumerate(images)
        for b in images[n + 1 :]
        if (a.phash ^ b.phash).bit_count() <= radius
    }


@pytest.mark.parametrize(("radius", "limit"), [(8, 500), (6, 6)])
def test_passes_done_under_other_settings_are_done_again(
    archive: Connection[Any], monkeypatch: pytest.MonkeyPatch, radius: int, limit: int
) -> None:
    """Cut off, then matched by the index with others, then as at first."""
    images = crowds(4, 60, 30)
    put(archive, images)

    def crash(*_: Any) -> None:
        raise InterruptionError

    with monkeypatch.context() as patched:
        patched.setattr("lookalike.match.method.choose_passes", lambda *_: whole.Passes(9, 8, 0))
        patched.setattr(whole, "_store_crowds", crash)
        with pytest.raises(InterruptionError):
            stages.match(archive, 8, 64, 6, "passes")
        patched.undo()
        patched.setattr("lookalike.match.method.choose_passes", lambda *_: whole.Passes(9, 8, 0))
        row = archive.execute("SELECT count(*) FROM lookalike_internal.finished_pass").fetchone()
        assert row == (9,)
        stages.match(archive, radius, 64, limit, "index")
        stages.match(archive, 8, 64, 6, "passes")
    check(archive, images, 6)


@pytest.mark.parametrize(
    "way", ["index", pytest.param("SQL passes", marks=pytest.mark.long), "passes"]
)
def test_two_crowds_that_look_alike_but_do_not_match(archive: Connection[Any], way: str) -> None:
    """Near by 64 bits and far by 256: neither is led to the other, whatever the threshold was."""
    rng = random.Random(12)
    base = rng.getrandbits(64)
    others = [FakeImage("", base).judge, near(FakeImage("", base).judge, 120, rng, 256)]
    put(
        archive,
        [
            FakeImage(
                f"{n:04}", near(base, rng.randrange(4), rng), near(others[n % 2], 9, rng, 256)
            )
            for n in range(600)
        ],
    )
    match_by(archive, way, 8, 64, 20)
    assert len(crowded(archive)) == 600
    assert sorted(map(len, state(archive)[2])) == [300, 300]
    match_by(archive, way, 8, 250, 20)
    assert list(map(len, state(archive)[2])) == [600]
    match_by(archive, way, 8, 64, 20)
    assert sorted(map(len, state(archive)[2])) == [300, 300]
    assert len(matches(archive)) == 598


def test_an_image_deleted_by_hand_leaves_nothing_behind(archive: Connection[Any]) -> None:
    images = crowds(5, 60, 30)
    put(archive, images)
    stages.match(archive, 8, 64, 6)
    gone = {path for path in crowded(archive)} | {images[-1].path}
    gone = set(sorted(gone)[::3])
    archive.execute("DELETE FROM lookalike_internal.image WHERE path = ANY (%s)", (sorted(gone),))
    left = archive.execute(
        "SELECT count(*) FROM lookalike_internal.representative r"
        " WHERE NOT EXISTS (SELECT FROM lookalike_internal.image i WHERE i.image_id = r.image_id)"
    ).fetchone()
    assert left == (0,)
    stages.match(archive, 8, 64, 6)
    clusters = state(archive)[2]
    forget(archive)
    put(archive, [image for image in images if image.path not in gone])
    stages.match(archive, 8, 64, 6)
    assert state(archive)[2] == clusters


def test_the_faster_way_is_chosen_and_said(archive: Connection[Any]) -> None:
    put(archive, crowds(1, 30, 0))
    assert stages.match(archive).method == "30 fingerprints looked up in the index"
    assert stages.match(archive).method == "0 fingerprints looked up in the index"
    said: list[str] = []
    archive.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    archive.execute("SELECT lookalike.set_setting('match_radius', '14')")
    archive.execute("CALL lookalike.find_matches()")
    assert any("30 fingerprints" in line for line in said)


def test_passes_in_sql_where_memory_is_short(
    archive: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lookalike.match.method.memory_bytes", lambda: 1000)
    images = crowds(2, 40, 0)
    put(archive, images)
    found = stages.match(archive, method="passes")
    assert "for want of memory" in found.method
    check(archive, images, 500)


@pytest.mark.parametrize(
    "way", ["index", pytest.param("SQL passes", marks=pytest.mark.long), "passes"]
)
def test_a_large_crowd_gets_few_pairs(archive: Connection[Any], way: str) -> None:
    rng = random.Random(11)
    base = rng.getrandbits(64)
    put(archive, [picture(f"{n:04}", base, rng.randrange(4), 20, rng) for n in range(1500)])
    match_by(archive, way, 8, 64, 50)
    assert len(crowded(archive)) > 1400
    pairs = len(matches(archive))
    assert 1400 < pairs < 10_000  # all would be a million
    stages.cluster(archive)
    row = archive.execute("SELECT max(images) FROM lookalike_internal.cluster").fetchone()
    assert row == (1500,)
