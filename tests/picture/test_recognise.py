"""A file that is not decoded is named: which kind of file it is, and what people can do."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from containers import Directory, psd, saved, tiff
from lookalike.picture import decode as decoding
from lookalike.picture.decode import decode
from lookalike.picture.limits import Limits
from lookalike.picture.problem import BadImage
from lookalike.picture.recognise import recognise
from pictures import picture

# Pillow warns of much in bad files; workers do not show it.
pytestmark = pytest.mark.filterwarnings("ignore")

RGB = np.asarray(picture(1, 16, 16))
ZEROS = np.zeros((16, 16, 12), np.uint8)


@pytest.fixture(autouse=True)
def without_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extras pdf and raw are not installed."""
    monkeypatch.setattr(decoding, "_EXTRAS", ())
    monkeypatch.setattr(decoding, "_FORMATS", decoding._PILLOWS)


def finding(data: bytes, name: str = "a.bin", limits: Limits | None = None) -> BadImage:
    limits = limits or Limits()
    with pytest.raises(BadImage) as caught:
        decode(io.BytesIO(data), name, limits.max_pixels, limits.max_side)
    return caught.value


def jpeg(marker: int, bits: int) -> bytes:
    """A JPEG with another frame header."""
    data = bytearray(saved(picture(1), "JPEG"))
    start = data.index(b"\xff\xc0")
    data[start + 1], data[start + 4] = marker, bits
    return bytes(data)


def deep_psd(bits: int) -> bytes:
    data = bytearray(psd(picture(1)))
    data[22:24] = bits.to_bytes(2, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"II\x1a\0\0\0HEAPCCDR\x02\0\x01\0", "a camera's raw file (CRW)"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "a camera's raw file (CR3)"),
        (b"FOVb\0\0\2\0", "a camera's raw file (X3F)"),
        (b"\0MRM\0\0\1\0\0PRD", "a camera's raw file (MRW)"),
        (b"FUJIFILMCCD-RAW 0201FF383501", "a camera's raw file (RAF)"),
        (b"IIRO\x08\0\0\0", "a camera's raw file (ORF)"),
        (b"IIU\0\x18\0\0\0", "a camera's raw file (RW2)"),
        (b"msid\2\0", "a MrSID image"),
        (b"\x76\x2f\x31\x01\2\0\0\0channels\0", "an OpenEXR image"),
        (b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n", "a Radiance HDR image"),
        (b"SDPX\0\0\x20\0V2.0\0", "a DPX film frame"),
        (b"II\xbc\x01\x20\0\0\0", "a JPEG XR image"),
        (b"\0" * 128 + b"DICM\2\0\0\0UL\4\0", "a DICOM image"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\r\n%PDF-1.4\n", "a PDF document"),
        (b"\xff\x0a\xfa\x1f", "a JPEG XL image"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL image"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "an SVG drawing"),
        (jpeg(0xC1, 12), "a JPEG of 12 bits a channel"),
        (jpeg(0xF7, 8), "a JPEG-LS image"),
        (b"8BPS\0\2" + psd(picture(1))[6:], "a large Photoshop document (PSB)"),
        (deep_psd(16), "a Photoshop document of 16 bits a channel"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_kinds_that_are_not_decoded(head: bytes, words: str) -> None:
    found = finding(head + b"\1\0" * 200)
    assert found.problem == "unsupported"
    assert found.message.startswith(f"{words}: ")


@pytest.mark.parametrize(
    ("directory", "words"),
    [
        (Directory(RGB, {259: 34887}), "LERC compression, in RGB colours, 8 bits"),
        (Directory(RGB, {259: 34712}), "JPEG 2000 compression"),
        (Directory(RGB, {259: 33003}), "JPEG 2000 compression"),
        (Directory(RGB, {259: 52546}), "JPEG XL compression"),
        (
            Directory(ZEROS[:, :, :6], {258: struct.pack("<3H", 16, 16, 16), 277: 3, 262: 8}),
            "no compression, in LAB colours, 16 bits a channel",
        ),
        (
            Directory(ZEROS, {258: struct.pack("<3H", 32, 32, 32), 277: 3, 262: 2, 339: 3}),
            "in RGB colours, 32 bits floating point a channel",
        ),
        (
            Directory(ZEROS[:, :, :8], {258: struct.pack("<H", 64), 277: 1, 262: 1, 339: 3}),
            "in grey colours, 64 bits floating point a channel",
        ),
    ],
    ids=["LERC", "JP2", "old JP2", "JPEG XL", "LAB", "float RGB", "double"],
)
def test_a_good_tiff_that_is_not_decoded(directory: Directory, words: str) -> None:
    found = finding(tiff(directory), "a.tif")
    assert found.problem == "unsupported"
    assert found.message.startswith("a TIFF with ")
    assert words in found.message
    assert "convert a copy to TIFF or PNG" in found.message


def test_a_tiff_with_a_compression_that_libtiff_lacks() -> None:
    """Pillow opens it, and only fails when it loads the pixels; it is not corrupt for that."""
    try:
        saved(picture(1), "TIFF", compression="webp")
    except OSError:
        pass
    else:
        pytest.skip("libtiff of this Pillow has WebP: there is nothing that it lacks")
    webp = saved(picture(1, 16, 16), "WEBP", lossless=True)
    strip = np.frombuffer(webp, np.uint8)
    tags: dict[int, int | bytes] = {
        256: 16, 257: 16, 258: struct.pack("<3H", 8, 8, 8), 259: 50001, 262: 2, 277: 3, 278: 16,
    }  # fmt: skip
    found = finding(tiff(Directory(strip[np.newaxis], tags)), "a.tif")
    assert (found.problem, "WebP compression" in found.message) == ("unsupported", True)


@pytest.mark.parametrize(
    ("directory", "name", "kind"),
    [
        (Directory(RGB[:, :, 0], {262: 32803}), "a.pef", "PEF"),
        (Directory(RGB[:, :, 0], {262: 1, 259: 34713}), "a.NEF", "NEF"),
        (Directory(RGB, {50706: b"\1\4\0\0"}), "a.dng", "DNG"),
        (Directory(RGB, below=(Directory(RGB[:, :, 0], {262: 32803}),)), "a.arw", "ARW"),
        (Directory(RGB, below=(Directory(RGB[:, :, 0], {262: 32803}),)), "a.tif", "TIFF"),
    ],
    ids=["mosaic", "compression of a camera", "DNG", "mosaic below a preview", "other name"],
)
def test_a_raw_file_in_a_tiff(directory: Directory, name: str, kind: str) -> None:
    found = finding(tiff(directory), name)
    assert found.problem == "unsupported"
    assert found.message == f"a camera's raw file ({kind}): install lookalike[raw] to read it"


def test_a_pyramid_is_no_raw_file() -> None:
    half = np.ascontiguousarray(RGB[::2, ::2])
    data = tiff(Directory(RGB, below=(Directory(half, {254: 1}),)))
    assert decode(io.BytesIO(data), "a.tif", 10**6, 10**4).size == (16, 16)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.ecw", b"e\2\0\0\1\0\0\0", "unsupported"),
        ("a.dcm", b"\x08\0\x05\0CS\x0a\0ISO_IR 100", "unsupported"),
        ("a.ecw", b"a list of tiles", "not_an_image"),
        ("a.nef", b"only a note", "unidentified"),
        ("a.jxl", b"only a note", "unidentified"),
        ("notes.txt", b"A PDF begins with %PDF-1.7", "not_an_image"),
        ("a.pdf", b"from a fax machine: %PDF-1.4", "unsupported"),
        ("a.html", b"<html><body><svg></svg></body></html>", "not_an_image"),
        ("a.txt", b"<!-- drawn by hand -->\n<svg width='1'/>", "unsupported"),
    ],
)
def test_names_decide_only_where_there_is_no_signature(
    name: str, content: bytes, problem: str
) -> None:
    assert finding(content, name).problem == problem


def test_damage_is_not_called_unsupported() -> None:
    whole = tiff(Directory(RGB))
    assert finding(whole[:30]).problem == "unidentified"
    beyond = tiff(Directory(RGB, {259: 34887, 273: 10**6}))
    assert finding(beyond).problem == "truncated"
    assert finding(jpeg(0xC0, 8)[:-60]).problem == "truncated"
    assert finding(jpeg(0xC0, 99)).problem in ("corrupt", "unidentified")


@pytest.mark.parametrize("format_", ["PNG", "BMP"])
def test_over_the_limit_it_says_which_option(format_: str) -> None:
    data = saved(Image.new("1", (3000, 2000)), format_)
    for limit, said in ((5_999_999, "5.999999"), (1_000_000, "1")):
        found = finding(data, "a", Limits(max_pixels=limit))
        assert found.problem == "decompression_bomb"
        assert found.message == (
            f"3000 x 2000 pixels are 6 megapixels; the limit is {said} (--max-pixels)"
        )


def test_nothing_that_is_decoded_is_recognised_as_something_else(shared_images: Path) -> None:
    for path in sorted((shared_images / "formats").rglob("*.*")):
        with path.open("rb") as file:
            try:
                decode(file, path.name, 10**8, 10**5)
            except BadImage:
                continue
            found = recognise(file, path.name)
            assert found is None or (found.extra, found.name[:6]) == (None, "a TIFF"), path
