"""Which pairs are proposed to be proven, on made-up images."""

import random
from typing import Any

import numpy as np
import pytest
from psycopg import Connection

from builder import FakeImage, lose, near, put
from prove.made_up import (
    Candidate,
    Shown,
    Vector,
    candidates,
    direction,
    frame,
    leaning,
    mirror,
    nominate,
    propose,
    see,
    settle,
)

RNG = random.Random(3)
# Of images that have nothing in common.
LOOKS = [RNG.getrandbits(64) for _ in range(60)]
VARIANT_RADIUS, MATCH_RADIUS = 4, 8


def put_unlike(connection: Connection[Any], *paths: str, start: int = 0) -> None:
    """Put images that have nothing in common, numbered in this order."""
    put(connection, [FakeImage(path, LOOKS[start + n]) for n, path in enumerate(paths)])


def setting(connection: Connection[Any], name: str, value: object) -> None:
    connection.execute("SELECT lookalike.set_setting(%s, %s)", (name, str(value)))


@pytest.mark.parametrize("variant", range(1, 16))
def test_what_is_like_a_variant_is_proposed(archive: Connection[Any], variant: int) -> None:
    put(archive, [FakeImage("original", LOOKS[0])])
    mirror(archive, "original", LOOKS[1:4])
    row = archive.execute(
        "SELECT v.phash::bigint FROM lookalike_internal.fingerprint f,"
        " lookalike.phash_variants(f.phash, f.phash_flips) v WHERE v.variant = %s",
        (variant,),
    ).fetchone()
    assert row is not None
    look, rng = row[0] % 2**64, random.Random(variant)
    put(
        archive,
        [
            FakeImage("copy", near(look, VARIANT_RADIUS, rng)),
            FakeImage("too far", near(look, VARIANT_RADIUS + 1, rng)),
            FakeImage("another", LOOKS[9]),
        ],
    )
    propose(archive)
    found = {pair: c for pair, c in candidates(archive).items() if c.found_by != "hash"}
    assert found == {("original", "copy"): Candidate("variant", variant)}


def test_variants_of_an_image_without_mirrored_hashes_are_estimated(
    archive: Connection[Any],
) -> None:
    # Mirrored left and right, every odd frequency across changes its sign.
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("two", LOOKS[0] ^ 0x5555555555555555)])
    propose(archive)
    assert candidates(archive) == {("one", "two"): Candidate("variant", 1)}


def test_what_was_forgotten_is_proposed_again(archive: Connection[Any]) -> None:
    pictures = [FakeImage("one", LOOKS[0]), FakeImage("two", LOOKS[0] ^ 0x5555555555555555)]
    put(archive, pictures)
    propose(archive)
    archive.execute("SELECT lookalike.forget_collection('test')")
    assert candidates(archive) == {}
    put(archive, pictures)
    propose(archive)
    assert candidates(archive) == {("one", "two"): Candidate("variant", 1)}


def test_another_radius_for_variants(archive: Connection[Any]) -> None:
    mirrored = near(LOOKS[0] ^ 0x5555555555555555, 7, random.Random(1))
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("two", mirrored)])
    setting(archive, "variant_radius", 7)
    propose(archive)
    assert set(candidates(archive)) == {("one", "two")}


@pytest.mark.parametrize("framed_first", [True, False])
def test_what_lies_within_a_border_is_proposed(
    archive: Connection[Any], framed_first: bool
) -> None:
    rng = random.Random(5)
    inside = LOOKS[10]
    framed = [FakeImage("framed", LOOKS[0])]
    plain = [
        FakeImage("at the radius", near(inside, MATCH_RADIUS, rng)),
        FakeImage("beyond it", near(inside, MATCH_RADIUS + 1, rng)),
        FakeImage("flat", inside, quality=0.1),
    ]
    # Whichever comes first, the other finds it.
    for images in (framed, plain) if framed_first else (plain, framed):
        put(archive, images)
        if images is framed:
            frame(archive, "framed", inside)
        propose(archive)
    pair = ("framed", "at the radius") if framed_first else ("at the radius", "framed")
    assert candidates(archive) == {pair: Candidate("content")}


def test_two_borders_around_the_same(archive: Connection[Any]) -> None:
    put_unlike(archive, "white", "black", "flat inside", "another")
    for path, look, quality in (
        ("white", near(LOOKS[10], 3, RNG), 1.0),
        ("black", LOOKS[10], 1.0),
        ("flat inside", LOOKS[10], 0.1),
        ("another", LOOKS[11], 1.0),
    ):
        frame(archive, path, look, quality)
    propose(archive)
    assert candidates(archive) == {("white", "black"): Candidate("content")}


def test_a_border_around_itself_is_no_pair(archive: Connection[Any]) -> None:
    put_unlike(archive, "framed")
    frame(archive, "framed", LOOKS[0])
    propose(archive)
    assert candidates(archive) == {}


def crowd(count: int = 40, groups: int = 5, seed: int = 1) -> list[Vector]:
    """Vectors in groups, more or less similar to each other."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(groups, 256))
    vectors = centres[np.arange(count) % groups] + rng.normal(size=(count, 256)) * rng.uniform(
        0.4, 1.6, (count, 1)
    )
    return list(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def nearest_pairs(
    vectors: list[Vector], k: int, least: float, hubness: Vector | None = None
) -> dict[tuple[str, str], float]:
    """The k nearest of each that are similar enough, with plain loops."""
    similarities = np.array(vectors) @ np.array(vectors).T
    found = {}
    for n, row in enumerate(similarities):
        others = sorted((m for m in range(len(vectors)) if m != n), key=lambda m: -row[m])
        for m in others[:k]:
            taken_off = 0.0 if hubness is None else (hubness[n] + hubness[m]) / 2 - 0.45
            if row[m] - taken_off >= least:
                found[f"{min(n, m):02}", f"{max(n, m):02}"] = float(row[m])
    return found


@pytest.mark.parametrize(("k", "least"), [(1, 0.2), (3, 0.35), (3, 0.6), (0, 0.0)])
def test_the_most_similar_embeddings_are_proposed(
    archive: Connection[Any], k: int, least: float
) -> None:
    vectors = crowd()
    put_unlike(archive, *(f"{n:02}" for n in range(len(vectors))))
    for n, vector in enumerate(vectors):
        see(archive, f"{n:02}", vector)
    setting(archive, "embedding_neighbours", k)
    setting(archive, "embedding_similarity", least)
    propose(archive)
    expected = nearest_pairs(vectors, k, least)
    assert k == 0 or expected
    found = candidates(archive)
    assert set(found) == set(expected)
    assert {candidate.found_by for candidate in found.values()} <= {"embedding"}
    for pair, similarity in expected.items():
        assert found[pair].similarity == pytest.approx(similarity, abs=0.01)


def test_among_like_embeddings_near_hashes_are_proposed(archive: Connection[Any]) -> None:
    """Forms of one series have like embeddings; a turned scan of one has another 64-bit hash."""
    rng = random.Random(8)
    judge = rng.getrandbits(256)
    put_unlike(archive, *(f"form {n}" for n in range(8)))
    put(
        archive,
        [
            FakeImage("page", LOOKS[20], judge),
            FakeImage("scan", near(LOOKS[20], 12, rng), near(judge, 80, rng, 256)),
            FakeImage("other", near(LOOKS[20], 13, rng), near(judge, 81, rng, 256)),
        ],
    )
    for n in range(8):
        see(archive, f"form {n}", leaning(0.9, n + 1))
    see(archive, "page", direction(0))
    see(archive, "scan", leaning(0.5, 1))  # each is most like another form
    see(archive, "other", leaning(0.5, 2))
    setting(archive, "embedding_neighbours", 1)
    propose(archive)
    found = candidates(archive)
    assert found["page", "scan"] == Candidate("embedding", None, 0.5)
    assert not [pair for pair in found if set(pair) == {"page", "other"}]


def test_score_normalisation_takes_off_what_is_like_everything(archive: Connection[Any]) -> None:
    # What is so similar that it may be a copy says nothing of how like others a picture is.
    vectors = [*crowd(20, 2, 3), *crowd(20, 4, 4)]
    vectors.append(leaning(0.95, 255, vectors[0]))
    vectors[-1] /= np.linalg.norm(vectors[-1])
    put_unlike(archive, *(f"{n:02}" for n in range(len(vectors))))
    for n, vector in enumerate(vectors):
        see(archive, f"{n:02}", vector)
    setting(archive, "embedding_neighbours", 4)
    setting(archive, "score_normalisation", "on")
    archive.execute("SELECT lookalike_internal.normalise_scores()")

    similarities = np.array(vectors) @ np.array(vectors).T
    others = np.where(np.eye(len(vectors)) + (similarities > 0.9) > 0, -1, similarities)
    hubness = np.sort(others, axis=1)[:, -3:].mean(axis=1)
    stored = dict(
        archive.execute(
            "SELECT i.path, e.hubness FROM lookalike_internal.embedding e"
            " JOIN lookalike_internal.image i USING (pixel_digest)"
        ).fetchall()
    )
    assert [stored[f"{n:02}"] for n in range(len(vectors))] == pytest.approx(hubness, abs=0.01)

    propose(archive)
    with_it = set(candidates(archive))
    assert with_it == set(nearest_pairs(vectors, 4, 0.35, hubness))
    without = set(nearest_pairs(vectors, 4, 0.35))
    assert with_it != without

    setting(archive, "score_normalisation", "off")
    archive.execute("SELECT lookalike_internal.normalise_scores()")
    assert archive.execute(
        "SELECT count(hubness) FROM lookalike_internal.embedding"
    ).fetchone() == (0,)
    archive.execute("DELETE FROM lookalike_internal.candidate")
    archive.execute("DELETE FROM lookalike_internal.proposed")
    propose(archive)
    assert set(candidates(archive)) == without


@pytest.mark.parametrize(
    ("paths", "part"), [(("wide", "detail"), 4), (("detail", "wide"), -4)], ids=str
)
def test_a_detail_is_proposed_with_its_part(
    archive: Connection[Any], paths: tuple[str, str], part: int
) -> None:
    put_unlike(archive, *paths)
    parts = [direction(100 + n) for n in range(9)]
    parts[3] = leaning(0.6, 103)  # the detail looks in direction 0
    parts[4] = leaning(0.3, 104)  # and a part beside it shows a bit of it
    see(archive, "wide", leaning(0.1, 50), *parts)
    see(archive, "detail", direction(0))
    propose(archive)
    assert candidates(archive) == {paths: Candidate("detail", None, 0.6, part)}
    assert archive.execute("SELECT count(*) FROM lookalike_internal.embedding_part").fetchone() == (
        0,
    )


def test_the_likeliest_details_are_proposed(archive: Connection[Any]) -> None:
    names = [f"detail {n}" for n in range(9)]
    put_unlike(archive, "wide", *names)
    likeness = [0.9, 0.15, 0.5, 0.8, 0.25, 0.7, 0.6, 0.3, 0.19]
    parts = [leaning(s, 100 + n, direction(n)) for n, s in enumerate(likeness)]
    see(archive, "wide", direction(200), *parts)
    for n, name in enumerate(names):
        see(archive, name, direction(n))
    setting(archive, "detail_neighbours", 5)
    propose(archive)
    expected = {n + 1: s for n, s in enumerate(likeness) if s >= 0.5}
    assert len(expected) == 5
    assert {c.part: c.similarity for c in candidates(archive).values()} == expected

    setting(archive, "detail_neighbours", 200)
    archive.execute("DELETE FROM lookalike_internal.candidate")
    archive.execute("DELETE FROM lookalike_internal.embedding")
    archive.execute("DELETE FROM lookalike_internal.proposed")
    see(archive, "wide", direction(200), *parts)
    for n, name in enumerate(names):
        see(archive, name, direction(n))
    propose(archive)
    assert {c.part for c in candidates(archive).values()} == {1, 3, 4, 5, 6, 7, 8}


def test_a_pair_keeps_what_the_stronger_way_says(archive: Connection[Any]) -> None:
    mirrored = LOOKS[0] ^ 0x5555555555555555
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("two", mirrored)])
    put_unlike(archive, "framed", "plain", "whole", "part", start=10)
    frame(archive, "framed", LOOKS[11])
    see(archive, "one", direction(0))
    see(archive, "two", leaning(0.8, 1))
    see(archive, "framed", direction(10))
    see(archive, "plain", leaning(0.7, 11, direction(10)))
    # Like a part of the other, and like the whole of it as well.
    see(archive, "whole", direction(20), direction(21), leaning(0.9, 22, direction(30)))
    see(archive, "part", 0.5 * direction(20) + 0.75**0.5 * direction(30))
    propose(archive)
    found = candidates(archive)
    assert found.pop(("whole", "part")) == Candidate("embedding", None, 0.5, 2)
    assert found == {
        ("one", "two"): Candidate("variant", 1, 0.8),
        ("framed", "plain"): Candidate("content", None, 0.7),
    }


def test_the_stronger_way_may_come_later(archive: Connection[Any]) -> None:
    mirrored = LOOKS[0] ^ 0x5555555555555555
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("two", mirrored)])
    put_unlike(archive, "framed", "plain", start=10)
    frame(archive, "framed", LOOKS[11])
    nominate(archive, "one", "two", "detail", 0.4)
    nominate(archive, "framed", "plain", "embedding", 0.5)
    propose(archive)
    assert candidates(archive) == {
        ("one", "two"): Candidate("variant", 1, 0.4),
        ("framed", "plain"): Candidate("content", None, 0.5),
    }


def test_what_matches_by_hash_is_proposed_as_that(archive: Connection[Any]) -> None:
    put(
        archive,
        [
            FakeImage("one", LOOKS[0]),
            FakeImage("two", near(LOOKS[0], 3, RNG)),
            FakeImage("same pixels", LOOKS[1], pixels="shared"),
            FakeImage("same pixels too", LOOKS[1], pixels="shared"),
            FakeImage("same bytes", LOOKS[2], content="bytes"),
            FakeImage("same bytes too", LOOKS[2], content="bytes"),
        ],
    )
    see(archive, "one", direction(0))
    see(archive, "two", leaning(0.9, 1))
    propose(archive)
    assert candidates(archive) == {("one", "two"): Candidate("hash", None, 0.9)}


def test_low_quality_images_propose_nothing(archive: Connection[Any]) -> None:
    put(
        archive,
        [
            FakeImage("flat", LOOKS[0], quality=0.24),
            FakeImage("mirrored", LOOKS[0] ^ 0x5555555555555555),
            FakeImage("flat too", LOOKS[0] ^ 0x5555555555555555, quality=0.24),
        ],
    )
    frame(archive, "flat", LOOKS[20], quality=0.24)
    frame(archive, "flat too", LOOKS[20], quality=0.24)
    propose(archive)
    assert candidates(archive) == {}
    # And they are not looked at over and over again.
    assert archive.execute("SELECT lookalike_internal.count_unproposed()").fetchone() == (0,)


def test_images_with_the_same_pixels_are_proposed_once(archive: Connection[Any]) -> None:
    """The first by collection and path, in every way."""
    for name, paths in (("first", ["b", "a"]), ("second", ["0"])):
        put(archive, [FakeImage(path, LOOKS[0], pixels="shared") for path in paths], name)
    mirrored = LOOKS[0] ^ 0x5555555555555555
    put(archive, [FakeImage("mirrored", mirrored, pixels="mirrored")], "first")
    put(archive, [FakeImage("mirrored too", mirrored, pixels="mirrored")], "second")
    put(archive, [FakeImage("seen", LOOKS[5])], "first")
    see(archive, "a", direction(0))
    see(archive, "seen", leaning(0.8, 1))
    propose(archive)
    assert candidates(archive) == {
        ("a", "mirrored"): Candidate("variant", 1),
        ("a", "seen"): Candidate("embedding", None, 0.8),
    }
    lose(archive, ["a"])  # another one is the first now
    archive.execute("DELETE FROM lookalike_internal.candidate")
    archive.execute("DELETE FROM lookalike_internal.proposed")
    propose(archive)
    assert set(candidates(archive)) == {("b", "mirrored"), ("b", "seen")}


def test_copies_within_a_border_are_proposed_once(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("framed", LOOKS[0])])
    put(archive, [FakeImage(f"copy {n}", LOOKS[10], pixels="shared") for n in range(3)])
    put(archive, [FakeImage(f"framed {n}", LOOKS[1], pixels="shared frame") for n in range(3)])
    for path in ("framed", "framed 0", "framed 1", "framed 2"):
        frame(archive, path, LOOKS[10])
    propose(archive)
    assert set(candidates(archive)) == {
        ("framed", "copy 0"),
        ("framed", "framed 0"),
        ("copy 0", "framed 0"),
    }


def mixed(connection: Connection[Any]) -> None:
    """Images that propose each other in every way."""
    rng = random.Random(11)
    put_unlike(connection, *(f"{n:02}" for n in range(20)))
    for n, vector in enumerate(crowd(20, 4)):
        see(connection, f"{n:02}", vector, *crowd(3, 1, seed=n), crowd(20, 4)[(n + 1) % 20])
    put(
        connection,
        [
            FakeImage(f"mirrored {n}", near(LOOKS[n] ^ 0x5555555555555555, rng.randrange(5), rng))
            for n in range(6)
        ]
        + [FakeImage(f"framed {n}", LOOKS[30 + n]) for n in range(6)]
        + [FakeImage(f"close {n}", near(LOOKS[n], 4, rng)) for n in range(12, 16)],
    )
    for n in range(6):
        frame(connection, f"framed {n}", near(LOOKS[6 + n], rng.randrange(9), rng))


def test_nothing_is_proposed_twice(archive: Connection[Any]) -> None:
    mixed(archive)
    propose(archive)
    found = candidates(archive)
    ways = {candidate.found_by for candidate in found.values()}
    assert ways == {"hash", "variant", "content", "embedding", "detail"}
    assert archive.execute("SELECT lookalike_internal.count_unproposed()").fetchone() == (0,)
    archive.execute("DELETE FROM lookalike_internal.candidate")
    propose(archive)
    # But what matches by hash waits until it is proven.
    assert {pair for pair, c in found.items() if c.found_by == "hash"} == set(candidates(archive))


def test_a_batch_of_one_proposes_the_same(archive: Connection[Any]) -> None:
    mixed(archive)
    archive.execute("CREATE TABLE kept AS SELECT * FROM lookalike_internal.embedding_part")
    propose(archive)
    at_once = {pair: c.found_by for pair, c in candidates(archive).items()}
    archive.execute("DELETE FROM lookalike_internal.candidate")
    archive.execute("DELETE FROM lookalike_internal.proposed")
    archive.execute("INSERT INTO lookalike_internal.embedding_part SELECT * FROM kept")
    propose(archive, batch_size=1)
    assert {pair: c.found_by for pair, c in candidates(archive).items()} == at_once


def test_proposing_goes_on_where_it_was_ended(archive: Connection[Any]) -> None:
    mixed(archive)
    archive.execute("CREATE TABLE kept AS SELECT * FROM lookalike_internal.embedding_part")
    propose(archive)
    at_once = {pair: c.found_by for pair, c in candidates(archive).items()}
    archive.execute("DELETE FROM lookalike_internal.candidate")
    archive.execute("DELETE FROM lookalike_internal.proposed")
    archive.execute("INSERT INTO lookalike_internal.embedding_part SELECT * FROM kept")
    with archive.transaction():  # two steps, and no more
        row = archive.execute("SELECT lookalike_internal.propose_next('', 7)").fetchone()
        assert row is not None
        archive.execute("SELECT lookalike_internal.propose_next(%s, 7)", row)
    assert archive.execute("SELECT lookalike_internal.count_unproposed()").fetchone() == (36 - 14,)
    propose(archive)
    assert {pair: c.found_by for pair, c in candidates(archive).items()} == at_once


def test_a_new_picture_proposes_only_itself(archive: Connection[Any]) -> None:
    mixed(archive)
    propose(archive)
    archive.execute("DELETE FROM lookalike_internal.candidate WHERE found_by <> 'hash'")
    before = set(candidates(archive))
    put(archive, [FakeImage("new", LOOKS[0] ^ 0x00FF00FF00FF00FF)])
    see(archive, "new", crowd(20, 4)[7])
    propose(archive)
    found = {pair: c for pair, c in candidates(archive).items() if pair not in before}
    assert all("new" in pair for pair in found)
    assert found["00", "new"].variant == 2
    assert found["07", "new"].similarity == 1.0


def test_an_embedding_that_comes_later_is_asked_as_well(archive: Connection[Any]) -> None:
    put_unlike(archive, "one", "two")
    propose(archive)
    assert candidates(archive) == {}
    see(archive, "one", direction(0))
    see(archive, "two", leaning(0.7, 1))
    assert archive.execute("SELECT lookalike_internal.count_unproposed()").fetchone() == (2,)
    propose(archive)
    assert candidates(archive) == {("one", "two"): Candidate("embedding", None, 0.7)}


def test_hashes_propose_once_also_where_an_embedding_comes_later(
    archive: Connection[Any],
) -> None:
    put(
        archive,
        [FakeImage("one", LOOKS[0]), FakeImage("mirrored", LOOKS[0] ^ 0x5555555555555555)],
    )
    propose(archive)
    assert {how.found_by for how in candidates(archive).values()} == {"variant"}
    archive.execute("DELETE FROM lookalike_internal.candidate")
    see(archive, "one", direction(0))
    propose(archive)
    assert candidates(archive) == {}


def test_the_pairs_of_what_resembles_most_others_come_first(archive: Connection[Any]) -> None:
    """A chain of three far hashes, and a hub with four near ones, which has the last numbers."""
    far = [LOOKS[1], near(LOOKS[1], 6, RNG), near(LOOKS[1], 6, RNG)]
    around = [near(LOOKS[0], 3, RNG) for _ in range(4)]
    put(archive, [FakeImage(f"far {n}", look) for n, look in enumerate(far)])
    put(archive, [FakeImage(f"copy {n}", look) for n, look in enumerate(around)])
    put(archive, [FakeImage("hub", LOOKS[0])])
    archive.execute("CALL lookalike.find_matches()")
    propose(archive)
    rows = archive.execute(
        "SELECT a.path, b.path FROM lookalike_internal.candidate c"
        " JOIN lookalike_internal.image a ON a.image_id = c.image_id_a"
        " JOIN lookalike_internal.image b ON b.image_id = c.image_id_b"
        " WHERE c.turn = 1 ORDER BY c.place, c.image_id_a, c.image_id_b"
    ).fetchall()
    assert {frozenset(pair) for pair in rows[:4]} == {
        frozenset(("hub", f"copy {n}")) for n in range(4)
    }


def test_what_has_a_proof_is_not_proposed_again(archive: Connection[Any]) -> None:
    put(
        archive,
        [
            FakeImage("one", LOOKS[0]),
            FakeImage("close", near(LOOKS[0], 2, RNG)),
            FakeImage("mirrored", LOOKS[0] ^ 0x5555555555555555),
            FakeImage("seen", LOOKS[9]),
        ],
    )
    see(archive, "one", direction(0))
    see(archive, "seen", leaning(0.9, 1))
    archive.execute("CALL lookalike.find_matches()")
    settle(
        archive,
        Shown("one", "close", "not proven"),
        Shown("one", "mirrored", relation="mirrored"),
        Shown("one", "seen", "not proven"),
    )
    archive.execute("DELETE FROM lookalike_internal.candidate")  # the close one, mirrored
    archive.execute("DELETE FROM lookalike_internal.proposed")
    propose(archive)
    assert not {("one", "close"), ("one", "mirrored"), ("one", "seen")} & set(candidates(archive))


def test_a_part_that_is_known_later_is_worth_another_proof(archive: Connection[Any]) -> None:
    put_unlike(archive, "wide", "detail")
    nominate(archive, "wide", "detail", "code")
    settle(archive, Shown("wide", "detail", "not proven"))
    propose(archive)
    assert candidates(archive) == {}
    parts = [direction(100 + n) for n in range(9)]
    parts[3] = leaning(0.6, 103)  # the detail looks in direction 0
    see(archive, "wide", leaning(0.1, 50), *parts)
    see(archive, "detail", direction(0))
    propose(archive)
    assert candidates(archive) == {("wide", "detail"): Candidate("detail", None, 0.6, 4)}


def test_what_is_missing_is_not_proposed(archive: Connection[Any]) -> None:
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("two", LOOKS[0] ^ 0x5555555555555555)])
    put_unlike(archive, "framed", "plain", start=10)
    frame(archive, "framed", LOOKS[11])
    for n, path in enumerate(("one", "two", "framed", "plain")):
        see(archive, path, leaning(0.9, n + 1))
    lose(archive, ["two", "plain"])
    propose(archive)
    assert set(candidates(archive)) == {("one", "framed")}


def test_members_are_proposed_with_their_master(archive: Connection[Any]) -> None:
    """Where they have not been compared with it, and one of those with the same pixels."""
    between = near(LOOKS[0], 6, random.Random(1))
    far = near(between, 6, random.Random(2))
    assert (far ^ LOOKS[0]).bit_count() > MATCH_RADIUS
    put(archive, [FakeImage("master", LOOKS[0], width=400, height=400)])
    put(archive, [FakeImage("between", between)])
    put(archive, [FakeImage(f"far {n}", far, pixels="far") for n in range(2)])
    archive.execute("CALL lookalike.find_matches()")
    settle(
        archive,
        Shown("master", "between", "inconclusive"),
        Shown("between", "far 0", "inconclusive"),
    )
    assert candidates(archive) == {}
    assert archive.execute("SELECT lookalike_internal.propose_masters()").fetchone() == (1,)
    assert candidates(archive) == {("master", "far 0"): Candidate("cluster")}
    assert archive.execute("SELECT lookalike_internal.propose_masters()").fetchone() == (0,)
    settle(archive, Shown("master", "far 0", "not proven"))
    assert archive.execute("SELECT lookalike_internal.propose_masters()").fetchone() == (0,)


def test_what_is_missing_takes_nobodys_place(archive: Connection[Any]) -> None:
    setting(archive, "embedding_neighbours", 1)
    put_unlike(archive, "gone", "there")
    see(archive, "gone", leaning(0.99, 1))
    see(archive, "there", leaning(0.6, 2))
    propose(archive)
    lose(archive, ["gone"])
    archive.execute("DELETE FROM lookalike_internal.candidate")
    put_unlike(archive, "new", start=2)
    see(archive, "new", direction(0))
    propose(archive)
    assert set(candidates(archive)) == {("there", "new")}
