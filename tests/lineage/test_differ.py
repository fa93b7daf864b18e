"""Where two pictures differ is seen over all that both show, also beside the tiles."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageOps

from lineage.made import parents, read, scene, trace
from lookalike.lineage.decoded import is_just_decoded
from lookalike.lineage.differ import Difference, differ
from lookalike.lineage.place import lay


def marked(picture: Image.Image, words: str, y: int) -> Image.Image:
    """The picture with a small line of text, too small for most tiles."""
    changed = picture.copy()
    ImageDraw.Draw(changed).text((14, y), words, fill=(255, 230, 60))
    return changed


def found(folder: Path, a: str, b: str, is_toned: bool = False) -> Difference:
    one, other = read(folder, a), read(folder, b)
    laid = lay(one, other)
    assert laid is not None
    difference = differ(one, other, laid[0], is_toned)
    assert difference is not None
    return difference


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    picture = scene(11)
    picture.save(tmp_path / "a.png")
    picture.save(tmp_path / "coarse.jpg", quality=30)
    ImageOps.invert(picture.convert("L")).transpose(Image.Transpose.ROTATE_90).save(
        tmp_path / "negative.tif"
    )
    picture.resize((200, 144), Image.Resampling.LANCZOS).save(tmp_path / "half.png")
    picture.crop((40, 24, 400, 288)).save(tmp_path / "crop.png")
    ImageOps.expand(picture, 20, "white").save(tmp_path / "framed.png")
    marked(picture, "Victory parade", 268).save(tmp_path / "marked.jpg", quality=80)
    return tmp_path


@pytest.mark.parametrize("name", ["coarse.jpg", "negative.tif", "half.png", "crop.png"])
def test_what_a_program_makes_is_clean(folder: Path, name: str) -> None:
    assert found(folder, "a.png", name, name == "negative.tif").is_clean


def test_a_small_line_of_text_is_seen(folder: Path) -> None:
    there = found(folder, "a.png", "marked.jpg")
    assert not there.is_clean
    assert there.over < 0.03


def test_what_was_added_and_what_was_cut_off(folder: Path) -> None:
    framed, crop = found(folder, "a.png", "framed.png"), found(folder, "a.png", "crop.png")
    assert framed.is_clean
    assert framed.added == pytest.approx(1 - 400 * 288 / (440 * 328), abs=1e-6)
    assert framed.lost == 0
    assert crop.lost == pytest.approx(1 - 360 * 264 / (400 * 288), abs=1e-6)
    assert crop.added == 0


def test_small_captions_and_borders_hang_below_what_they_were_made_of(tmp_path: Path) -> None:
    """They have the very pixels of the original elsewhere, so that tiles do not tell."""
    scene(12).save(tmp_path / "original.jpg", quality=93)
    original = Image.open(tmp_path / "original.jpg")
    marked(original, "Council at the harbour", 268).save(tmp_path / "caption.png")
    marked(original, "Summit in winter, strike", 270).save(tmp_path / "caption.tif")
    caption = Image.open(tmp_path / "caption.png")
    caption.resize((300, 216), Image.Resampling.LANCZOS).save(tmp_path / "small.jpg", quality=85)
    grey = original.convert("L")
    grey.save(tmp_path / "grey.png")
    ImageOps.expand(grey, 14, 255).save(tmp_path / "grey framed.png")
    ImageOps.expand(original, 30, "white").save(tmp_path / "framed.png")
    ImageOps.expand(original, 22, "black").save(tmp_path / "framed.tif")
    original.save(tmp_path / "q60.jpg", quality=60)
    names = sorted(path.name for path in tmp_path.iterdir())
    lineage = trace(tmp_path, names)
    said = parents(lineage, names)
    assert said.pop("small.jpg") == "caption.png"
    assert said.pop("grey framed.png") == "grey.png"
    assert said.pop("original.jpg") is None
    assert set(said.values()) == {"original.jpg"}
    assert lineage.is_certain


def decoded(quality: int, picture: Image.Image, folder: Path) -> Image.Image:
    picture.save(folder / "last.jpg", quality=quality)
    return Image.open(folder / "last.jpg").convert("RGB")


def test_a_png_saved_from_a_missing_jpeg_is_certain_and_says_so(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    original = decoded(92, scene(13), elsewhere)
    original.save(tmp_path / "original.png")
    original.save(tmp_path / "q70.jpg", quality=70)
    original.resize((200, 144), Image.Resampling.LANCZOS).save(tmp_path / "half.jpg", quality=85)
    ImageOps.invert(original).save(tmp_path / "negative.tif")
    marked(original, "Bridge in summer", 268).save(tmp_path / "caption.png")
    names = sorted(path.name for path in tmp_path.glob("*.*"))
    lineage = trace(tmp_path, names)
    assert names[lineage.root] == "original.png"
    assert lineage.is_certain
    assert "has its very pixels" in lineage.origins[lineage.root].evidence


@pytest.mark.parametrize("kept", [True, False])
def test_a_png_of_a_copy_is_not_the_original(tmp_path: Path, kept: bool) -> None:
    """The original is missing, and the PNG was saved from a coarser copy, or painted on."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    original = decoded(92, scene(14), elsewhere)
    lossless = decoded(80, original, elsewhere) if kept else marked(original, "Station", 268)
    lossless.save(tmp_path / "lossless.png")
    source = original if kept else lossless
    source.convert("L").save(tmp_path / "grey.png")
    source.save(tmp_path / "q60.jpg", quality=60)
    source.resize((200, 144), Image.Resampling.LANCZOS).save(tmp_path / "half.jpg", quality=85)
    names = sorted(path.name for path in tmp_path.glob("*.*"))
    assert not trace(tmp_path, names).is_certain


def test_a_decoded_picture_is_told_from_a_changed_one(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    once = decoded(88, scene(15), elsewhere)
    twice = decoded(94, decoded(60, scene(15), elsewhere), elsewhere)
    for name, picture in {
        "once.png": once,
        "twice.png": twice,
        "painted.png": marked(once, "Market", 250),
        "never.png": scene(15),
    }.items():
        picture.save(tmp_path / name)
    said = {
        (name, quality): is_just_decoded(read(tmp_path, name), quality)
        for name, quality in [
            ("once.png", 88),
            ("twice.png", 94),
            ("painted.png", 88),
            ("never.png", 88),
        ]
    }
    assert [name for (name, _), holds in said.items() if holds] == ["once.png"]


def test_a_border_that_runs_on_in_the_picture_does_not_move_it(tmp_path: Path) -> None:
    """The last rows of the picture have the colour of the border."""
    picture = scene(16)
    picture.paste((255, 255, 255), (0, 285, 400, 288))
    picture.save(tmp_path / "a.png")
    ImageOps.expand(picture, (28, 28, 28, 68), "white").save(tmp_path / "framed.png")
    laid = lay(read(tmp_path, "framed.png"), read(tmp_path, "a.png"))
    assert laid is not None
    assert laid[0].tolist() == [[1, 0, -28], [0, 1, -28]]
