"""The edits: the same each time, other ones for another picture, and as they say."""

import io

import pytest
from PIL import Image
from skimage import data

from lookalike.picture.edits import EDITS, Edit

WIDTH, HEIGHT = 300, 200
PICTURE = Image.fromarray(data.astronaut()).resize((WIDTH, HEIGHT))
# Where chance has a part in what is done; turns are to one side or the other.
VARIED = {
    *("text watermark", "caption bar", "white border", "black border", "turn by 2 degrees"),
    *(f"crop {away} %" for away in (5, 10, 20, 35, 50)),
}
SIZES = {
    "resize to 50 %": (150, 100),
    "resize to 20 %": (60, 40),
    "aspect 85 %": (255, 200),
    "turn by 90 degrees": (200, 300),
    "EXIF orientation": (200, 300),
    **{
        f"crop {away} %": (round(WIDTH * keep), round(HEIGHT * keep))
        for away, keep in ((a, (1 - a / 100) ** 0.5) for a in (5, 10, 20, 35, 50))
    },
}


def opened(edit: Edit, seed: str = "one") -> Image.Image:
    image = Image.open(io.BytesIO(edit.make(PICTURE, seed)))
    image.load()
    return image


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_edit(edit: Edit) -> None:
    image = opened(edit)
    assert image.format == edit.format
    assert edit.make(PICTURE, "one") == edit.make(PICTURE, "one")
    others = {edit.make(PICTURE, f"seed {n}") for n in range(8)}
    assert (len(others) > 1) == (edit.name in VARIED)
    if "border" in edit.name:
        for side, before in zip(image.size, (WIDTH, HEIGHT), strict=True):
            assert before + 2 * 9 <= side <= before + 2 * 30
        corner = image.convert("L").getpixel((1, 1))
        assert corner == (255 if edit.name == "white border" else 0)
    else:
        assert image.size == SIZES.get(edit.name, (WIDTH, HEIGHT))


def test_names_and_descriptions() -> None:
    assert len({edit.name for edit in EDITS}) == len(EDITS) == 25
    for edit in EDITS:
        assert edit.description.endswith(f"quality {edit.quality}.")
        assert edit.relations
    assert [edit.name for edit in EDITS if edit.colour_only] == ["grey", "sepia"]


def test_orientation_is_undone_by_a_viewer() -> None:
    (edit,) = (edit for edit in EDITS if edit.orientation != 1)
    image = opened(edit)
    assert image.getexif()[0x0112] == 6
    shown = image.transpose(Image.Transpose.ROTATE_270).convert("RGB")
    assert shown.size == PICTURE.size
    middle = (WIDTH // 2, HEIGHT // 2)
    ours, theirs = shown.getpixel(middle), PICTURE.getpixel(middle)
    assert all(abs(a - b) < 25 for a, b in zip(ours, theirs, strict=True))
