"""Metadata of a PNG that is too large to be read costs the metadata, and not the image."""

import struct
import zlib
from pathlib import Path

import pytest

from containers import saved
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, WalkedFile
from pictures import picture

LARGE = zlib.compress(b"A" * (2**20 + 1))
PLAIN = saved(picture(1), "PNG")


def with_chunk(data: bytes, name: bytes, content: bytes, *, is_late: bool = False) -> bytes:
    """Put a chunk after the header, or after the pixels."""
    chunk = struct.pack(">I4s", len(content), name) + content
    chunk += struct.pack(">I", zlib.crc32(name + content))
    place = len(data) - 12 if is_late else 33
    return data[:place] + chunk + data[place:]


def scanned(folder: Path, data: bytes) -> ScannedImage:
    (folder / "a.png").write_bytes(data)
    found = fingerprint_file(folder, WalkedFile("a.png", len(data), 0))
    assert isinstance(found, ScannedImage), found
    return found


@pytest.mark.parametrize("is_late", [False, True], ids=["before the pixels", "after"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        (b"zTXt", b"Comment\0\0" + LARGE),
        (b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + LARGE),
        (b"tEXt", b"Comment\0" + b"A" * (64 * 2**20 + 1)),
    ],
    ids=["zTXt", "iTXt", "tEXt"],
)
def test_large_texts(tmp_path: Path, name: bytes, content: bytes, is_late: bool) -> None:
    data = with_chunk(PLAIN, b"tEXt", b"Author\0A. Nadar")
    found = scanned(tmp_path, with_chunk(data, name, content, is_late=is_late))
    plain = scanned(tmp_path, PLAIN)
    assert (found.pixel_digest, found.phash) == (plain.pixel_digest, plain.phash)
    assert found.not_compared is None
    assert found.metadata["too_large"] == ["text"]
    assert found.creator == "A. Nadar"  # what is not too large is read as ever
    assert "too_large" not in plain.metadata


def test_a_large_profile(tmp_path: Path) -> None:
    """What it does to the colours is not known: the file is identical only to the same bytes."""
    found = scanned(tmp_path, with_chunk(PLAIN, b"iCCP", b"p\0\0" + LARGE))
    plain = scanned(tmp_path, PLAIN)
    assert found.phash == plain.phash
    assert found.pixel_digest != plain.pixel_digest
    assert found.not_compared == "a colour profile that is too large to be read"
    assert found.metadata["too_large"] == ["colour profile"]


def test_damage_is_damage_still(tmp_path: Path) -> None:
    data = with_chunk(PLAIN, b"zTXt", b"Comment\0\0" + LARGE)
    (tmp_path / "a.png").write_bytes(data[:-300])
    found = fingerprint_file(tmp_path, WalkedFile("a.png", 1, 0))
    assert not isinstance(found, ScannedImage)
    assert found.problem == "truncated"
