"""find_matches against brute force, after any history of changes."""

import random
from dataclasses import replace
from typing import Any

import networkx
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, lose, matches, near, put
from examples import examples
from lookalike.picture.hashes import LOW_QUALITY

GREY = {"1", "L"}


def expected(images: list[FakeImage], radius: int, threshold: int) -> set[tuple[Any, ...]]:
    """What find_matches promises, said again with plain loops."""
    images = sorted(images, key=lambda image: image.path.encode())

    def first(image: FakeImage, key: Any) -> FakeImage:
        return next(other for other in images if key(other) == key(image))

    def hashes(image: FakeImage) -> Any:
        return (image.phash, image.judge) if image.quality >= LOW_QUALITY else image.path

    links = []
    for image in images:
        for key in (lambda i: i.sha256, lambda i: i.pixel_digest, hashes):
            if (leader := first(image, key)) is not image:
                links.append((leader, image))
                break
    leaders = [i for i in images if i.quality >= LOW_QUALITY and first(i, hashes) is i]
    for position, a in enumerate(leaders):
        links += [
            (a, b) for b in leaders[position + 1 :] if (a.phash ^ b.phash).bit_count() <= radius
        ]
    found = set()
    for a, b in links:
        judge = (a.judge ^ b.judge).bit_count()
        identity = a.sha256 == b.sha256 or a.pixel_digest == b.pixel_digest
        found.add(
            (
                a.path,
                b.path,
                relation(a, b, judge),
                identity or judge <= threshold,
                (a.phash ^ b.phash).bit_count(),
                judge,
            )
        )
    return found


def relation(a: FakeImage, b: FakeImage, judge: int) -> str:
    if a.sha256 == b.sha256:
        return "identical file"
    if a.pixel_digest == b.pixel_digest:
        return "identical image"
    if abs(a.width / a.height / (b.width / b.height) - 1) > 0.031:
        return "edited"
    if (a.mode in GREY) != (b.mode in GREY):
        return "toned"
    if a.width != b.width:
        return "resized"
    return "re-encoded" if judge <= 16 else "edited"


@st.composite
def archives(draw: st.DrawFn) -> list[list[FakeImage]]:
    """A few rounds of images: chains and crowds of near hashes, exact copies, blank pages."""
    rng = random.Random(draw(st.integers(0, 2**32)))
    bases = [rng.getrandbits(64) for _ in range(4)]
    rounds = []
    for _ in range(draw(st.integers(1, 3))):
        images = []
        for _ in range(draw(st.integers(0, 12))):
            look = near(rng.choice(bases), rng.choice([0, 0, 1, 4, 8, 9, 12]), rng)
            judge_bits = rng.choice([0, 0, 10, 64, 65, 90])
            plain = FakeImage("", phash=look).judge
            width = rng.choice([100, 100, 50, 73])
            content = f"content {rng.randrange(6)}" if rng.random() < 0.3 else None
            if content:  # the same bytes look the same
                own = random.Random(content)
                look, judge_bits, width = bases[own.randrange(4)], 0, 100
                plain = FakeImage("", phash=look).judge
            images.append(
                FakeImage(
                    path=f"{rng.choice('Aaz')}/{rng.randrange(30)}",
                    phash=look,
                    phash_256=near(plain, judge_bits, rng, 256),
                    content=content,
                    quality=1.0 if content or rng.random() < 0.9 else 0.05,
                    width=width,
                    height=width if rng.random() < 0.8 or content else 2 * width,
                    mode="RGB" if rng.random() < 0.8 or content else "L",
                )
            )
        rounds.append(list({image.path: image for image in images}.values()))
    return rounds


@given(rounds=archives(), data=st.data())
@examples(25)
def test_any_history_gives_what_brute_force_gives(
    archive: Connection[Any], rounds: list[list[FakeImage]], data: st.DataObject
) -> None:
    archive.execute("TRUNCATE lookalike_internal.image, lookalike_internal.match CASCADE")
    present: dict[str, FakeImage] = {}
    for images in rounds:
        put(archive, images)
        present.update((image.path, image) for image in images)
        if present and data.draw(st.booleans()):
            gone = data.draw(st.sets(st.sampled_from(sorted(present)), max_size=5))
            lose(archive, gone)
            for path in gone:
                del present[path]
        radius = data.draw(st.sampled_from([0, 4, 8, 12, 20]))
        threshold = data.draw(st.sampled_from([0, 32, 64, 256]))
        way = data.draw(st.sampled_from([None, "index", "passes"]))
        archive.execute(
            "CALL lookalike.find_matches(%s, %s, 5, method => %s)", (radius, threshold, way)
        )
        assert matches(archive) == expected(list(present.values()), radius, threshold)


@given(rounds=archives(), seed=st.integers(0, 2**32))
@examples(25)
def test_what_is_alike_is_connected_whatever_was_scanned_when(
    archive: Connection[Any], rounds: list[list[FakeImage]], seed: int
) -> None:
    """The law itself: clusters are the components of all pairs with equal bytes, pixels or near
    hashes; also where pixels are equal and hashes are not, as without a colour profile."""
    archive.execute("TRUNCATE lookalike_internal.image, lookalike_internal.match CASCADE")
    rng = random.Random(seed)
    present: dict[str, FakeImage] = {}
    for images in rounds:
        images = [
            replace(i, pixels=f"pixels {rng.randrange(4)}") if rng.random() < 0.4 else i
            for i in images
            if i.content is None
        ]
        put(archive, images)
        present.update((image.path, image) for image in images)
        gone = [path for path in present if rng.random() < 0.1]
        lose(archive, gone)
        for path in gone:
            del present[path]
        # Also with crowds, whose pairs are not all kept.
        archive.execute(
            "CALL lookalike.find_matches(8, 64, 4, crowd_limit => %s, method => %s)",
            (rng.choice([1, 2, 4, 500]), rng.choice([None, "index", "passes"])),
        )
        graph = networkx.Graph()
        graph.add_nodes_from(present)
        graph.add_edges_from(
            (a.path, b.path)
            for a in present.values()
            for b in present.values()
            if a.path < b.path
            and (
                a.pixel_digest == b.pixel_digest
                or (
                    min(a.quality, b.quality) >= LOW_QUALITY
                    and (a.phash ^ b.phash).bit_count() <= 8
                    and (a.judge ^ b.judge).bit_count() <= 64
                )
            )
        )
        found = networkx.Graph()
        found.add_nodes_from(present)
        found.add_edges_from((a, b) for a, b, _, accepted, *_ in matches(archive) if accepted)
        assert set(map(frozenset, networkx.connected_components(found))) == set(
            map(frozenset, networkx.connected_components(graph))
        )


def test_another_limit_for_low_quality_is_applied(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("one", quality=0.2), FakeImage("two", quality=0.2)])
    for limit, pairs in (("0.25", 0), ("0.1", 1), ("0.3", 0)):
        archive.execute("SELECT lookalike.set_setting('low_quality', %s)", (limit,))
        archive.execute("CALL lookalike.find_matches()")
        assert len(matches(archive)) == pairs


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("match_radius", "8.5"),
        ("match_radius", "-3"),
        ("match_radius", "65"),
        ("match_threshold", "257"),
        ("low_quality", "2"),
        ("storage_cost_per_tb_year", "NaN"),
        ("storage_cost_per_tb_year", "cheap"),
    ],
)
def test_a_setting_out_of_its_range_is_refused(
    archive: Connection[Any], name: str, value: str
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="invalid value for setting"):
        archive.execute("SELECT lookalike.set_setting(%s, %s)", (name, value))


def test_a_run_that_failed_leaves_no_lock_that_stays(
    archive: Connection[Any], archive_url: str
) -> None:
    with archive.transaction(force_rollback=True), pytest.raises(psycopg.Error):
        archive.execute("CALL lookalike.find_matches()")  # it may not commit here
    archive.execute("CALL lookalike.find_matches()")
    with psycopg.connect(archive_url, autocommit=True) as other:
        other.execute("CALL lookalike.find_matches()")


def test_both_modes_and_servers_find_the_same(any_archive: Connection[Any]) -> None:
    rng = random.Random(7)
    bases = [rng.getrandbits(64) for _ in range(20)]
    images = [
        FakeImage(f"{n:04}", phash=near(bases[n % 20], rng.randrange(12), rng)) for n in range(300)
    ]
    put(any_archive, images)
    any_archive.execute("CALL lookalike.find_matches()")
    assert matches(any_archive) == expected(images, 8, 64)


def test_a_second_match_changes_nothing(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(f"{n}", phash=n) for n in range(40)])
    archive.execute("CALL lookalike.find_matches()")
    before = archive.execute(
        "SELECT xmin, * FROM lookalike_internal.match ORDER BY 2, 3"
    ).fetchall()
    assert before
    archive.execute("CALL lookalike.find_matches()")
    assert (
        archive.execute("SELECT xmin, * FROM lookalike_internal.match ORDER BY 2, 3").fetchall()
        == before
    )


def test_copies_of_one_file_are_linked_to_one_of_them(archive: Connection[Any]) -> None:
    put(archive, [FakeImage(f"blank/{n:04}", content="blank", quality=0.0) for n in range(2000)])
    archive.execute("CALL lookalike.find_matches()")
    assert {(a, relation) for a, _, relation, *_ in matches(archive)} == {
        ("blank/0000", "identical file")
    }
    assert len(matches(archive)) == 1999


def test_the_setting_is_what_was_measured(archive: Connection[Any]) -> None:
    row = archive.execute("SELECT lookalike.get_setting('low_quality')").fetchone()
    assert row == (str(LOW_QUALITY),)


def test_blank_pages_are_not_matched_by_hash(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("one", quality=0.01), FakeImage("two", quality=0.01)])
    archive.execute("CALL lookalike.find_matches()")
    assert matches(archive) == set()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((-1, 64), "radius -1 is out of range"), ((8, 257), "threshold 257 is out of range")],
)
def test_senseless_settings_are_refused(
    archive: Connection[Any], arguments: tuple[int, int], said: str
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=said):
        archive.execute("CALL lookalike.find_matches(%s, %s)", arguments)


def test_a_second_match_at_once_is_told_so(archive: Connection[Any], archive_url: str) -> None:
    with psycopg.connect(archive_url, autocommit=True) as other:
        other.execute("SELECT lookalike_internal.lock_stage('match', 'session')")
        with pytest.raises(psycopg.errors.ObjectInUse, match='stage "match" is running already'):
            archive.execute("CALL lookalike.find_matches()")
