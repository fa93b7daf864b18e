"""Files that hold more than their first frame are no copies of a file that holds only that."""

import os
from collections.abc import Iterator

import numpy as np
import pillow_heif
import pytest
import tifffile
from PIL import Image, ImageCms, ImageDraw, ImageFont

from audited import Audited, audited
from pictures import textured
from servers import Servers

# A file that holds more, or something else, and one beside it that holds what is seen first.
HOLDS_MORE = [
    ("film.tif", "film rgb.tif"),
    ("burst a.heic", "burst b.heic"),
    ("motion.jpg", "motion still.jpg"),
    ("clip a.gif", "clip b.gif"),
    ("clip.webp", "clip first.webp"),
    ("profile wide.tif", "profile srgb.tif"),
]
OLD = 1e9


def page(head: str, word: str) -> Image.Image:
    sheet = Image.new("L", (600, 800), 255)
    draw = ImageDraw.Draw(sheet)
    draw.text((50, 40), head, font=ImageFont.load_default(24), fill=0)
    for line in range(24):
        text = f"{line + 1}. " + " ".join(f"{word} {line * k % 17}" for k in range(1, 4))
        draw.text((50, 110 + 27 * line), text, font=ImageFont.load_default(17), fill=0)
    return sheet


def picture(seed: int, size: tuple[int, int] = (480, 320)) -> Image.Image:
    return textured(size, seed)


@pytest.fixture(scope="module")
def found(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder = tmp_path_factory.mktemp("files") / "archive"
    folder.mkdir()

    def save(image: Image.Image, name: str, *others: Image.Image, **options: object) -> None:
        more = {"save_all": True, "append_images": others} if others else {}
        image.save(folder / name, **more, **options)

    cover = page("MUNICIPAL ARCHIVE - CASE FILE", "cover")
    third = page("Ground plan", "plan")
    save(cover, "part 1.tif", page("Testimony", "witness"), page("Statement", "said"))
    save(cover, "part 2.tif", page("Invoice", "paid"), third)
    save(cover, "cover.png")
    save(third.resize((300, 400), Image.Resampling.LANCZOS), "preview.jpg", quality=85)

    rgb = picture(1)
    dots = textured((480, 320), 99).convert("L")
    film = Image.merge("RGBA", (*rgb.split(), dots))
    tiff = tifffile.imwrite
    tiff(folder / "film.tif", np.asarray(film), photometric="rgb", extrasamples=["unspecified"])
    tiff(folder / "film rgb.tif", np.asarray(rgb), photometric="rgb")
    for name, seeds in (("burst a.heic", (3, 4)), ("burst b.heic", (3, 5))):
        heif = pillow_heif.HeifFile()
        for seed in seeds:
            heif.add_from_pillow(picture(seed))
        heif.save(folder / name, quality=-1)
    save(picture(8), "motion still.jpg", quality=90)
    still = (folder / "motion still.jpg").read_bytes()
    video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(60_000)
    (folder / "motion.jpg").write_bytes(still + video)
    frames = [picture(seed, (240, 160)) for seed in range(10, 15)]
    save(frames[0], "clip a.gif", *frames[1:3], duration=200)
    save(frames[0], "clip b.gif", *frames[3:], duration=200)
    still_frame = picture(20, (240, 160))
    save(still_frame, "clip.webp", picture(21, (240, 160)), lossless=True)
    save(still_frame, "clip first.webp", lossless=True)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save(picture(22), "profile srgb.tif", icc_profile=srgb)
    save(picture(22), "profile wide.tif", icc_profile=_exchanged(srgb))
    large = picture(9, (600, 400))
    save(large, "access.jpg", quality=60)
    with tifffile.TiffWriter(folder / "preview first.tif") as writer:
        for image, kind in ((large.resize((150, 100)), 1), (large, 0)):
            writer.write(np.asarray(image), photometric="rgb", subfiletype=kind)
    for name in ("cover.png", *(second for _, second in HOLDS_MORE)):
        os.utime(folder / name, (OLD, OLD))
    with audited(servers, folder) as said:
        yield said


def _exchanged(profile: bytes) -> bytes:
    """A profile with its red and green exchanged: other colours from the same numbers."""
    return profile.replace(b"rXYZ", b"tmp!").replace(b"gXYZ", b"rXYZ").replace(b"tmp!", b"gXYZ")


def test_case_files_with_one_cover(found: Audited) -> None:
    assert not found.joined("part 1.tif", "part 2.tif", "cover.png")
    assert not found.set_aside() & {"part 1.tif", "part 2.tif"}


def test_pages_find_their_file(found: Audited) -> None:
    parts = {(p.whole, p.page) for p in found.parts if p.part == "preview.jpg"}
    assert parts == {("part 2.tif", 3)}
    covers = {(p.whole, p.page) for p in found.parts if p.part == "cover.png"}
    assert covers == {("part 1.tif", 1), ("part 2.tif", 1)}
    assert "preview.jpg" not in found.clusters


@pytest.mark.parametrize(("more", "less"), HOLDS_MORE)
def test_more_than_is_seen_first(found: Audited, more: str, less: str) -> None:
    assert found.classes[more].name != "identical copy"
    assert found.classes[less].name != "identical copy"
    assert more not in found.set_aside()


def test_a_preview_is_not_the_image(found: Audited) -> None:
    master, access = found.classes["preview first.tif"], found.classes["access.jpg"]
    assert master.name == "archival master"
    assert access.derived_from == "preview first.tif"
