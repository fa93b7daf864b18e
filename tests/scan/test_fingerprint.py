"""What one file gives: any format and mode, and every way in which a file can be bad."""

import hashlib
import io
import os
import struct
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import imagehash
import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageOps

from lookalike.names import escape_path
from lookalike.picture.colour import plain_picture
from lookalike.picture.hashes import LOW_QUALITY
from lookalike.picture.limits import Limits
from lookalike.picture.problem import BadImage
from lookalike.pool import Failure
from lookalike.scan import fingerprint
from lookalike.scan.fingerprint import failure_problem, fingerprint_file, method
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile
from lookalike.scan.walk import walk

pillow_heif.register_heif_opener(thumbnails=False)

# Pillow warns of much in bad files; workers do not show it.
pytestmark = pytest.mark.filterwarnings("ignore")


def scene(size: tuple[int, int] = (160, 120), seed: int = 0) -> Image.Image:
    """A picture with shapes, colours and grain, like a small photograph."""
    random = np.random.default_rng(seed)
    rough = random.integers(0, 256, (6, 8, 3), np.uint8)
    smooth = Image.fromarray(rough).resize(size, Image.Resampling.BICUBIC)
    return Image.fromarray(
        np.clip(smooth + random.normal(0, 4, (*size[::-1], 3)), 0, 255).astype("u1")
    )


def save(folder: Path, name: str, image: Image.Image, **options: Any) -> Path:
    path = folder / name
    image.save(path, **options)
    return path


def look(path: Path, limits: Limits | None = None) -> ScannedImage | ScanProblem:
    status = path.stat()
    file = WalkedFile(
        escape_path(os.fsencode(path.name)), status.st_size, status.st_mtime_ns // 1000
    )
    return fingerprint_file(path.parent, file, limits or Limits())


def image_of(path: Path, limits: Limits | None = None) -> ScannedImage:
    result = look(path, limits)
    assert isinstance(result, ScannedImage), result
    return result


def problem_of(path: Path, limits: Limits | None = None) -> ScanProblem:
    result = look(path, limits)
    assert isinstance(result, ScanProblem), result
    return result


def hashes(image: Image.Image) -> tuple[str, str]:
    return str(imagehash.phash(image)), str(imagehash.phash(image, hash_size=16))


def found_hashes(image: ScannedImage) -> tuple[str, str]:
    return image.phash.hex(), image.phash_256.hex()


FORMATS: dict[str, tuple[str, dict[str, Any], bool]] = {
    # suffix: format, how to save it, lossless
    "jpg": ("JPEG", {"quality": 90}, False),
    "png": ("PNG", {}, True),
    "tif": ("TIFF", {"compression": "tiff_lzw"}, True),
    "jpeg.tif": ("TIFF", {"compression": "jpeg"}, False),
    "gif": ("GIF", {}, True),
    "bmp": ("BMP", {}, True),
    "webp": ("WEBP", {"quality": 80}, False),
    "lossless.webp": ("WEBP", {"lossless": True}, True),
    "exif.webp": ("WEBP", {"lossless": True, "exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0"}, True),
    "avif": ("AVIF", {"quality": 80, "max_threads": 1}, False),
    "jp2": ("JPEG2000", {"irreversible": True, "quality_layers": [40]}, False),
    "lossless.jp2": ("JPEG2000", {"irreversible": False}, True),
    "heic": ("HEIF", {"quality": 80}, False),
    "ppm": ("PPM", {}, True),
    "tga": ("TGA", {}, True),
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format(tmp_path: Path, suffix: str) -> None:
    name, options, lossless = FORMATS[suffix]
    path = save(tmp_path, f"picture.{suffix}", scene(), **options)
    found = image_of(path)
    with Image.open(path) as opened:
        assert found_hashes(found) == hashes(opened.convert("RGB"))
        assert found.mode == opened.mode
    assert (found.format, found.lossless, found.frame_count) == (name, lossless, 1)
    assert (found.width, found.height) == (160, 120)
    assert found.sha256 == hashlib.sha256(path.read_bytes()).digest()
    assert found.byte_size == path.stat().st_size
    assert found.modified_us == path.stat().st_mtime_ns // 1000
    assert found.quality > LOW_QUALITY


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    honest = save(tmp_path, "a.png", scene())
    for name in ("a.jpg", "a", "a.txt", "a.tar.gz"):
        renamed = tmp_path / name
        renamed.write_bytes(honest.read_bytes())
        assert image_of(renamed).format == "PNG"


@pytest.mark.parametrize("suffix", ["gif", "webp", "tif", "png", "avif"])
def test_frames_are_counted_and_the_first_is_seen(tmp_path: Path, suffix: str) -> None:
    first, others = scene(), [scene(seed=1), scene(seed=2)]
    many = save(tmp_path, f"many.{suffix}", first, save_all=True, append_images=others)
    alone = save(tmp_path, f"alone.{suffix}", first)
    found, single = image_of(many), image_of(alone)
    assert (found.frame_count, single.frame_count) == (3, 1)
    assert found.pixel_digest != single.pixel_digest  # it holds two pictures more
    distance = int.from_bytes(found.phash) ^ int.from_bytes(single.phash)
    assert distance.bit_count() <= 4


def test_pixels_are_the_same_in_any_lossless_file(tmp_path: Path) -> None:
    picture = scene().quantize(200).convert("RGB")
    opaque = picture.copy()
    opaque.putalpha(255)
    files = [
        save(tmp_path, "a.png", picture),
        save(tmp_path, "b.bmp", picture),
        save(tmp_path, "c.tif", picture),
        save(tmp_path, "d.tif", picture, compression="tiff_lzw"),
        save(tmp_path, "e.webp", picture, lossless=True),
        save(tmp_path, "f.jp2", picture, irreversible=False),
        save(tmp_path, "g.png", picture.quantize(256)),  # palette
        save(tmp_path, "h.gif", picture.quantize(256)),
        save(tmp_path, "i.ppm", picture),
        save(tmp_path, "j.png", opaque),
        save(tmp_path, "k.tga", opaque),
    ]
    assert len({image_of(file).pixel_digest for file in files}) == 1
    assert len({image_of(file).sha256 for file in files}) == len(files)
    assert len({found_hashes(image_of(file)) for file in files}) == 1


def test_grey_is_grey_however_it_is_kept(tmp_path: Path) -> None:
    grey = scene().convert("L")
    files = [
        save(tmp_path, "a.png", grey),
        save(tmp_path, "b.png", grey.convert("RGB")),
        save(tmp_path, "c.gif", grey),
        save(tmp_path, "d.tif", grey.convert("LA")),
    ]
    assert len({image_of(file).pixel_digest for file in files}) == 1
    binary = grey.convert("1")
    one, eight = save(tmp_path, "e.png", binary), save(tmp_path, "f.png", binary.convert("L"))
    assert image_of(one).pixel_digest == image_of(eight).pixel_digest


def test_one_pixel_makes_another_digest(tmp_path: Path) -> None:
    picture = scene()
    first = image_of(save(tmp_path, "a.png", picture))
    red, green, blue = picture.getpixel((159, 119))  # type: ignore[misc]
    picture.putpixel((159, 119), (red, green, blue ^ 1))
    assert image_of(save(tmp_path, "b.png", picture)).pixel_digest != first.pixel_digest


def test_shapes_of_the_same_bytes_do_not_collide(tmp_path: Path) -> None:
    digests = {
        image_of(
            save(tmp_path, f"{width}.png", Image.new("RGB", (width, 24 // width)))
        ).pixel_digest
        for width in (1, 2, 3, 4, 6, 24)
    }
    assert len(digests) == 6


def test_large_pictures_in_several_blocks(tmp_path: Path) -> None:
    large = scene((2600, 2500))  # 26 MB in Pillow's memory, whose blocks are 16 MB
    one = image_of(save(tmp_path, "a.bmp", large))
    other = image_of(save(tmp_path, "b.tif", large))
    assert one.pixel_digest == other.pixel_digest
    assert found_hashes(one) == hashes(large)


def test_large_files_are_read_in_chunks(tmp_path: Path) -> None:
    path = save(tmp_path, "a.bmp", scene((900, 700)))
    assert image_of(path, Limits(whole_file_bytes=1000)) == image_of(path)


def test_alpha_lies_on_white(tmp_path: Path) -> None:
    picture = scene()
    mask = Image.linear_gradient("L").resize(picture.size)
    clear = picture.copy()
    clear.putalpha(mask)
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=mask)
    for name in ("a.png", "b.tif", "c.webp"):
        found = image_of(save(tmp_path, name, clear, **({"lossless": True} if "w" in name else {})))
        assert found_hashes(found) == hashes(page)
    assert (
        image_of(tmp_path / "a.png").pixel_digest
        != image_of(save(tmp_path, "opaque.png", picture)).pixel_digest
    )


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_transparent_colour_lies_on_white(tmp_path: Path, mode: str) -> None:
    picture = Image.new("RGB", (100, 80))
    ImageDraw.Draw(picture).ellipse((20, 10, 80, 70), fill="white")
    if mode == "P":
        path = save(tmp_path, "a.png", picture.quantize(2), transparency=0)
    else:
        black: Any = 0 if mode == "L" else (0, 0, 0)
        path = save(tmp_path, "a.png", picture.convert(mode), transparency=black)
    with Image.open(path) as opened:
        page = Image.new("RGBA", picture.size, "white")
        page.alpha_composite(opened.convert("RGBA"))
    found = image_of(path)
    assert found_hashes(found) == hashes(page.convert("RGB"))
    if mode != "P":  # where it is not known which colour came first
        assert found.quality <= LOW_QUALITY  # white on white


def test_sixteen_bits_are_scaled_and_not_clipped(tmp_path: Path) -> None:
    grey = np.asarray(scene().convert("L"))
    deep = Image.fromarray(grey.astype(np.uint16) * 257)
    wanted = hashes(Image.fromarray(grey))
    for name in ("a.png", "b.tif", "c.jp2"):
        found = image_of(save(tmp_path, name, deep))
        assert found.mode.startswith("I;16")
        assert found_hashes(found) == wanted
        assert found.metadata["bits_per_sample"] == 16
    assert len({image_of(tmp_path / name).pixel_digest for name in ("a.png", "b.tif")}) == 1
    shallow = image_of(save(tmp_path, "d.png", Image.fromarray(grey)))
    assert shallow.pixel_digest != found.pixel_digest


def test_all_sixteen_bits_count_for_the_digest(tmp_path: Path) -> None:
    grey = np.asarray(scene().convert("L")).astype(np.uint16) * 257
    other = grey.copy()
    other[5, 5] ^= 1
    one = image_of(save(tmp_path, "a.png", Image.fromarray(grey)))
    two = image_of(save(tmp_path, "b.png", Image.fromarray(other)))
    assert one.phash_256 == two.phash_256
    assert one.pixel_digest != two.pixel_digest


def test_integers_and_floats_of_any_range(tmp_path: Path) -> None:
    grey = np.asarray(scene().convert("L"))
    wanted = hashes(Image.fromarray(grey))
    for number, factor in enumerate((1.0, 1 / 255, 1e6, 1e-9)):
        path = save(tmp_path, f"{number}.tif", Image.fromarray((grey * factor).astype(np.float32)))
        found = image_of(path)
        assert (found.mode, found.lossless) == ("F", True)
        distance = int(found.phash.hex(), 16) ^ int(wanted[0], 16)
        assert distance.bit_count() <= 2, factor
    whole = image_of(save(tmp_path, "i.tif", Image.fromarray(grey.astype(np.int32) * 100_000)))
    assert (int(whole.phash.hex(), 16) ^ int(wanted[0], 16)).bit_count() <= 2
    broken = grey.astype(np.float32)
    broken[3, 3] = np.nan
    assert isinstance(look(save(tmp_path, "nan.tif", Image.fromarray(broken))), ScannedImage)


def write_deep_png(path: Path, pixels: np.ndarray[Any, Any]) -> Path:
    """Write 16-bit RGB, which Pillow reads and does not write."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return path


def test_an_8_bit_copy_does_not_pass_for_its_16_bit_master(tmp_path: Path) -> None:
    picture = np.asarray(scene())
    master = image_of(write_deep_png(tmp_path / "a.png", picture.astype(np.uint16) * 257))
    other = image_of(write_deep_png(tmp_path / "b.png", picture.astype(np.uint16) * 257 + 1))
    copy = image_of(save(tmp_path, "c.png", scene()))
    assert master.metadata["bits_per_sample"] == 16
    assert found_hashes(master) == found_hashes(copy)
    assert len({item.pixel_digest for item in (master, other, copy)}) == 3


def test_cmyk(tmp_path: Path) -> None:
    inked = scene().convert("CMYK")
    for name in ("a.tif", "b.jpg"):
        path = save(tmp_path, name, inked)
        found = image_of(path)
        assert found.mode == "CMYK"
        with Image.open(path) as opened:
            assert found_hashes(found) == hashes(opened.convert("RGB"))


def test_lab_is_shown_as_colours(tmp_path: Path) -> None:
    picture = scene()
    to_lab = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"
    )
    found = image_of(save(tmp_path, "a.tif", to_lab.apply(picture)))
    distance = int(found.phash.hex(), 16) ^ int(hashes(picture)[0], 16)
    assert (found.mode, distance.bit_count() <= 4) == ("LAB", True)


def profile(gamma: float, swapped: bool = False) -> bytes:
    """A small matrix profile: sRGB's colours or, swapped, blue and red in each other's place."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    count = struct.unpack_from(">I", srgb, 128)[0]
    tags = {}
    for place in range(132, 132 + 12 * count, 12):
        name, offset, size = struct.unpack_from(">4sII", srgb, place)
        tags[name] = srgb[offset : offset + size]
    if swapped:
        tags[b"rXYZ"], tags[b"bXYZ"] = tags[b"bXYZ"], tags[b"rXYZ"]
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    if gamma:
        tags.update({b"rTRC": curve, b"gTRC": curve, b"bTRC": curve})
    offset, table, data = 132 + 12 * len(tags), b"", b""
    for name, tag in tags.items():
        padded = tag + b"\0" * (-len(tag) % 4)
        table += struct.pack(">4sII", name, offset + len(data), len(tag))
        data += padded
    whole = srgb[4:128] + struct.pack(">I", len(tags)) + table + data
    return struct.pack(">I", len(whole) + 4) + whole


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    tagged = image_of(save(tmp_path, "a.png", scene(), icc_profile=srgb))
    assert found_hashes(tagged) == hashes(scene())
    assert "sRGB" in str(tagged.metadata["icc_profile"])


def test_another_profile_is_converted(tmp_path: Path) -> None:
    picture = scene((300, 200))
    swapped = Image.merge("RGB", picture.split()[::-1])
    tagged = image_of(save(tmp_path, "a.png", swapped, icc_profile=profile(0, swapped=True)))
    plain = image_of(save(tmp_path, "b.png", picture))
    naive = image_of(save(tmp_path, "c.png", swapped))
    near = int(tagged.phash_256.hex(), 16) ^ int(plain.phash_256.hex(), 16)
    far = int(naive.phash_256.hex(), 16) ^ int(plain.phash_256.hex(), 16)
    assert near.bit_count() <= 6 < far.bit_count()
    assert tagged.pixel_digest != naive.pixel_digest  # the same numbers mean other colours


def test_a_large_picture_with_a_profile_is_converted_small(tmp_path: Path) -> None:
    path = save(tmp_path, "a.png", scene((2200, 1700)), icc_profile=profile(1.0))
    with Image.open(path) as opened:
        opened.load()
        picture = plain_picture(opened)
    assert (picture.mode, picture.size) == ("RGB", (734, 567))
    assert found_hashes(image_of(path)) == hashes(picture)
    assert (image_of(path).width, image_of(path).height) == (2200, 1700)


@pytest.mark.parametrize("junk", [b"junk", b"\0" * 200, profile(0)[:200]])
def test_a_broken_profile_loses_nothing(tmp_path: Path, junk: bytes) -> None:
    found = image_of(save(tmp_path, "a.png", scene(), icc_profile=junk))
    assert found_hashes(found) == hashes(scene())
    assert "icc_profile" not in found.metadata


def test_a_profile_for_another_kind_of_colour_is_ignored(tmp_path: Path) -> None:
    grey = scene().convert("L")
    found = image_of(save(tmp_path, "a.png", grey, icc_profile=profile(1.0)))
    assert found_hashes(found) == hashes(grey)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp"])
def test_orientation_is_applied(tmp_path: Path, suffix: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = save(tmp_path, f"a.{suffix}", scene(), exif=exif.tobytes())
    found = image_of(path)
    with Image.open(path) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    assert (found.width, found.height) == upright.size
    assert found.width == (120 if orientation > 4 else 160)
    assert found_hashes(found) == hashes(upright)
    assert found.pixel_digest == image_of(save(tmp_path, "upright.png", upright)).pixel_digest


def test_the_shared_scene_is_one_under_all_orientations(shared_images: Path) -> None:
    found = [image_of(path) for path in sorted((shared_images / "exif_orientation").glob("*.jpg"))]
    assert len(found) == 9
    assert {(image.width, image.height) for image in found} == {(900, 600)}
    bits = [int.from_bytes(image.phash_256) for image in found]
    assert max((bits[0] ^ other).bit_count() for other in bits) <= 8


@pytest.mark.parametrize("group", ["formats", "malformed", "md5_collisions"])
def test_every_shared_file_is_an_image_or_a_problem(shared_images: Path, group: str) -> None:
    root = shared_images / group
    kinds: dict[str, list[str]] = defaultdict(list)
    for file in walk(root):
        assert isinstance(file, WalkedFile)
        result = fingerprint_file(root, file)
        if isinstance(result, ScannedImage):
            kinds["image"].append(result.path)
            assert len(result.sha256) == len(result.pixel_digest) == len(result.phash_256) == 32
            assert 0 <= result.quality <= 1
        else:
            kinds[result.problem].append(result.path)
            assert result.message.strip()
    wanted = {"formats": 135, "malformed": 8, "md5_collisions": 8}  # Pillow 11 has some less
    assert len(kinds["image"]) >= wanted[group], {kind: len(kinds[kind]) for kind in kinds}
    assert not {"unreadable", "vanished", "changed_during_scan", "out_of_memory"} & set(kinds)


def test_equal_md5_is_not_equality(shared_images: Path) -> None:
    root = shared_images / "md5_collisions"
    pairs = [("md5-1.jpg", "md5-2.jpg"), ("md5-1.gif", "md5-2.gif")]
    for one, other in pairs:
        data = [(root / name).read_bytes() for name in (one, other)]
        assert len({hashlib.md5(part).digest() for part in data}) == 1
        found = [image_of(root / name) for name in (one, other)]
        assert found[0].sha256 != found[1].sha256
        assert found[0].pixel_digest != found[1].pixel_digest


def blank_page(noise: float = 0.0, light: float = 0.0, seed: int = 0) -> Image.Image:
    """An empty sheet from a scanner, under a lamp that leaves one side darker by `light`."""
    page = np.full((877, 620), 245.0) - np.linspace(0, light, 620)
    page += np.random.default_rng(seed).normal(0, noise, page.shape)
    return Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))


def text_page(lines: int) -> Image.Image:
    page = blank_page(2)
    draw = ImageDraw.Draw(page)
    for line in range(lines):
        draw.text((60, 60 + 24 * line), "Lorem ipsum dolor sit amet, consectetur " * 2, fill=20)
    return page


def line_drawing() -> Image.Image:
    page = Image.new("L", (1000, 800), 255)
    draw = ImageDraw.Draw(page)
    ends = np.random.default_rng(0).integers(0, 800, (10, 4))
    for a, b, c, d in ends:
        draw.line((int(a), int(b), int(c), int(d)), fill=0, width=3)
    return page


@pytest.mark.parametrize(
    "page",
    [
        Image.new("L", (600, 800), 255),
        Image.new("RGB", (600, 800), (12, 60, 90)),
        blank_page(),
        blank_page(noise=2),
        blank_page(noise=8),
        blank_page(noise=3, light=25),
    ],
    ids=["white", "blue", "grey", "grain", "much grain", "uneven light"],
)
def test_blank_pages_have_low_quality(tmp_path: Path, page: Image.Image) -> None:
    assert image_of(save(tmp_path, "a.png", page)).quality < LOW_QUALITY
    assert image_of(save(tmp_path, "a.jpg", page, quality=60)).quality < LOW_QUALITY


@pytest.mark.parametrize(
    "picture",
    [scene(), text_page(5), text_page(30), line_drawing()],
    ids=["scene", "5", "30", "lines"],
)
def test_pictures_and_pages_have_not(tmp_path: Path, picture: Image.Image) -> None:
    assert image_of(save(tmp_path, "a.png", picture)).quality > LOW_QUALITY


def test_no_photograph_has_low_quality(shared_images: Path) -> None:
    paths = [*(shared_images / "photographs").glob("*.jpg")][::6]
    paths += [*(shared_images / "distinct").rglob("*.png")]
    assert min(image_of(path).quality for path in paths) > LOW_QUALITY


def truncated(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def scribbled(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(range(256)) + data[middle + 256 :]


@pytest.mark.parametrize(
    "suffix", ["jpg", "png", "tif", "gif", "bmp", "webp", "avif", "jp2", "heic"]
)
@pytest.mark.parametrize("damage", [truncated, scribbled])
def test_damaged_files_never_raise(
    tmp_path: Path, suffix: str, damage: Callable[[bytes], bytes]
) -> None:
    path = save(tmp_path, f"a.{suffix}", scene())
    path.write_bytes(damage(path.read_bytes()))
    result = look(path)
    if damage is truncated:
        assert isinstance(result, ScanProblem)
        assert result.problem in ("truncated", "corrupt", "unidentified")
    assert not isinstance(result, ScanProblem) or result.message


@pytest.mark.parametrize("suffix", ["jpg", "bmp", "gif"])
def test_a_truncated_file_is_called_so(tmp_path: Path, suffix: str) -> None:
    path = save(tmp_path, f"a.{suffix}", scene())
    path.write_bytes(truncated(path.read_bytes()))
    assert problem_of(path).problem == "truncated"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.jpg", b"", "empty_file"),
        ("a.txt", b"", "empty_file"),
        ("notes.txt", b"Dear reader,\nthis is not a picture.\n", "not_an_image"),
        ("movie.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isomiso2", "not_an_image"),
        ("a.jpg", b"<html>404 not found</html>", "unidentified"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "unidentified"),
        ("a.dat", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"junk" * 9, "unidentified"),
        (
            "a.eps",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n",
            "unsupported",
        ),
    ],
)
def test_what_is_no_image(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = problem_of(path)
    assert (found.problem, found.byte_size) == (problem, len(content))
    assert found.modified_us == path.stat().st_mtime_ns // 1000
    assert not found.scanned


def test_decompression_bombs_are_not_decoded(tmp_path: Path) -> None:
    path = save(tmp_path, "a.png", Image.new("1", (3000, 2000)))
    assert image_of(path, Limits(max_pixels=6_000_000)).width == 3000
    for limits in (Limits(max_pixels=5_999_999), Limits(max_pixels=100), Limits(max_side=2999)):
        assert problem_of(path, limits).problem == "decompression_bomb"


def test_a_camera_raw_file_is_not_its_preview(tmp_path: Path) -> None:
    preview = save(tmp_path, "a.nef", scene((160, 120)), format="TIFF", tiffinfo={254: 1, 330: 8})
    assert problem_of(preview).problem == "unsupported"
    pyramid = save(tmp_path, "b.tif", scene(), tiffinfo={254: 0})
    assert isinstance(look(pyramid), ScannedImage)


def test_a_file_that_is_gone_or_is_something_else_by_now(tmp_path: Path) -> None:
    gone = WalkedFile("gone.jpg", 10, 20)
    assert fingerprint_file(tmp_path, gone) == ScanProblem(
        "gone.jpg", "vanished", "it was gone before it could be read", False, 10, 20
    )
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder.jpg").mkdir()
    (tmp_path / "link").symlink_to(save(tmp_path, "a.png", scene()))
    kinds = {"pipe": "special_file", "folder.jpg": "special_file", "link": "symlink"}
    for name, problem in kinds.items():
        result = fingerprint_file(tmp_path, WalkedFile(name, 10, 20))
        assert isinstance(result, ScanProblem)
        assert result.problem == problem
    followed = fingerprint_file(tmp_path, WalkedFile("link", 0, 0), Limits(follow_symlinks=True))
    assert isinstance(followed, ScannedImage)


def test_a_file_that_may_not_be_read() -> None:
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)  # permissions do not stop root
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = save(Path(folder), "a.png", scene())
            path.chmod(0)
            assert problem_of(path).problem == "unreadable"
    finally:
        if root:
            os.seteuid(0)


def test_a_changed_file_has_its_own_size_and_time(tmp_path: Path) -> None:
    path = save(tmp_path, "a.png", scene())
    stale = WalkedFile("a.png", 1, 1)
    found = fingerprint_file(tmp_path, stale)
    assert isinstance(found, ScannedImage)
    assert found.byte_size == path.stat().st_size
    assert found.modified_us == path.stat().st_mtime_ns // 1000


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.png"))
    scene().save(path, format="PNG")
    assert image_of(path).path == "caf\\xE9\n.png"


def test_what_the_pool_says_becomes_a_problem() -> None:
    file = WalkedFile("a.jpg", 5, 6)
    for kind in ("decoder_crash", "decoder_timeout", "out_of_memory"):
        problem = failure_problem(file, Failure(kind, "why"))  # type: ignore[arg-type]
        assert problem == ScanProblem("a.jpg", kind, "why", False, 5, 6)  # type: ignore[arg-type]
    assert failure_problem(file, Failure("error", "why")).problem == "corrupt"


def test_the_method_names_what_a_hash_depends_on() -> None:
    name, parameters, libraries = method()
    assert name == "phash"
    assert parameters["alpha"] == "white"
    assert {"pillow", "scipy", "jpg"} <= set(libraries)
    assert method() == method()


def test_the_same_file_gives_the_same_record(tmp_path: Path) -> None:
    path = save(tmp_path, "a.jpg", scene())
    first = image_of(path)
    copy = tmp_path / "b.jpg"
    copy.write_bytes(path.read_bytes())
    assert replace(image_of(copy), path="a.jpg", modified_us=0) == replace(first, modified_us=0)
    assert io.BytesIO(path.read_bytes()).read(2) == b"\xff\xd8"


@pytest.mark.parametrize("broken", [False, True], ids=["good", "cut short"])
def test_a_file_that_changes_while_it_is_read_is_not_called_corrupt(
    tmp_path: Path, broken: bool
) -> None:
    path = save(tmp_path, "a.jpg", scene())
    with path.open("rb", buffering=0) as opened:
        before = os.fstat(opened.fileno())
        with path.open("ab" if not broken else "wb") as writer:
            writer.write(b"\xff\xd8\xff more")
        with pytest.raises(BadImage) as caught:
            fingerprint._fingerprint(opened, "a.jpg", before, Limits(), with_thumbnail=False)
    assert caught.value.problem == "changed_during_scan"
