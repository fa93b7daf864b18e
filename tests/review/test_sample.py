"""Random samples of accepted pairs, and what the answers say of the rest."""

import math
import random
from collections import Counter
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from builder import FakeImage, put
from examples import examples
from lookalike.database import connect

BANDS = [
    "identical file",
    "identical image",
    "proven, correlation 0.95 and more",
    "proven, correlation below 0.95",
    "close hashes, 0 to 16 bits",
    "close hashes, 17 to 32 bits",
    "close hashes, 33 to 48 bits",
    "close hashes, 49 bits and more",
]


def wilson(confirmed: int, answered: int) -> tuple[float, float]:
    """The two p where |confirmed / answered - p| is 1.96 standard deviations, by bisection."""
    share = confirmed / answered

    def deviations(p: float) -> float:
        return abs(share - p) / math.sqrt(max(p * (1 - p), 1e-300) / answered)

    ends = []
    for far in (0.0, 1.0):
        inside, outside = share, far
        for _ in range(200):
            middle = (inside + outside) / 2
            if deviations(middle) <= 1.959963984540054:
                inside = middle
            else:
                outside = middle
        ends.append(inside)
    return ends[0], ends[1]


def fill(connection: Connection[Any], pairs: int = 40) -> None:
    """So many accepted pairs of every band but the first two, which get one each."""
    put(connection, [FakeImage(f"{n:04}", quality=0.0) for n in range(2 * pairs * 6)])
    put(
        connection,
        [
            FakeImage("x1", content="x", quality=0.0),
            FakeImage("x2", content="x", quality=0.0),
            FakeImage("y1", pixels="y", quality=0.0),
            FakeImage("y2", pixels="y", quality=0.0),
        ],
    )
    connection.execute("CALL lookalike.find_matches()")
    connection.execute(
        """
        INSERT INTO lookalike_internal.match (image_id_a, image_id_b, has_same_bytes,
            has_same_pixels,
            phash_distance, phash_256_distance, relation, is_accepted, run_id, proof, correlation)
        SELECT a.image_id, b.image_id, false, false, 1, (ARRAY[0, 0, 10, 30, 40, 60])[k + 1],
               'edited', true, a.changed_run_id,
               (ARRAY['proven', 'proven', NULL, 'connected', 'inconclusive', NULL])[k + 1],
               (ARRAY[0.97, 0.9, NULL, NULL, NULL, NULL])[k + 1]
        FROM (SELECT image_id, path, changed_run_id, path::integer % 12 / 2 AS k
              FROM lookalike_internal.image WHERE path ~ '^[0-9]+$' AND path::integer % 2 = 0) a
        JOIN lookalike_internal.image b ON b.path = lpad((a.path::integer + 1)::text, 4, '0')
        """
    )
    connection.execute("CALL lookalike.form_clusters()")


def drawn(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT draw, band, pixel_digest_a, pixel_digest_b FROM lookalike_internal.review_sample"
        " ORDER BY sample_id"
    ).fetchall()


def draw(connection: Connection[Any], per_band: int, seed: int | None = None) -> int:
    row = connection.execute("SELECT lookalike.draw_sample(%s, %s)", (per_band, seed)).fetchone()
    assert row is not None
    return int(row[0])


def answer(connection: Connection[Any], is_right: Any) -> None:
    """Judge all that is in the queue, by a function of its band."""
    for a, b, band in connection.execute(
        "SELECT q.image_id_a, q.image_id_b, s.band FROM lookalike.review_queue q"
        " JOIN lookalike_internal.review_sample s ON q.image_id_a IN (s.image_id_a, s.image_id_b)"
        " AND q.image_id_b IN (s.image_id_a, s.image_id_b) WHERE q.kind = 'sample' ORDER BY 1, 2"
    ).fetchall():
        decision = "duplicate" if is_right(band) else "not a duplicate"
        connection.execute(
            "SELECT lookalike.record_decision(%s, 'Anna', 'looked at both', %s, %s)",
            (decision, a, b),
        )


def test_a_sample_is_of_every_band_and_never_draws_a_pair_twice(archive: Connection[Any]) -> None:
    fill(archive)
    assert draw(archive, 15) == 6 * 15
    assert Counter(band for _, band, *_ in drawn(archive)) == dict.fromkeys(BANDS[2:], 15)
    assert draw(archive, 15) == 6 * 15
    assert draw(archive, 15) == 6 * 10  # what is left
    assert draw(archive, 15) == 0
    everything = drawn(archive)
    assert len({(a, b) for *_, a, b in everything}) == len(everything) == 6 * 40
    assert {number for number, *_ in everything} == {1, 2, 3}
    events = archive.execute(
        "SELECT detail->>'pairs' FROM lookalike_internal.event WHERE action = 'draw sample'"
        " ORDER BY 1"
    ).fetchall()
    assert events == [("60",), ("90",), ("90",)]


def test_the_same_seed_draws_the_same_pairs(archive: Connection[Any]) -> None:
    fill(archive)
    samples = []
    for seed in (1, 1, 2, None, None):
        with archive.transaction(force_rollback=True):
            draw(archive, 10, seed)
            samples.append({(a, b) for *_, a, b in drawn(archive)})
    assert samples[0] == samples[1]
    assert samples[0] != samples[2]
    assert samples[3] != samples[4]


def test_what_people_decided_before_is_not_drawn(archive: Connection[Any]) -> None:
    fill(archive, 3)
    decided = archive.execute(
        "SELECT m.image_id_a, m.image_id_b, lookalike.record_decision("
        "'duplicate', 'Anna', 'known', m.image_id_a, m.image_id_b)"
        " FROM lookalike_internal.match m WHERE NOT has_same_pixels AND proof = 'inconclusive'"
    ).fetchall()
    assert len(decided) == 3
    assert draw(archive, 100) == 5 * 3


@pytest.mark.parametrize("per_band", [0, -1, None, 100_001])
def test_a_sample_of_nonsense_is_refused(archive: Connection[Any], per_band: int | None) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="cannot draw"):
        archive.execute("SELECT lookalike.draw_sample(%s)", (per_band,))


def test_two_who_draw_at_once_draw_different_pairs(
    archive: Connection[Any], archive_url: str
) -> None:
    fill(archive, 10)
    with connect(archive_url, autocommit=False) as other:
        draw(other, 5, 1)
        archive.execute("SET lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            draw(archive, 5, 1)
        other.commit()
    draw(archive, 5, 1)
    assert len({(a, b) for *_, a, b in drawn(archive)}) == 6 * 10


def test_the_precision_is_that_of_the_answers(archive: Connection[Any]) -> None:
    fill(archive)
    draw(archive, 30, 4)
    unknown = archive.execute(
        "SELECT DISTINCT answered, precision, precision_low, precision_high"
        " FROM lookalike.match_precision"
    ).fetchall()
    assert unknown == [(0, None, None, None)]
    rng = random.Random(2)
    chances = dict(zip(BANDS, (1, 1, 1, 0.9, 0.7, 0.5, 0.2, 0), strict=True))
    answer(archive, lambda band: rng.random() < chances[band])
    assert archive.execute(
        "SELECT count(*) FROM lookalike.review_queue WHERE kind = 'sample'"
    ).fetchall() == [(0,)]
    archive.execute("CALL lookalike.form_clusters()")
    truth: dict[str, Counter[str]] = {band: Counter() for band in BANDS}
    for band, decision in archive.execute(
        "SELECT s.band, d.decision FROM lookalike_internal.review_sample s"
        " JOIN lookalike_internal.decision d USING (pixel_digest_a, pixel_digest_b)"
    ):
        truth[band][decision] += 1
    rows = archive.execute(
        "SELECT band, accepted_pairs, sampled, answered, confirmed, precision, precision_low,"
        " precision_high FROM lookalike.match_precision ORDER BY place"
    ).fetchall()
    assert [row[0] for row in rows] == BANDS
    for band, pairs, sampled, answered, confirmed, precision, low, high in rows:
        said = truth[band]
        if band.startswith("identical"):
            assert (pairs, sampled, precision, low, high) == (1, 0, None, None, None)
            continue
        assert (sampled, answered, confirmed) == (30, 30, said["duplicate"])
        assert pairs == 40 - said["not a duplicate"]  # what was refuted is accepted no more
        assert float(precision) == pytest.approx(confirmed / 30, abs=5e-5)
        expected = wilson(confirmed, answered)
        assert (float(low), float(high)) == pytest.approx(expected, abs=6e-5)
        assert low <= precision <= high
    assert truth[BANDS[2]]["duplicate"] == truth[BANDS[7]]["not a duplicate"] == 30

    # Who changes their mind changes the figure.
    archive.execute(
        "SELECT lookalike.record_decision('not a duplicate', 'Bert', 'no', image_id_a, image_id_b)"
        " FROM lookalike_internal.review_sample WHERE band = %s LIMIT 1",
        (BANDS[2],),
    )
    confirmed = archive.execute(
        "SELECT answered, confirmed FROM lookalike.match_precision WHERE band = %s", (BANDS[2],)
    ).fetchone()
    assert confirmed == (30, 29)


@given(answers=st.lists(st.booleans(), min_size=1, max_size=60))
@examples(20)
def test_any_number_of_answers_gives_the_interval_of_wilson(
    archive: Connection[Any], answers: list[bool]
) -> None:
    with archive.transaction(force_rollback=True):
        archive.execute(
            """
            WITH answer AS (
                SELECT sha256(int8send(n)) AS digest, n, answers[n] AS is_right
                FROM (SELECT %s::boolean[] AS answers) a, generate_series(1, cardinality(answers)) n
            ), sampled AS (
                INSERT INTO lookalike_internal.review_sample (draw, band, pixel_digest_a,
                    pixel_digest_b,
                    image_id_a, image_id_b)
                SELECT 1, 'close hashes, 0 to 16 bits', '\\x00'::bytea || digest,
                    '\\x01'::bytea || digest, 1, 2
                FROM answer)
            INSERT INTO lookalike_internal.decision (decision, pixel_digest_a, pixel_digest_b,
                image_id_a,
                image_id_b, path_a, path_b, decided_by, reason)
            SELECT CASE WHEN is_right THEN 'duplicate' ELSE 'not a duplicate' END,
                   '\\x00'::bytea || digest, '\\x01'::bytea || digest, 1, 2, 'a', 'b', 'Anna', 'x'
            FROM answer
            """,
            (answers,),
        )
        row = archive.execute(
            "SELECT precision, precision_low, precision_high FROM lookalike.match_precision"
            " WHERE band = 'close hashes, 0 to 16 bits'"
        ).fetchone()
    assert row is not None
    expected = (sum(answers) / len(answers), *wilson(sum(answers), len(answers)))
    assert [float(value) for value in row] == pytest.approx(expected, abs=6e-5)
