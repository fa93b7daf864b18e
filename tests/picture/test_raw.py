"""Cameras' raw files are developed; their previews never stand for them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lookalike.picture.decode import decode
from lookalike.picture.limits import DEFAULT_LIMITS
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile
from pictures import picture
from raw_file import write_dng

pytest.importorskip("rawpy", reason="raw files need lookalike[raw]")

SCENE = picture(4, 240, 160)


def scan(path: Path) -> ScannedImage | ScanProblem:
    return fingerprint_file(path.parent, WalkedFile(path.name, 0, 0))


def image_of(path: Path) -> ScannedImage:
    found = scan(path)
    assert isinstance(found, ScannedImage), found
    return found


def developed(path: Path) -> Image.Image:
    limits = DEFAULT_LIMITS
    with path.open("rb") as file:
        return decode(file, path.name, limits.max_pixels, limits.max_side).image


def distance(a: Image.Image, b: Image.Image) -> float:
    assert a.size == b.size
    return float(np.abs(np.asarray(a, float) - np.asarray(b, float)).mean())


def test_it_is_developed(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", SCENE)
    found = image_of(tmp_path / "a.dng")
    assert (found.format, found.mode, found.lossless) == ("RAW", "RGB", True)
    assert (found.width, found.height) == SCENE.size
    assert found.camera == "Made Up 1"
    assert found.metadata["bits_per_sample"] == 14
    assert found.not_compared is not None
    assert "data of the camera's sensor" in found.not_compared
    assert distance(developed(tmp_path / "a.dng"), SCENE) < 3


def test_it_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", SCENE, orientation=6)
    found = image_of(tmp_path / "a.dng")
    assert (found.width, found.height) == SCENE.size[::-1]
    upright = SCENE.transpose(Image.Transpose.ROTATE_270)
    assert distance(developed(tmp_path / "a.dng"), upright) < 3


def test_a_preview_does_not_stand_for_it(tmp_path: Path) -> None:
    write_dng(tmp_path / "with.dng", SCENE, preview=picture(9, 120, 80))
    write_dng(tmp_path / "without.dng", SCENE)
    a, b = image_of(tmp_path / "with.dng"), image_of(tmp_path / "without.dng")
    assert (a.phash_256, a.frame_count) == (b.phash_256, 1)


def test_only_the_same_bytes_are_identical(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", SCENE)
    (tmp_path / "copy.dng").write_bytes((tmp_path / "a.dng").read_bytes())
    (tmp_path / "other.dng").write_bytes((tmp_path / "a.dng").read_bytes() + b"\0")
    first, copy, other = (
        image_of(tmp_path / name).pixel_digest for name in ("a.dng", "copy.dng", "other.dng")
    )
    assert first == copy
    assert first != other


def test_a_damaged_one_is_a_problem(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", SCENE)
    whole = (tmp_path / "a.dng").read_bytes()
    (tmp_path / "cut.dng").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "cut.raf").write_bytes(b"FUJIFILMCCD-RAW 0201FF383501" + bytes(500))
    for name in ("cut.dng", "cut.raf"):
        found = scan(tmp_path / name)
        assert isinstance(found, ScanProblem)
        assert found.problem in ("corrupt", "unsupported", "truncated")


def test_a_large_one_is_over_the_limit(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", SCENE)
    limits: dict[str, Any] = {"max_pixels": 1000, "max_side": 1000}
    with (tmp_path / "a.dng").open("rb") as file, pytest.raises(Exception, match="--max-pixels"):
        decode(file, "a.dng", **limits)
