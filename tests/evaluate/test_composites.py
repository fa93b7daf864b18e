"""Composites: what lies on them, and how they are scored."""

from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image

from lookalike.evaluate.composites import draw
from lookalike.evaluate.composites.make import (
    KINDS,
    Composite,
    make_composites,
    plan_composites,
    read_number,
)
from lookalike.evaluate.composites.score import score_composites
from pictures import picture

COLOURS = [(200, 30, 30), (30, 160, 40), (40, 60, 200), (200, 180, 40), (150, 40, 160)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name}{kind.suffix}")
def test_every_part_is_there(kind: object) -> None:
    """Photographs of one colour each cover their share of what is drawn."""
    assert isinstance(kind, type(KINDS[0]))
    parts = min(kind.parts, len(COLOURS))
    flat = [Image.new("RGB", (300, 200), colour) for colour in COLOURS[:parts]]
    made = np.asarray(kind.draw(flat, Random("one")), np.int32)
    for colour in COLOURS[:parts]:
        share = (np.abs(made - colour).max(-1) < 8).mean()
        assert 0.02 < share < 0.6, (kind.name, colour, share)
    again = np.asarray(kind.draw(flat, Random("one")), np.int32)
    assert (made == again).all()


def test_printed_pages_have_one_layout() -> None:
    one, other = (
        np.asarray(draw.printed_page([picture(n, 300, 200)], Random(f"{n}"))) for n in (1, 2)
    )
    assert (one[940:] == other[940:]).all() and (one[:190] == other[:190]).all()
    assert (one[190:890] != other[190:890]).any()


def test_plan() -> None:
    plan = plan_composites(range(100))
    assert {KINDS[place].name for _, place in plan} == {kind.name for kind in KINDS}
    shown = [number for composite, _ in plan for number in composite.photographs]
    assert shown == list(range(len(shown))) and len(shown) > 90, "each is on one"
    assert [composite.number for composite, _ in plan] == list(range(len(plan)))
    assert plan_composites(range(3)) == []
    assert len(plan_composites(range(7))) == 2


def test_files(tmp_path: Path) -> None:
    for number in (2, 3, 5, 8):
        here = tmp_path / f"{number:05}"
        here.mkdir()
        picture(number, 160, 120).save(here / "00 original.jpg")
    made = make_composites(tmp_path, [2, 3, 5, 8], workers=1)
    assert made == [Composite(0, "album page", (2, 3, 5, 8))]
    (path,) = (tmp_path / "composites").iterdir()
    assert read_number(f"composites/{path.name}") == 0
    with Image.open(path) as opened:
        assert opened.size == (1600, 1200)


def test_score() -> None:
    made = [
        Composite(0, "album page", (2, 3)),
        Composite(1, "contact sheet", (4, 5, 6)),
        Composite(2, "album page", (7,)),
    ]
    links = [(0, 2), (0, 2), (0, 9), (1, 4), (1, 5), (2, 4)]
    album, sheet = score_composites(made, links, {2, 7})
    assert (album.kind, album.composites, album.parts) == ("album page", 2, 3)
    assert (album.linked, album.wrong, album.joined) == (1, 2, 1)
    assert (sheet.parts, sheet.linked, sheet.wrong, sheet.joined) == (3, 2, 0, 0)
