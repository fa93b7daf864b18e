"""What becomes of pairs when it is known what their pixels show, on made-up images."""

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, clusters, lose, near, put
from prove.made_up import (
    Candidate,
    Shown,
    candidates,
    direction,
    leaning,
    nominate,
    propose,
    see,
    settle,
    verdicts,
)

RNG = random.Random(4)
LOOKS = [RNG.getrandbits(64) for _ in range(40)]  # of images that have nothing in common
PAIR = ("one", "two")


def put_close(connection: Connection[Any], distance: int = 12) -> None:
    """Put a pair that is accepted by its hashes, and one image by itself."""
    put(
        connection,
        [
            FakeImage("one", LOOKS[0]),
            FakeImage(
                "two",
                near(LOOKS[0], 3, random.Random(1)),
                near(FakeImage("", LOOKS[0]).judge, distance, random.Random(1), 256),
            ),
            FakeImage("three", LOOKS[1]),
        ],
    )
    connection.execute("CALL lookalike.find_matches()")
    connection.execute("CALL lookalike.form_clusters()")
    assert verdicts(connection) == {PAIR: (True, None)}


def put_unlike(connection: Connection[Any], *paths: str, **has: Any) -> None:
    put(connection, [FakeImage(path, LOOKS[n], **has) for n, path in enumerate(paths)])
    connection.execute("CALL lookalike.find_matches()")


def queue(connection: Connection[Any]) -> set[tuple[str, str]]:
    return set(connection.execute("SELECT path_a, path_b FROM lookalike.review_queue").fetchall())


def explanation(connection: Connection[Any], one: str, two: str) -> str:
    row = connection.execute(
        "SELECT explanation FROM lookalike_detail.duplicate_pair WHERE (path_a, path_b) = (%s, %s)",
        (one, two),
    ).fetchone()
    assert row is not None
    return str(row[0])


WAYS = ("variant", "content", "embedding", "detail", "cluster")


def test_what_is_proven_is_accepted_whatever_brought_it(archive: Connection[Any]) -> None:
    put_unlike(archive, *(f"{way} {n}" for way in WAYS for n in range(2)))
    pairs = {way: (f"{way} 0", f"{way} 1") for way in WAYS}
    for way, pair in pairs.items():
        nominate(archive, *pair, way, 0.4 if way in ("embedding", "detail") else None)
    settle(
        archive,
        *(
            Shown(*pair, relation="mirrored, resized", is_mirrored=True, scale=0.5)
            for pair in pairs.values()
        ),
    )
    assert verdicts(archive) == {pair: (True, "proven") for pair in pairs.values()}
    assert set(clusters(archive).values()) == {frozenset(pair) for pair in pairs.values()}
    assert candidates(archive) == {}
    rows = archive.execute(
        "SELECT found_by, path_a, relation, inliers, correlation::float8, agreement::float8,"
        " overlap::float8, scale::float8, is_mirrored, is_negative, inner_path, derived_path,"
        " cluster_id IS NOT NULL FROM lookalike_detail.duplicate_pair"
    )
    assert set(rows) == {
        (way, one, "mirrored, resized", 40, 0.99, 0.95, 1, 0.5, True, False, other, None, True)
        for way, (one, other) in pairs.items()
    }


def test_without_close_hashes_nothing_less_is_enough(archive: Connection[Any]) -> None:
    cases = list(itertools.product(WAYS, ("inconclusive", "not proven")))
    put_unlike(archive, *(f"{n:02} {which}" for n in range(len(cases)) for which in PAIR))
    pairs = {(f"{n:02} one", f"{n:02} two"): case for n, case in enumerate(cases)}
    for pair, (way, _) in pairs.items():
        nominate(archive, *pair, way, 0.9)
    settle(archive, *(Shown(*pair, proof) for pair, (_, proof) in pairs.items()))
    assert verdicts(archive) == {pair: (False, proof) for pair, (_, proof) in pairs.items()}
    assert clusters(archive) == {}
    assert queue(archive) == set(pairs)


@pytest.mark.parametrize("proof", ["proven", "inconclusive"])
def test_close_hashes_stay_accepted_unless_the_pixels_contradict(
    archive: Connection[Any], proof: str
) -> None:
    put_close(archive)
    before = clusters(archive)
    settle(archive, Shown(*PAIR, proof, relation="toned"))
    assert verdicts(archive) == {PAIR: (True, proof)}
    assert clusters(archive) == before
    relation = archive.execute("SELECT relation FROM lookalike_internal.match").fetchone()
    # What too little shows is no better than what the hashes say.
    assert relation == ("re-encoded" if proof == "inconclusive" else "toned",)
    assert queue(archive) == set()


def test_close_hashes_that_the_pixels_contradict_are_only_possible(
    archive: Connection[Any],
) -> None:
    put_close(archive)
    assert list(clusters(archive).values()) == [{"one", "two"}]
    settle(archive, Shown(*PAIR, "not proven", relation="cropped", derived="two"))
    assert verdicts(archive) == {PAIR: (False, "not proven")}
    assert clusters(archive) == {}
    assert queue(archive) == {PAIR}
    assert archive.execute("SELECT relation FROM lookalike_internal.match").fetchone() == (
        "re-encoded",
    )
    assert candidates(archive) == {}


def test_of_three_the_one_that_is_contradicted_leaves(archive: Connection[Any]) -> None:
    look = LOOKS[0]
    put(
        archive,
        [
            FakeImage("one", look),
            FakeImage("two", near(look, 2, RNG)),
            FakeImage("three", look ^ 1 << 5),
        ],
    )
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    ((number, paths),) = clusters(archive).items()
    assert len(paths) == 3
    settle(
        archive,
        Shown("one", "two"),
        Shown("one", "three", "not proven"),
        Shown("two", "three", "not proven"),
    )
    assert clusters(archive) == {number: {"one", "two"}}


def test_only_what_is_nearly_proven_is_worth_a_look(archive: Connection[Any]) -> None:
    cases = [  # similarity, matching points, agreement
        ((0.85, 0, 0.0), True),
        ((0.84, 0, 0.0), False),
        ((0.4, 8, 0.5), True),
        ((0.4, 7, 0.9), False),
        ((0.4, 90, 0.49), False),
        ((None, 0, 0.0), False),
        ((None, 8, 0.5), True),
    ]
    put_unlike(archive, *(f"{n} {which}" for n in range(len(cases)) for which in PAIR))
    shown, kept = [], set()
    for n, ((similarity, inliers, agreement), is_kept) in enumerate(cases):
        pair = (f"{n} one", f"{n} two")
        nominate(archive, *pair, "variant" if similarity is None else "embedding", similarity)
        shown.append(Shown(*pair, "not proven", inliers=inliers, agreement=agreement))
        if is_kept:
            kept.add(pair)
    settle(archive, *shown)
    assert queue(archive) == kept
    assert set(verdicts(archive)) == kept
    assert candidates(archive) == {}


def test_another_limit_for_what_is_possible(archive: Connection[Any]) -> None:
    put_unlike(archive, "one", "two")
    archive.execute("SELECT lookalike.set_setting('possible_similarity', '0.5')")
    nominate(archive, *PAIR, "embedding", 0.5)
    settle(archive, Shown(*PAIR, "not proven", inliers=0))
    assert queue(archive) == {PAIR}


def test_every_threshold_respects_the_proofs(archive: Connection[Any]) -> None:
    """is_accepted as a plain rule, over all that may be."""
    ways = ["hash", "variant", "content", "embedding", "detail", "cluster"]
    proofs = [None, "proven", "inconclusive", "connected", "not proven"]
    distances = [0, 32, 33, 64, 65, 90]
    cases = {f"{n:03}": case for n, case in enumerate(itertools.product(ways, proofs, distances))}
    rng = random.Random(9)
    images = []
    for path in cases:
        look, distance = rng.getrandbits(64), cases[path][2]
        judge = near(FakeImage("", look).judge, distance, rng, 256)
        # Next to each other, and not so equal that one stands for the other.
        images += [FakeImage(f"{path} a", look), FakeImage(f"{path} b", look ^ 1, judge)]
    put(archive, images)
    archive.execute("CALL lookalike.find_matches()")
    with archive.cursor() as cursor:
        cursor.executemany(
            "UPDATE lookalike_internal.match m SET found_by = %s, proof = %s"
            " FROM lookalike_internal.image i WHERE i.image_id = m.image_id_a AND i.path = %s",
            [(way, proof, f"{path} a") for path, (way, proof, _) in cases.items()],
        )
    for threshold in (32, 100, 0, 64):
        archive.execute("CALL lookalike.find_matches(threshold => %s)", (threshold,))
        accepted = {a[:3] for (a, _), (yes, _) in verdicts(archive).items() if yes}
        assert accepted == {
            path
            for path, (way, proof, distance) in cases.items()
            if proof == "proven"
            or (way == "hash" and distance <= threshold and proof != "not proven")
        }
    archive.execute("CALL lookalike.form_clusters()")
    assert {path[:3] for paths in clusters(archive).values() for path in paths} == accepted


def test_the_threshold_is_that_of_the_last_match(archive: Connection[Any]) -> None:
    put_close(archive, distance=40)
    archive.execute("CALL lookalike.find_matches(threshold => 30)")
    settle(archive, Shown(*PAIR, "inconclusive"))
    assert verdicts(archive) == {PAIR: (False, "inconclusive")}
    archive.execute("CALL lookalike.find_matches(threshold => 40)")
    assert verdicts(archive) == {PAIR: (True, "inconclusive")}


def test_proven_pairs_survive_a_smaller_radius(archive: Connection[Any]) -> None:
    looks = [LOOKS[n] for n in range(3)]
    put(archive, [FakeImage(f"{n} a", look) for n, look in enumerate(looks)])
    put(archive, [FakeImage(f"{n} b", near(look, 5, RNG)) for n, look in enumerate(looks)])
    archive.execute("CALL lookalike.find_matches()")
    settle(archive, Shown("0 a", "0 b"), Shown("1 a", "1 b", "inconclusive"))
    nominate(archive, "0 a", "1 a")
    settle(archive, Shown("0 a", "1 a"))
    archive.execute("CALL lookalike.find_matches(radius => 4)")
    archive.execute("CALL lookalike.form_clusters()")
    assert verdicts(archive) == {
        ("0 a", "0 b"): (True, "proven"),
        ("0 a", "1 a"): (True, "proven"),
    }
    assert list(clusters(archive).values()) == [{"0 a", "0 b", "1 a"}]
    archive.execute("CALL lookalike.find_matches(radius => 8)")
    assert verdicts(archive) == {
        ("0 a", "0 b"): (True, "proven"),
        ("0 a", "1 a"): (True, "proven"),
        ("1 a", "1 b"): (True, None),  # to be proven again
        ("2 a", "2 b"): (True, None),
    }


def test_a_contradicted_pair_stays_so_when_another_with_their_hashes_comes(
    archive: Connection[Any],
) -> None:
    put(archive, [FakeImage(path, LOOKS[0]) for path in PAIR])
    archive.execute("CALL lookalike.find_matches()")
    assert verdicts(archive) == {PAIR: (True, None)}
    settle(archive, Shown(*PAIR, "not proven"))
    put(archive, [FakeImage("zero", LOOKS[0])])
    archive.execute("CALL lookalike.find_matches()")
    assert verdicts(archive)[PAIR] == (False, "not proven")


@pytest.mark.parametrize("proof", ["inconclusive"])
def test_a_wider_radius_accepts_what_it_would_have_from_the_first(
    archive: Connection[Any], proof: str
) -> None:
    """Hashes that are close enough are so as well where something else had brought the two up."""
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("two", near(LOOKS[0], 10, RNG))])
    archive.execute("CALL lookalike.find_matches()")
    nominate(archive, *PAIR, "embedding", 0.9)
    settle(archive, Shown(*PAIR, proof))
    assert verdicts(archive) == {PAIR: (False, proof)}
    archive.execute("CALL lookalike.find_matches(radius => 10)")
    assert verdicts(archive) == {PAIR: (True, proof)}


@pytest.mark.parametrize("changed", PAIR)
def test_who_changes_loses_its_proofs_and_is_proposed_again(
    archive: Connection[Any], changed: str
) -> None:
    """And so is the neighbour that leaned on it."""
    mirrored = LOOKS[0] ^ 0x5555555555555555
    put(
        archive,
        [
            FakeImage("one", LOOKS[0]),
            FakeImage("two", mirrored),
            FakeImage("seen", LOOKS[1]),
            FakeImage("apart", LOOKS[2]),
        ],
    )
    # Of `seen`, only the other one would propose it.
    see(archive, "two" if changed == "one" else "one", direction(0))
    see(archive, "seen", leaning(0.6, 1))
    propose(archive)
    neighbour = "two" if changed == "one" else "one"
    assert candidates(archive)[PAIR] == Candidate("variant", 1)
    settle(archive, Shown(*PAIR, relation="mirrored"))
    archive.execute("DELETE FROM lookalike_internal.candidate")
    assert verdicts(archive) == {PAIR: (True, "proven")}

    look = LOOKS[0] if changed == "one" else mirrored
    put(archive, [FakeImage(changed, near(look, 1, RNG), width=50, height=50)])
    assert verdicts(archive) == {}
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    assert archive.execute("SELECT count(*) FROM lookalike_internal.match").fetchone() == (0,)
    assert clusters(archive) == {}
    proposed = archive.execute(
        "SELECT i.path FROM lookalike_internal.proposed p JOIN lookalike_internal.image i USING"
        " (pixel_digest)"
    ).fetchall()
    assert {path for (path,) in proposed} == {"seen", "apart"}
    archive.execute("CALL lookalike.propose_copies()")
    found = candidates(archive)
    assert found.pop(PAIR) == Candidate("variant", 1)
    assert len(found) == 1
    assert set(*found) == {neighbour, "seen"}


@pytest.mark.parametrize("proof", ["proven", "inconclusive"])
def test_what_is_connected_is_left_out_until_it_no_longer_is(
    archive: Connection[Any], proof: str
) -> None:
    between = near(LOOKS[0], 6, random.Random(1))
    far = near(between, 6, random.Random(2))
    assert (far ^ LOOKS[0]).bit_count() > 8
    put(archive, [FakeImage("one", LOOKS[0]), FakeImage("between", between)])
    put(archive, [FakeImage("far", far), FakeImage("apart", LOOKS[5])])
    see(archive, "one", direction(0))
    see(archive, "far", leaning(0.8, 1))
    see(archive, "apart", leaning(0.7, 2))
    propose(archive)
    settle(archive, Shown("one", "between", proof), Shown("between", "far", proof))
    # The three are in one cluster; nobody needs to look at the first and the last.
    assert archive.execute("SELECT lookalike_internal.drop_connected(3)").fetchone() == (2,)
    assert set(candidates(archive)) == {("one", "apart"), ("far", "apart")}
    archive.execute("DELETE FROM lookalike_internal.candidate")

    lose(archive, ["between"])
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.form_clusters()")
    assert clusters(archive) == {}
    archive.execute("CALL lookalike.propose_copies()")
    assert ("one", "far") in candidates(archive)


def test_a_pair_that_was_left_out_is_looked_at_once_it_is_not_connected(
    archive: Connection[Any],
) -> None:
    looks = [LOOKS[0], near(LOOKS[0], 3, random.Random(1)), near(LOOKS[0], 3, random.Random(2))]
    put(archive, [FakeImage(path, look) for path, look in zip("abc", looks, strict=True)])
    archive.execute("CALL lookalike.find_matches()")
    settle(archive, Shown("a", "b"), Shown("a", "c"), Shown("b", "c", "connected"))
    assert verdicts(archive)["b", "c"] == (True, "connected")
    archive.execute("CALL lookalike.propose_copies()")
    assert candidates(archive) == {}
    lose(archive, ["a"])
    archive.execute("CALL lookalike.find_matches()")
    archive.execute("CALL lookalike.propose_copies()")
    assert candidates(archive) == {("b", "c"): Candidate("hash")}


def test_what_is_connected_and_not_alike_by_hash_is_forgotten(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, "embedding", 0.99)
    settle(archive, Shown(*PAIR, "connected"))
    assert verdicts(archive) == {}
    assert candidates(archive) == {}


def test_what_a_scan_changed_meanwhile_is_not_what_was_looked_at(
    archive: Connection[Any],
) -> None:
    put_close(archive)
    row = archive.execute(
        "SELECT run_id, threshold FROM lookalike_internal.start_proving()"
    ).fetchone()
    assert row is not None
    archive.execute("CALL lookalike.propose_copies()")
    archive.execute(
        "INSERT INTO pg_temp.proof (image_id_a, image_id_b, proof)"
        " SELECT image_id_a, image_id_b, 'not proven' FROM lookalike_internal.candidate"
    )
    put(archive, [FakeImage("two", LOOKS[7])])
    archive.execute("SELECT lookalike_internal.store_proofs(%s, %s)", row)
    archive.execute("SELECT lookalike_internal.finish_proving(%s)", row[:1])
    assert archive.execute(
        "SELECT is_accepted, proof FROM lookalike_internal.match"
    ).fetchall() == [(True, None)]
    archive.execute("CALL lookalike.find_matches()")
    assert archive.execute("SELECT count(*) FROM lookalike_internal.match").fetchone() == (0,)


def test_the_counts_of_proving(archive: Connection[Any]) -> None:
    put_close(archive)
    nominate(archive, "one", "three")
    nominate(archive, "two", "three", "embedding", 0.9)
    settle(
        archive,
        Shown(*PAIR, "inconclusive"),
        Shown("one", "three"),
        Shown("two", "three", "not proven"),
    )
    counts = archive.execute(
        "SELECT counts FROM lookalike_internal.run WHERE stage = 'prove' AND state = 'finished'"
    ).fetchone()
    assert counts == ({"proven": 1, "accepted": 2, "possible": 1, "parts": 0, "unread": 0},)


def test_the_review_queue_holds_what_is_possible_and_not_in_one_cluster(
    archive: Connection[Any],
) -> None:
    paths = ["a", "b", "c", "d", "e", "f", "g"]
    put_unlike(archive, *paths)
    pairs = {
        ("a", "b"): "proven", ("b", "c"): "proven", ("a", "c"): "not proven",
        ("d", "e"): "proven", ("c", "d"): "not proven", ("e", "f"): "inconclusive",
        ("f", "g"): "not proven",
    }  # fmt: skip
    for n, pair in enumerate(pairs):
        nominate(archive, *pair, "embedding", 0.9 + n / 100)
    settle(archive, *(Shown(*pair, proof, agreement=0.6) for pair, proof in pairs.items()))
    # Of a and c all is known: they are in one cluster by way of b.
    assert queue(archive) == {("c", "d"), ("e", "f"), ("f", "g")}
    likeliest = archive.execute(
        "SELECT path_a, likelihood::float8 FROM lookalike.review_queue ORDER BY likelihood DESC"
    ).fetchall()
    assert [path for path, _ in likeliest] == ["f", "e", "c"]
    assert likeliest[0][1] == pytest.approx(0.96)
    # All that is proven is accepted, and in one cluster.
    accepted = archive.execute(
        "SELECT path_a, path_b FROM lookalike_detail.duplicate_pair WHERE cluster_id IS NOT NULL"
    )
    assert set(accepted) == {pair for pair, proof in pairs.items() if proof == "proven"}


def test_what_the_pixels_show_to_be_made_of_another_is_no_master(
    archive: Connection[Any],
) -> None:
    """However large and lossless it is; nor is what has the same pixels."""
    put(
        archive,
        [
            FakeImage("crop", LOOKS[0], width=900, height=900, pixels="crop"),
            FakeImage("crop copy", LOOKS[0], width=900, height=900, lossless=True, pixels="crop"),
            FakeImage("wide", LOOKS[1], width=1000, height=1000),
        ],
    )
    archive.execute("CALL lookalike.find_matches()")
    nominate(archive, "crop", "wide")
    settle(
        archive,
        Shown("crop", "wide", relation="cropped", inner="crop", derived="crop",
              box=(10, 10, 900, 900)),
    )  # fmt: skip
    archive.execute("CALL lookalike.classify_images()")
    rows = archive.execute(
        "SELECT path, class, reason FROM lookalike_detail.retention_classification"
    )
    found = {path: (klass, reason) for path, klass, reason in rows}
    assert found["wide"] == (
        "archival master",
        "Archival master of 3 images: the pixels show that other images were made of it, or of its"
        " source; 1000 × 1000 pixels.",
    )
    assert {found[path][0] for path in ("crop", "crop copy")} == {"derivative", "identical copy"}
    assert "cropped to 81 % of the area" in " ".join(reason for _, reason in found.values())


SENTENCES = {
    "crop": (
        Shown("one", "two", relation="cropped, resized", inner="two", box=(10, 20, 500, 400),
              derived="two", scale=0.5, inliers=41, correlation=0.981),
        '"two" was made from "one": cropped to 20 % of the area, resized to 50 %'
        " (41 matching points, correlation 0.98 over all of the crop).",
    ),
    "wider": (
        Shown("one", "two", relation="cropped", inner="one", box=(0, 0, 300, 100), overlap=0.97),
        '"two" shows the same picture as "one": wider, the other is 3 % of its area'
        " (40 matching points, correlation 0.99 over 97 % of the smaller).",
    ),
    "tiny crop": (
        Shown("one", "two", relation="cropped", inner="two", box=(0, 0, 10, 10), derived="two"),
        '"two" was made from "one": cropped to 1 % of the area'
        " (40 matching points, correlation 0.99 over all of the crop).",
    ),
    "mirror": (
        Shown("one", "two", relation="mirrored", is_mirrored=True, inliers=0),
        '"two" shows the same picture as "one": mirrored'
        " (correlation 0.99 over the whole picture).",
    ),
    "turned": (
        Shown("one", "two", relation="rotated", angle=-90.0),
        '"two" shows the same picture as "one": turned by -90.0°'
        " (40 matching points, correlation 0.99 over the whole picture).",
    ),
    "turned, the other way round": (
        Shown("one", "two", relation="rotated, negative", angle=-90.0, derived="one"),
        '"one" was made from "two": turned by 90.0°, negative'
        " (40 matching points, correlation 0.99 over the whole picture).",
    ),
    "border": (
        Shown("one", "two", relation="bordered", inner="one"),
        '"two" shows the same picture as "one": with a border'
        " (40 matching points, correlation 0.99 over all of the picture within the border).",
    ),
    "without a border": (
        Shown("one", "two", relation="bordered", inner="two", derived="two"),
        '"two" was made from "one": without the border of the other'
        " (40 matching points, correlation 0.99 over all of the picture within the border).",
    ),
    "enlarged": (
        Shown("one", "two", relation="resized, toned", scale=0.25, derived="one"),
        '"one" was made from "two": resized to 400 %, toned'
        " (40 matching points, correlation 0.99 over the whole picture).",
    ),
}  # fmt: skip


def test_a_proven_pair_in_words(archive: Connection[Any]) -> None:
    """That the hashes of a crop are far apart says nothing, nor does how similar the two looked."""
    paths = [f"{which} {n}" for n in range(len(SENTENCES)) for which in PAIR]
    put_unlike(archive, *paths, width=1000, height=1000)

    def numbered(shown: Shown, n: int) -> Shown:
        named = {
            field: None if path is None else f"{path} {n}"
            for field in ("one", "other", "inner", "derived")
            for path in (getattr(shown, field),)
        }
        return replace(shown, **named)

    proofs = [numbered(shown, n) for n, (shown, _) in enumerate(SENTENCES.values())]
    for shown in proofs:
        nominate(archive, shown.one, shown.other, "embedding", 0.7)
    settle(archive, *proofs)
    for n, (_, sentence) in enumerate(SENTENCES.values()):
        expected = sentence.replace('"one"', f'"one {n}"').replace('"two"', f'"two {n}"')
        assert explanation(archive, f"one {n}", f"two {n}") == expected


@pytest.mark.parametrize(
    ("proof", "sentence"),
    [
        (None, '"two" looks the same as "one": re-encoded'
               " (hashes differ in 3 of 64 and 12 of 256 bits)."),
        ("proven", '"two" shows the same picture as "one": toned'
                   " (40 matching points, correlation 0.99 over the whole picture; hashes differ"
                   " in 3 of 64 and 12 of 256 bits)."),
        ("inconclusive", '"two" looks the same as "one": re-encoded'
                         " (hashes differ in 3 of 64 and 12 of 256 bits; too little in the pixels"
                         " to prove it)."),
        ("not proven", '"two" resembles "one": hashes differ in 3 of 64 and 12 of 256 bits;'
                       " not proven on the pixels."),
    ],
)  # fmt: skip
def test_a_pair_with_close_hashes_in_words(
    archive: Connection[Any], proof: str | None, sentence: str
) -> None:
    put_close(archive)
    if proof is not None:
        settle(archive, Shown(*PAIR, proof, relation="toned"))
    assert explanation(archive, *PAIR) == sentence


def test_a_possible_pair_in_words(archive: Connection[Any]) -> None:
    put_unlike(archive, *PAIR)
    nominate(archive, *PAIR, "embedding", 0.913)
    settle(archive, Shown(*PAIR, "not proven"))
    assert explanation(archive, *PAIR) == (
        '"two" resembles "one": similarity 0.91; not proven on the pixels.'
    )


def test_identical_ones_in_words(archive: Connection[Any]) -> None:
    put(
        archive,
        [
            FakeImage("one", LOOKS[0], content="bytes"),
            FakeImage("two", LOOKS[0], content="bytes"),
            FakeImage("three", LOOKS[1], pixels="pixels"),
            FakeImage("four", LOOKS[1], pixels="pixels"),
        ],
    )
    archive.execute("CALL lookalike.find_matches()")
    settle(archive)
    assert explanation(archive, "one", "two") == '"two" is the same file as "one".'
    assert explanation(archive, "four", "three") == (
        '"three" holds the same pixels as "four", in another file.'
    )
