"""The lineage of a few files."""

from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from lineage.made import captioned, parents, scene, trace


def make(folder: Path, original: str, seed: int = 1) -> list[str]:
    """An original, copies of it, and a chain of two."""
    picture = scene(seed)
    picture.save(folder / original, **({"quality": 93} if original.endswith("jpg") else {}))
    source = Image.open(folder / original).convert("RGB")
    source.save(folder / "q95.jpg", quality=95)
    source.save(folder / "q60.jpg", quality=60)
    captioned(source).save(folder / "caption.png")
    ImageOps.invert(source).save(folder / "negative.tif", compression="tiff_lzw")
    ImageOps.expand(source, (30, 22, 41, 35), "white").save(folder / "framed.png")
    source.crop((21, 13, 383, 275)).save(folder / "crop.jpg", quality=88)
    source.resize((600, 432), Image.Resampling.BICUBIC).save(folder / "larger.png")
    source.convert("L").save(folder / "grey.jpg", quality=88)
    grey = Image.open(folder / "grey.jpg")
    grey.resize((200, 144), Image.Resampling.LANCZOS).save(folder / "small grey.jpg", quality=85)
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("original", ["original.jpg", "original.png"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_untouched_original_is_the_certain_root(
    tmp_path: Path, original: str, seed: int
) -> None:
    names = make(tmp_path, original, seed)
    lineage = trace(tmp_path, names)
    found = parents(lineage, names)
    assert lineage.is_certain
    assert sorted(names)[lineage.root] == original
    assert found["small grey.jpg"] == "grey.jpg"
    assert {child for child, parent in found.items() if parent == original} == (
        set(names) - {original, "small grey.jpg"}
    )
    relations = {name: origin.relation for name, origin in zip(names, lineage.origins, strict=True)}
    assert relations["caption.png"] == "edited"
    assert relations["negative.tif"] == "negative"
    assert relations["framed.png"] == "bordered"
    assert relations["crop.jpg"] == "cropped"
    assert relations["larger.png"] == "resized"
    assert relations["grey.jpg"] == "toned"
    assert relations["q60.jpg"] == "re-encoded"


@pytest.mark.parametrize("original", ["original.jpg", "original.png"])
def test_without_the_original_nothing_is_certain(tmp_path: Path, original: str) -> None:
    names = make(tmp_path, original)
    names.remove(original)
    assert not trace(tmp_path, names).is_certain


@pytest.mark.parametrize(
    ("size", "box", "words"),
    [
        ((372, 268), (90, 60, 330, 240), "too few of the other pictures"),
        ((200, 144), (40, 30, 370, 270), "another picture shows it larger"),
    ],
)
def test_an_exact_copy_of_another_copy_makes_no_root_certain(
    tmp_path: Path, size: tuple[int, int], box: tuple[int, int, int, int], words: str
) -> None:
    """The original is missing; the grey picture was made of the crop, not of the whole one."""
    picture = scene(6)
    picture.resize(size, Image.Resampling.LANCZOS).save(tmp_path / "whole.jpg", quality=85)
    crop = picture.crop(box)
    crop.save(tmp_path / "crop.png")
    crop.convert("L").save(tmp_path / "grey.tif")
    names = ["crop.png", "grey.tif", "whole.jpg"]
    lineage = trace(tmp_path, names)
    assert parents(lineage, names)["grey.tif"] == "crop.png"
    assert not lineage.is_certain
    assert words in lineage.origins[lineage.root].evidence


@pytest.mark.parametrize("copies", [[], ["grey.tif"], ["grey.tif", "sepia.png", "half.jpg"]])
def test_most_copies_of_a_captioned_one_make_it_no_original(
    tmp_path: Path, copies: list[str]
) -> None:
    """The original is missing; the caption was painted on a reduced one before a JPEG was saved."""
    small = scene(7).resize((300, 216), Image.Resampling.LANCZOS)
    small.save(tmp_path / "small.jpg", quality=85)
    caption = captioned(small)
    caption.save(tmp_path / "caption.png")
    caption.convert("L").save(tmp_path / "grey.tif")
    ImageOps.colorize(caption.convert("L"), "#140c04", "#ffeecc").save(tmp_path / "sepia.png")
    caption.resize((150, 108), Image.Resampling.LANCZOS).save(tmp_path / "half.jpg", quality=80)
    names = ["caption.png", "small.jpg", *copies]
    lineage = trace(tmp_path, names)
    assert not (lineage.is_certain and sorted(names)[lineage.root] == "caption.png")


def test_a_changed_copy_of_an_enlarged_copy_leaves_the_original_certain(tmp_path: Path) -> None:
    """It has more pixels than the original, and no more than its own parent."""
    scene(9).save(tmp_path / "original.jpg", quality=93)
    original = Image.open(tmp_path / "original.jpg")
    original.resize((600, 432), Image.Resampling.LANCZOS).save(tmp_path / "large.jpg", quality=88)
    large = Image.open(tmp_path / "large.jpg")
    large.filter(ImageFilter.GaussianBlur(1.5)).save(tmp_path / "large soft.jpg", quality=85)
    original.convert("L").save(tmp_path / "grey.jpg", quality=85)
    original.resize((200, 144), Image.Resampling.LANCZOS).save(tmp_path / "half.jpg", quality=85)
    names = ["grey.jpg", "half.jpg", "large soft.jpg", "large.jpg", "original.jpg"]
    lineage = trace(tmp_path, names)
    assert parents(lineage, names)["large soft.jpg"] == "large.jpg"
    assert lineage.is_certain
    assert names[lineage.root] == "original.jpg"


def test_a_caption_is_never_root_even_beside_few(tmp_path: Path) -> None:
    names = make(tmp_path, "original.png")
    few = ["caption.png", "original.png", "q60.jpg", "grey.jpg"]
    assert set(few) <= set(names)
    lineage = trace(tmp_path, few)
    assert sorted(few)[lineage.root] == "original.png"


def test_a_full_original_beside_one_smaller_copy_is_certain(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.jpg", quality=92)
    small = Image.open(tmp_path / "a.jpg").resize((200, 144), Image.Resampling.LANCZOS)
    small.save(tmp_path / "b.jpg", quality=80)
    lineage = trace(tmp_path, ["a.jpg", "b.jpg"])
    assert lineage.is_certain
    assert lineage.root == 0


def test_a_framed_master_is_above_its_trimmed_access_copy(tmp_path: Path) -> None:
    """The larger file with a backing is predicted by nothing; the trimmed JPEG is, exactly."""
    picture = scene(3)
    backing = Image.new("RGB", (560, 430), (188, 188, 186))
    backing.paste(picture, (80, 64))
    backing.save(tmp_path / "master.tif")
    trimmed = backing.crop((80, 64, 480, 352))
    trimmed.save(tmp_path / "access.jpg", quality=80)
    lineage = trace(tmp_path, ["access.jpg", "master.tif"])
    assert lineage.is_certain
    assert lineage.root == 1


def test_a_bitonal_scan_is_not_certainly_above_the_grey_one(tmp_path: Path) -> None:
    page = scene(4).convert("L")
    page.resize((300, 216), Image.Resampling.LANCZOS).save(tmp_path / "grey.tif")
    page.point(lambda v: 255 if v > 128 else 0).convert("1").save(tmp_path / "bitonal.tif")
    lineage = trace(tmp_path, ["bitonal.tif", "grey.tif"])
    assert not (lineage.is_certain and lineage.root == 0)


def test_a_colourised_copy_is_not_certainly_above_the_grey_one(tmp_path: Path) -> None:
    grey = scene(5).convert("L")
    grey.save(tmp_path / "plate.tif")
    tinted = Image.merge(
        "RGB",
        (grey.point(lambda v: min(v * 1.1 + 8, 255)), grey, grey.point(lambda v: v * 0.8)),
    )
    tinted.paste(ImageOps.colorize(grey, "#102030", "#c0e0ff").crop((0, 0, 400, 120)), (0, 0))
    tinted.save(tmp_path / "colourised.jpg", quality=90)
    lineage = trace(tmp_path, ["colourised.jpg", "plate.tif"])
    assert not (lineage.is_certain and lineage.root == 0)


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    names = make(tmp_path, "original.jpg")[:6]
    first = parents(trace(tmp_path, names), names)
    assert first == parents(trace(tmp_path, names[::-1]), names)


def test_a_border_on_an_even_ground_does_not_make_an_original(tmp_path: Path) -> None:
    """The ground runs on in the border: only what most copies show tells them apart."""
    original = Image.new("RGB", (480, 360), "white")
    original.paste(scene(5, (300, 220)), (90, 70))
    framed = ImageOps.expand(original, (35, 20, 25, 40), "white")
    copies = {
        "original.png": original,
        "framed.png": framed,
        "framed otherwise.tif": ImageOps.expand(original, 18, "white"),
        "framed.jpg": framed,
        "half.jpg": original.resize((240, 180), Image.Resampling.LANCZOS),
        "grey.png": original.convert("L"),
        **{f"{quality}.jpg": original for quality in (60, 70, 80, 90)},
        "turned.png": original.transpose(Image.Transpose.ROTATE_90),
        "captioned.png": captioned(original),
    }
    for name, picture in copies.items():
        picture.save(tmp_path / name, quality=int(name[:2]) if name[0].isdigit() else 85)
    lineage = trace(tmp_path, list(copies))
    root = sorted(copies)[lineage.root]
    assert root == "original.png" or not lineage.is_certain
