"""Which files are taken, and the files that are made of them."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.errors import LookalikeError
from lookalike.evaluate.copies import ALL_EDITS, LONGEST, has_colour, make_copies, read_name
from lookalike.evaluate.sample import from_folders
from lookalike.evaluate.score import File
from lookalike.picture.edits import EDITS
from pictures import picture

THREE = tuple(edit for edit in EDITS if edit.name in ("grey", "sepia", "crop 10 %"))


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Pictures to take, one of them grey and one large, and files that are of no use."""
    folder = tmp_path / "photographs"
    (folder / "deep").mkdir(parents=True)
    for n in range(4):
        picture(n, 160, 120).save(folder / "deep" / f"{n}.png")
    picture(4, 160, 120).convert("L").save(folder / "grey.tif")
    picture(5, 2000, 1000).save(folder / "large", "PNG")  # found by its content
    shutil.copy(folder / "grey.tif", folder / "the same.tif")
    picture(6, 99, 200).save(folder / "narrow.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8\xff and no more")
    (folder / "notes.txt").write_text("no image")
    return folder


@pytest.fixture
def scratch(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "scratch"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_all_that_is_of_use(photographs: Path, scratch: Path) -> None:
    population = from_folders([photographs], 100)
    assert population.files == 8  # named like images
    made = make_copies(population.sources, 100, scratch, THREE, workers=2)
    names = {"deep/0.png", "deep/1.png", "deep/2.png", "deep/3.png", "large"}
    greys = {"grey.tif", "the same.tif"}
    labels = {label.removeprefix("photographs/") for label in made.labels.values()}
    assert labels >= names and len(labels & greys) == 1 and len(labels) == 6
    assert made.skipped == {"not readable": 2, "too small": 1, "the same as another": 1}
    there = contents(scratch)
    assert sorted(map(read_name, there)) == sorted(made.files)
    assert "original" in next(iter(sorted(there)))
    for number, label in made.labels.items():
        edits = {file.edit for file in made.files if file.photograph == number}
        # What has no colours cannot lose them.
        assert edits == ({0, 3} if label.endswith(".tif") else {0, 1, 2, 3})
        with Image.open(scratch / f"{number:05}" / "00 original.jpg") as original:
            assert original.format == "JPEG" and original.mode == "RGB"
            assert original.size == ((LONGEST, 800) if "large" in label else (160, 120))


def test_the_same_each_time(photographs: Path, scratch: Path) -> None:
    runs = []
    for workers in (1, 2):
        here = scratch / str(workers)
        here.mkdir()
        sources = from_folders([photographs], 3).sources
        made = make_copies(sources, 3, here, THREE, workers=workers)
        assert len(made.labels) == 3
        runs.append((made.labels, contents(here)))
    assert runs[0] == runs[1]
    elsewhere = photographs.parent / "moved" / "photographs"
    shutil.copytree(photographs, elsewhere)
    assert [s.label for s in from_folders([elsewhere], 3).sources] == [s.label for s in sources]


def test_pictures_are_edited_differently(photographs: Path, scratch: Path) -> None:
    sources = from_folders([photographs / "deep"], 4).sources
    made = make_copies(sources, 4, scratch, THREE, workers=1)
    places = []
    for number in made.labels:
        here = scratch / f"{number:05}"
        with Image.open(here / "00 original.jpg") as opened:
            original = np.asarray(opened.convert("L"), np.float32)
        with Image.open(here / "03 crop-10.jpg") as opened:
            crop = np.asarray(opened.convert("L"), np.float32)
        height, width = crop.shape
        places.append(
            min(
                (float(np.abs(original[y : y + height, x : x + width] - crop).mean()), x, y)
                for y in range(original.shape[0] - height + 1)
                for x in range(original.shape[1] - width + 1)
            )[1:]
        )
    assert len(set(places)) == 4, places


def test_copies_of_copies(photographs: Path, scratch: Path) -> None:
    """A copy of a grey copy is made of that file; without colours there is neither."""
    names = ("grey", "grey, JPEG quality 50", "negative", "negative, white border")
    chains = tuple(edit for edit in ALL_EDITS if edit.name in names)
    sources = from_folders([photographs], 6).sources
    made = make_copies(sources, 6, scratch, chains, workers=1)
    for number, label in made.labels.items():
        here = scratch / f"{number:05}"
        edits = {file.edit for file in made.files if file.photograph == number}
        assert edits == ({0, 2, 4} if label.endswith(".tif") else {0, 1, 2, 3, 4})
        if 1 in edits:
            with Image.open(here / "03 grey-jpeg-quality-50.jpg") as opened:
                assert not has_colour(opened.convert("RGB"))
        with Image.open(here / "04 negative-white-border.tif") as bordered:
            assert bordered.convert("L").getpixel((1, 1)) == 255
            inner = np.asarray(bordered.convert("L").resize((8, 8)), np.float32)
        with Image.open(here / "00 original.jpg") as original:
            outer = np.asarray(original.convert("L").resize((8, 8)), np.float32)
        assert np.corrcoef(inner[2:6, 2:6].ravel(), outer[2:6, 2:6].ravel())[0, 1] < 0


def test_originals_that_are_missing(photographs: Path, scratch: Path) -> None:
    names = ("grey", "PNG of the original")
    edits = tuple(edit for edit in ALL_EDITS if edit.name in names)
    sources = from_folders([photographs], 6).sources
    made = make_copies(sources, 3, scratch, edits, workers=1, missing=2)
    assert len(made.labels) == 5 and len(made.whole) == 3 and len(made.missing) == 2
    assert sorted(made.whole) + sorted(made.missing) == sorted(made.labels)
    for number in made.labels:
        there = {path.name[:2] for path in (scratch / f"{number:05}").iterdir()}
        gone = {"00", "02"} if number in made.missing else set()
        assert there == {f"{f.edit:02}" for f in made.files if f.photograph == number}
        assert not there & gone and (gone or there >= {"00", "02"})


def test_too_few(photographs: Path, scratch: Path) -> None:
    for path in (photographs / "deep").glob("[1-3].png"):
        path.unlink()
    with pytest.raises(LookalikeError, match="at least two different pictures, and there are 1"):
        make_copies(from_folders([photographs / "deep"], 5).sources, 5, scratch, THREE, workers=1)
    with pytest.raises(LookalikeError) as refused:
        make_copies([], 5, scratch, THREE, workers=1)
    assert "No other files were found." in str(refused.value)


def test_no_room(photographs: Path, scratch: Path) -> None:
    sources = from_folders([photographs], 3).sources
    with pytest.raises(LookalikeError, match="cannot write the edited copies") as refused:
        make_copies(sources, 3, scratch / "not there", THREE, workers=1)
    assert "TMPDIR" in str(refused.value.hint)


def test_names() -> None:
    assert read_name("00012/03 crop-10.jpg") == File(12, 3)
    assert read_name("123456/00 original.jpg") == File(123456, 0)


def test_colour() -> None:
    sepia = next(edit for edit in EDITS if edit.name == "sepia")
    assert has_colour(picture(1))
    assert not has_colour(picture(1).convert("L").convert("RGB"))
    toned = Image.open(io.BytesIO(sepia.make(picture(1), "")))
    assert not has_colour(toned.convert("RGB"))
