"""Made-up documents: of one form, different, and the same each time; and how they are scored."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import LookalikeError
from lookalike.evaluate.forms import make
from lookalike.evaluate.forms.make import KINDS, Document, draw, make_documents, read_document
from lookalike.evaluate.forms.rescan import rescan
from lookalike.evaluate.forms.score import score_documents
from lookalike.evaluate.score import File


def tones(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"), np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_documents_differ_by_little(kind: str) -> None:
    one, other = tones(draw(kind, 0)), tones(draw(kind, 1))
    assert one.shape == other.shape
    changed = (np.abs(one - other) > 60).mean()
    # Map sheets have only symbols and frame in common.
    assert 0.0003 < changed < (0.2 if kind == "map sheet" else 0.12), changed
    assert (tones(draw(kind, 0)) == one).all()


def test_rescans_are_the_document() -> None:
    clean = draw("index card", 3)
    for half in (False, True):
        scan = rescan(clean, make.Random(f"{half}"), half)
        assert scan.size == tuple(side // (1 + half) for side in clean.size)
        small = [
            tones(picture.resize((124, 78), Image.Resampling.BOX)) for picture in (clean, scan)
        ]
        assert not (small[0] == small[1]).all()
        # Shaded from one side, so compared after the shade is taken out of every row and column.
        flat = [t - t.mean(0) - t.mean(1)[:, None] + t.mean() for t in small]
        assert np.corrcoef(flat[0].ravel(), flat[1].ravel())[0, 1] > 0.4


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "KINDS", {"index card": KINDS["index card"]})
    made = make_documents(tmp_path, 2, workers=1)
    assert made == [Document("index card", n, scan) for n in (0, 1) for scan in (0, 1, 2)]
    paths = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.*"))
    assert sorted(map(read_document, paths)) == made
    assert paths[0] == "documents/index card/000 clean.png"
    assert make_documents(tmp_path, 0, workers=1) == []


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make, "KINDS", {"index card": KINDS["index card"]})
    (tmp_path / "documents").write_text("a file in the way")
    with pytest.raises(LookalikeError, match="cannot write the edited copies"):
        make_documents(tmp_path, 1, workers=1)


def test_score() -> None:
    cards = [Document("card", n, scan) for n in (0, 1) for scan in (0, 1, 2)]
    maps = [Document("map", 0, scan) for scan in (0, 1, 2)]
    clusters = {cards[0]: 1, cards[1]: 1, cards[2]: 2, cards[4]: 1, maps[1]: 3, maps[2]: 3}
    pairs = [
        (cards[0], cards[1]),  # right
        (cards[0], cards[4]),
        (cards[2], maps[0]),  # false for both kinds
        (File(1, 0), cards[3]),
        (maps[1], maps[2]),  # right
        (File(1, 0), 7),
    ]
    card, map_ = score_documents(cards + maps, clusters, pairs)
    assert (card.kind, card.documents, card.scans, card.found) == ("card", 2, 4, 1)
    assert (card.pairs, card.false_pairs) == (9, 3)
    assert (map_.documents, map_.scans, map_.found) == (1, 2, 0)
    assert (map_.pairs, map_.false_pairs) == (0, 1)
    assert score_documents([], {}, []) == ()
