"""Copies that are found only by way of other copies are told from those that are found alone."""

from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, clusters, put
from lookalike import stages
from lookalike.evaluate.alone import find_alone
from lookalike.evaluate.score import EditScore, File, Score
from lookalike.picture.edits import EDITS


def bits(*places: int) -> int:
    return sum(2**place for place in places)


@pytest.fixture
def no_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up images have hashes, and no files to prove."""
    monkeypatch.setattr(stages, "prove", lambda connection, workers=None: None)


@pytest.mark.usefixtures("no_pixels")
def test_a_chain_of_copies_is_not_found_alone(archive: Connection[Any]) -> None:
    far = 2**63
    put(
        archive,
        [
            FakeImage("00001/00 original.jpg", 0),
            FakeImage("00001/01 near.jpg", bits(0, 1, 2, 3, 4)),
            FakeImage(
                "00001/02 far.jpg", bits(*range(10))
            ),  # ten bits: only the first copy is near
            FakeImage("00001/03 lost.jpg", bits(*range(20, 50))),
            FakeImage("00002/00 original.jpg", far | bits(*range(30, 60))),
            FakeImage("00002/01 near.jpg", far | bits(*range(30, 59))),
            FakeImage("00003/01 of nothing.jpg", bits(*range(11, 31))),  # its original is missing
            FakeImage("documents/card/1.png", bits(*range(5, 35))),
        ],
    )
    stages.match(archive)
    stages.cluster(archive)
    found = clusters(archive).values()
    assert {"00001/00 original.jpg", "00001/01 near.jpg", "00001/02 far.jpg"} in found
    files = [File(1, n) for n in range(4)] + [File(2, 0), File(2, 1), File(3, 1)]
    assert find_alone(archive, files) == {File(1, 1), File(2, 1)}


def test_the_counts_are_added_to_the_score() -> None:
    first, second = EDITS[:2]
    score = Score((EditScore(first, 5, 5, 4, 4, 4), EditScore(second, 5, 5, 5, 5, 5)), 0, 0, 0, ())
    alone = score.with_alone({File(1, 1), File(2, 1), File(9, 2)})
    assert [row.alone for row in alone.edits] == [2, 1]
    assert alone.total("alone") == 3 and alone.total("clustered") == 10
    assert score.total("alone") == 0
