"""Files are identical where every part is: frames, channels, colours, and what is not read."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import imagehash
import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from containers import Directory, box, psd, saved, tiff, video
from lookalike.picture.limits import Limits
from lookalike.picture.reduced import read_reduced
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, WalkedFile
from pictures import picture

pytestmark = pytest.mark.filterwarnings("ignore")

A, B, C = (picture(seed) for seed in (1, 2, 3))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# Red and green are exchanged: the same numbers mean other colours.
SWAPPED = SRGB.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")


def look(folder: Path, content: bytes, limits: Limits | None = None) -> ScannedImage:
    path = folder / "file"
    path.write_bytes(content)
    file = WalkedFile(path.name, len(content), 0)
    found = fingerprint_file(folder, file, limits or Limits())
    assert isinstance(found, ScannedImage), found
    return found


def pixels(image: Image.Image) -> Any:
    return np.asarray(image)


def pages(*images: Image.Image, **options: Any) -> bytes:
    more = [one.copy() for one in images[1:]]
    return saved(images[0], "TIFF", save_all=True, append_images=more, **options)


def frames(format_: str, *images: Image.Image) -> bytes:
    options: dict[str, Any] = {"lossless": True} if format_ == "WEBP" else {}
    if format_ == "GIF":
        images = tuple(one.quantize(64) for one in images)
    return saved(
        images[0], format_, save_all=True, append_images=images[1:], duration=100, **options
    )


def burst(*images: Image.Image, primary: int = 0, **options: Any) -> bytes:
    file = pillow_heif.HeifFile()
    for one in images:
        file.add_from_pillow(one)
    out = io.BytesIO()
    file.save(out, quality=90, primary_index=primary, **options)
    return out.getvalue()


def stereo(*images: Image.Image) -> bytes:
    return saved(images[0], "MPO", save_all=True, append_images=images[1:], quality=90)


def infrared(*alpha: int) -> bytes:
    """An RGB picture with more channels, of these kinds (tag ExtraSamples)."""
    extra = [pixels(A.convert("L"))[..., np.newaxis]] * len(alpha)
    kinds = b"".join(kind.to_bytes(2, "little") for kind in alpha)
    return tiff(Directory(np.concatenate([pixels(A), *extra], axis=2), {338: kinds}))


class More(NamedTuple):
    """A file that holds more, one that holds only its image, and what the first one holds."""

    file: Callable[[], bytes]
    image: Callable[[], bytes]
    frames: int = 1
    not_compared: str | None = None


JPEG = {"quality": 90}
AFTER = "video or other data after the picture"
CHANNELS = "infrared or other extra channels"
MORE: dict[str, More] = {
    "pages": More(lambda: pages(A, B, C), lambda: saved(A, "TIFF"), 3),
    "two pages alike": More(lambda: pages(A, A), lambda: saved(A, "TIFF"), 2),
    "a mask": More(
        lambda: tiff(Directory(pixels(A)), Directory(pixels(A.convert("L")), {254: 4})),
        lambda: saved(A, "TIFF"), 2,
    ),
    "gif": More(lambda: frames("GIF", A, B), lambda: saved(A.quantize(64), "GIF"), 2),
    "png": More(lambda: frames("PNG", A, B), lambda: saved(A, "PNG"), 2),
    "webp": More(lambda: frames("WEBP", A, B), lambda: saved(A, "WEBP", lossless=True), 2),
    "avif": More(lambda: frames("AVIF", A, B), lambda: saved(A, "AVIF"), 2),
    "heif burst": More(lambda: burst(A, B, C), lambda: burst(A), 3),
    "stereo": More(lambda: stereo(A, B), lambda: saved(A, "JPEG", **JPEG), 2),
    "motion photo": More(
        lambda: saved(A, "JPEG", **JPEG) + video(), lambda: saved(A, "JPEG", **JPEG), 1, AFTER
    ),
    "progressive motion photo": More(
        lambda: saved(A, "JPEG", progressive=True) + video(), lambda: saved(A, "JPEG"), 1, AFTER
    ),
    "two JPEGs": More(
        lambda: saved(A, "JPEG") + saved(B, "JPEG"), lambda: saved(A, "JPEG"), 1, AFTER
    ),
    "a video after a stereo picture": More(
        lambda: stereo(A, B) + video(), lambda: stereo(A, B), 2, AFTER
    ),
    "heic with a video": More(lambda: burst(A) + box(b"mpvd", video()), lambda: burst(A), 1, AFTER),
    "heic with tracks": More(lambda: burst(A) + box(b"moov", b"x" * 9), lambda: burst(A), 1, AFTER),
    "after a PNG": More(lambda: saved(A, "PNG") + b"note", lambda: saved(A, "PNG"), 1, AFTER),
    "after a GIF": More(
        lambda: saved(A.quantize(64), "GIF") + b"note", lambda: saved(A.quantize(64), "GIF"),
        1, AFTER,
    ),
    "after a WebP": More(
        lambda: saved(A, "WEBP") + b"note", lambda: saved(A, "WEBP"), 1, AFTER
    ),
    "after a BMP": More(lambda: saved(A, "BMP") + b"note", lambda: saved(A, "BMP"), 1, AFTER),
    "after a PPM": More(
        lambda: saved(A, "PPM") + saved(B, "PPM"), lambda: saved(A, "PPM"), 1, AFTER
    ),
    "after a TGA": More(
        lambda: saved(A, "TGA")[:-26] + b"note", lambda: saved(A, "TGA"), 1, AFTER
    ),
    "JPEG 2000 of two pictures": More(
        lambda: saved(A, "JPEG2000") + box(b"jp2c", saved(B, "JPEG2000", no_jp2=True)),
        lambda: saved(A, "JPEG2000"), 1, AFTER,
    ),
    "after a codestream": More(
        lambda: saved(A, "JPEG2000", no_jp2=True) + b"note",
        lambda: saved(A, "JPEG2000", no_jp2=True), 1, AFTER,
    ),
    "infrared": More(lambda: infrared(0), lambda: saved(A, "TIFF"), 1, CHANNELS),
    "two extra channels": More(lambda: infrared(0, 0), lambda: saved(A, "TIFF"), 1, CHANNELS),
    "alpha and infrared": More(
        lambda: infrared(2, 0), lambda: infrared(2), 1, CHANNELS
    ),
    "layers": More(lambda: psd(A, layers=2), lambda: saved(A, "PNG"), 1, "layers"),
    "spot colours": More(lambda: psd(A, more_channels=2), lambda: psd(A), 1, CHANNELS),
    "layers in a TIFF": More(
        lambda: tiff(Directory(pixels(A), {37724: b"Adobe Photoshop Document Data Block\0"})),
        lambda: saved(A, "TIFF"), 1, "layers",
    ),
    "a sub-directory": More(
        lambda: tiff(Directory(pixels(A), below=(Directory(pixels(B)),))),
        lambda: saved(A, "TIFF"), 1, "pictures in sub-directories",
    ),
    "sizes of an icon": More(
        lambda: saved(A, "ICO", sizes=[(48, 48), (16, 16)]),
        lambda: saved(A, "ICO", sizes=[(48, 48)]), 1, "other sizes of the icon",
    ),
    "a depth map in XMP": More(
        lambda: saved(A, "JPEG", xmp=b'<x GDepth:Mime="image/png"/>'),
        lambda: saved(A, "JPEG"), 1, "pictures or sound in the metadata",
    ),
    "another profile": More(
        lambda: saved(A, "PNG", icc_profile=SWAPPED), lambda: saved(A, "PNG")
    ),
    "a page with another profile": More(
        lambda: pages(A, B, icc_profile=SWAPPED), lambda: pages(A, B), 2
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MORE)
def test_a_file_that_holds_more_is_not_identical(tmp_path: Path, kind: str) -> None:
    more = MORE[kind]
    file, image = look(tmp_path, more.file()), look(tmp_path, more.image())
    assert (file.width, file.height) == (image.width, image.height)
    assert (file.frame_count, file.not_compared) == (more.frames, more.not_compared)
    assert image.not_compared is None
    assert file.pixel_digest != image.pixel_digest
    # Its image is the same one all the same.
    if kind not in ("avif", "another profile", "a page with another profile"):
        assert (int.from_bytes(file.phash) ^ int.from_bytes(image.phash)).bit_count() <= 2
    # The same again is identical where all was compared, or the bytes are the same.
    assert look(tmp_path, more.file()).pixel_digest == file.pixel_digest


@dataclass(frozen=True)
class Same:
    """Two files that show the same, and all of which is compared."""

    one: Callable[[], bytes]
    other: Callable[[], bytes]
    frames: int = field(default=1)


SAME: dict[str, Same] = {
    "pages, compressed otherwise": Same(
        lambda: pages(A, B), lambda: pages(A, B, compression="tiff_lzw"), 2
    ),
    "frames in another format": Same(lambda: pages(A, B), lambda: frames("PNG", A, B), 2),
    "zeros after a JPEG": Same(
        lambda: saved(A, "JPEG") + bytes(100), lambda: saved(A, "JPEG")
    ),
    "blanks after a PNG": Same(lambda: saved(A, "PNG") + b"\r\n", lambda: saved(A, "PNG")),
    "an sRGB profile": Same(lambda: saved(A, "PNG", icc_profile=SRGB), lambda: saved(A, "PNG")),
    "two profiles of one effect": Same(
        lambda: saved(A, "PNG", icc_profile=SWAPPED),
        lambda: saved(A, "PNG", icc_profile=SWAPPED.replace(b"sRGB", b"mine")),
    ),
    "a preview in a directory": Same(
        lambda: tiff(Directory(pixels(A)), Directory(pixels(A.resize((24, 16))), {254: 1})),
        lambda: saved(A, "TIFF"),
    ),
    "a preview in a sub-directory": Same(
        lambda: tiff(Directory(pixels(A), below=(Directory(pixels(A)[::2, ::2], {254: 1}),))),
        lambda: saved(A, "TIFF"),
    ),
    "a flat Photoshop file": Same(lambda: psd(A), lambda: saved(A, "PNG")),
    "alpha as a channel": Same(lambda: infrared(2), lambda: saved(_with_alpha(), "PNG")),
}  # fmt: skip


def _with_alpha() -> Image.Image:
    seen = A.copy()
    seen.putalpha(A.convert("L"))
    return seen


@pytest.mark.parametrize("kind", SAME)
def test_what_adds_nothing_leaves_files_identical(tmp_path: Path, kind: str) -> None:
    same = SAME[kind]
    one, other = look(tmp_path, same.one()), look(tmp_path, same.other())
    assert one.not_compared is other.not_compared is None
    assert one.frame_count == other.frame_count == same.frames
    assert one.pixel_digest == other.pixel_digest


@pytest.mark.parametrize("flag", [{254: 1}, {255: 2}, {}], ids=["flagged", "old flag", "none"])
def test_a_preview_that_comes_first_is_not_the_image(
    tmp_path: Path, flag: dict[int, int | bytes]
) -> None:
    small = Directory(pixels(A.resize((24, 16))), {**flag, 270: b"Of the file\0"})
    found = look(tmp_path, tiff(small, Directory(pixels(A))))
    assert (found.width, found.height) == A.size
    assert found.phash.hex() == str(imagehash.phash(A))
    assert found.frame_count == (1 if flag else 2)
    assert found.metadata["description"] == "Of the file"
    if flag:
        assert found.pixel_digest == look(tmp_path, saved(A, "TIFF")).pixel_digest
    (tmp_path / "file").write_bytes(tiff(small, Directory(pixels(A))))
    reduced = read_reduced(str(tmp_path), "file", 48)
    assert (reduced.width, reduced.height, reduced.image.size) == (*A.size, (48, 32))


def test_a_profile_of_one_page_is_not_that_of_another(tmp_path: Path) -> None:
    """Of the last page, say, which is looked at before the first is decoded."""
    tagged = tiff(Directory(pixels(A)), Directory(pixels(B), {34675: SWAPPED}))
    other = tiff(Directory(pixels(A), {34675: SWAPPED}), Directory(pixels(B)))
    assert look(tmp_path, tagged).phash.hex() == str(imagehash.phash(A))
    assert "icc_profile" not in look(tmp_path, tagged).metadata
    assert "icc_profile" in look(tmp_path, other).metadata
    digests = {look(tmp_path, one).pixel_digest for one in (tagged, other, pages(A, B))}
    assert len(digests) == 3


def test_the_image_of_a_burst_is_the_one_that_it_names(tmp_path: Path) -> None:
    first, second = look(tmp_path, burst(A, B)), look(tmp_path, burst(A, B, primary=1))
    near = int(str(imagehash.phash(B)), 16) ^ int.from_bytes(second.phash)
    assert near.bit_count() <= 2
    assert [page.page for page in second.pages] == [1, 2]
    assert first.phash == first.pages[0].hashes.phash
    assert second.phash == second.pages[1].hashes.phash


def test_pages_have_hashes_and_frames_of_animations_have_not(tmp_path: Path) -> None:
    large = C.resize((120, 80))
    found = look(tmp_path, pages(A, large, B))
    seen = [(page.page, page.width, page.height, page.hashes.phash.hex()) for page in found.pages]
    assert seen == [
        (number, *one.size, str(imagehash.phash(one)))
        for number, one in enumerate((A, large, B), 1)
    ]
    assert (found.width, found.height) == large.size
    assert look(tmp_path, frames("GIF", A, B)).pages == ()
    assert look(tmp_path, saved(A, "TIFF")).pages == ()


def test_a_page_can_be_read_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(pages(A, B, C))
    for number, one in enumerate((A, B, C), 1):
        reduced = read_reduced(str(tmp_path), "file", 1000, page=number)
        assert np.array_equal(pixels(reduced.image), pixels(one))
    with pytest.raises(Exception, match="no page 4"):
        read_reduced(str(tmp_path), "file", 1000, page=4)


def broken_page() -> bytes:
    """Of three pages, the second has a compression that nobody knows."""
    bad = Directory(pixels(B), {259: 60000})
    return tiff(Directory(pixels(A)), bad, Directory(pixels(C)))


def cut_gif() -> bytes:
    whole = frames("GIF", A, B, C)
    return whole[: len(whole) * 5 // 6]


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (broken_page, 3),
        (lambda: tiff(Directory(pixels(A)), next_at_end=2**31 - 1), 2),
        (lambda: tiff(Directory(pixels(A)), Directory(pixels(B)), next_at_end=9), 3),
        (cut_gif, 3),
    ],
    ids=["a page of its own compression", "a page beyond the end", "a page of junk", "a cut GIF"],
)
def test_a_frame_that_cannot_be_read_is_said(
    tmp_path: Path, make: Callable[[], bytes], count: int
) -> None:
    found = look(tmp_path, make())
    assert (found.not_compared, found.frame_count) == ("frames that cannot be read", count)
    assert found.phash.hex() == str(imagehash.phash(Image.open(tmp_path / "file").convert("RGB")))


def test_the_work_for_further_frames_is_bounded(tmp_path: Path) -> None:
    limits = Limits(max_other_pixels=25_000)  # a small frame counts as 10,000
    two = look(tmp_path, pages(A, B, C), limits)
    assert (two.frame_count, two.not_compared, len(two.pages)) == (3, None, 3)
    many = look(tmp_path, pages(A, B, C, A), limits)
    assert (many.frame_count, many.not_compared, len(many.pages)) == (4, "further pages", 3)
    # What is beyond may differ, so only the same bytes are identical.
    other = look(tmp_path, pages(A, B, C, B), limits)
    assert other.pixel_digest != many.pixel_digest
    assert look(tmp_path, frames("GIF", A, B, C, A), limits).not_compared == "further frames"


def test_a_page_over_the_limits_is_not_decoded(tmp_path: Path) -> None:
    content = pages(A.resize((300, 200)), Image.new("RGB", (40, 700)))
    assert look(tmp_path, content, Limits(max_side=600)).not_compared == "further pages"
    assert look(tmp_path, content).not_compared is None


def test_sixteen_bits_of_a_later_page_are_not_compared(tmp_path: Path) -> None:
    page = Directory(np.zeros((1, 1, 6), np.uint8), {258: b"\x10\0" * 3, 277: 3})
    found = look(tmp_path, tiff(Directory(np.zeros((1, 1, 3), np.uint8)), page))
    assert found.not_compared == "the lower bits of its channels"


class Contents(NamedTuple):
    frames: tuple[int, ...]
    profile: str
    rest: bytes


PROFILES = {"none": None, "sRGB": SRGB, "swapped": SWAPPED}
contents = st.builds(
    Contents,
    st.lists(st.integers(0, 2), min_size=1, max_size=3).map(tuple),
    st.sampled_from(sorted(PROFILES)),
    st.sampled_from([b"", b"\0\0", b"note", b"other"]),
)


def written(what: Contents, form: str) -> bytes:
    images = [(A, B, C)[number] for number in what.frames]
    profile = PROFILES[what.profile]
    content = saved(
        images[0], "PNG", save_all=True, append_images=images[1:], icc_profile=profile,
        duration={"quick": 50, "slow": 500}[form], compress_level={"quick": 1, "slow": 9}[form],
    )  # fmt: skip
    return content + what.rest


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(contents, contents, st.sampled_from(["quick", "slow"]))
def test_digests_are_equal_where_everything_is(
    tmp_path_factory: pytest.TempPathFactory, one: Contents, other: Contents, form: str
) -> None:
    """Frames in their order, the effect of the profile, and the bytes where something is unread."""
    folder = tmp_path_factory.mktemp("contents")
    first, second = written(one, "quick"), written(other, form)

    def shown(what: Contents) -> tuple[Any, ...]:
        # Pillow merges a frame with the one before that shows the same.
        kept = [n for i, n in enumerate(what.frames) if i == 0 or what.frames[i - 1] != n]
        return kept, what.profile == "swapped"

    is_read = all(what.rest in (b"", b"\0\0") for what in (one, other))
    expected = first == second or (is_read and shown(one) == shown(other))
    found = look(folder, first).pixel_digest == look(folder, second).pixel_digest
    assert found == expected
