"""A library that gives other hashes than before is noticed, and named by doctor and install."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import imagehash
import numpy as np
import pytest
import typer
from PIL import Image

from lookalike import database, doctor
from lookalike.cli.doctor import doctor as doctor_command
from lookalike.cli.install import install as install_command
from lookalike.picture import agreement, hashes, look, resample
from lookalike.picture.agreement import check_hashes

NOWHERE = "postgresql:///x?host=/nonexistent"


@pytest.fixture
def other_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our transform gives one bit otherwise than before."""

    def phash(thumbnail: Any) -> tuple[bytes, Any]:
        found, margins = hashes.phash(thumbnail)
        return bytes([found[0] ^ 1]) + found[1:], margins

    monkeypatch.setattr(look, "phash", phash)
    monkeypatch.setattr(agreement, "phash", phash)


@pytest.fixture
def other_pillow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pillow resizes otherwise than before, for us and for imagehash."""
    resize = Image.Image.resize

    def sharper(image: Image.Image, size: Any, _: Any = None, *rest: Any) -> Image.Image:
        return resize(image, size, Image.Resampling.HAMMING, *rest)

    monkeypatch.setattr(Image.Image, "resize", sharper)
    resample._agrees_with_pillow.cache_clear()
    yield
    resample._agrees_with_pillow.cache_clear()


@pytest.mark.parametrize("quick", [False, True])
def test_the_libraries_that_are_installed(quick: bool) -> None:
    found = check_hashes(quick)
    assert found.level != "error"
    if all(agreement._version(name) == was for name, was in agreement._RECORDED_WITH.items()):
        assert (found.level, found.remedy) == ("ok", None)
    assert f"pillow {agreement._version('pillow')}" in found.message


def test_the_pictures_are_of_several_kinds() -> None:
    pictures = [sample.make() for sample in agreement._SAMPLES]
    assert {picture.mode for picture in pictures} == {"RGB", "L", "P", "1", "RGBA"}
    assert any(look.look(picture).content is not None for picture in pictures)
    # No bit hangs on the last digit of a library's arithmetic.
    for picture in pictures:
        for thumbnail in hashes.shrink_with_pillow(picture):
            assert np.abs(hashes.phash(thumbnail)[1]).min() > 0.1


@pytest.mark.parametrize("quick", [False, True])
def test_another_hash(other_hash: None, quick: bool) -> None:
    found = check_hashes(quick)
    assert found.level == "error"
    for sample in agreement._SAMPLES:
        assert f'"{sample.name}" in 1 of 64 bits and 1 of 256 bits' in found.message


@pytest.mark.parametrize("quick", [False, True])
def test_another_pillow(other_pillow: None, monkeypatch: pytest.MonkeyPatch, quick: bool) -> None:
    versions = agreement._RECORDED_WITH | {"pillow": "99.0"}
    monkeypatch.setattr(agreement, "_version", versions.__getitem__)
    found = check_hashes(quick)
    assert found.level == "warning"
    assert "imagehash's, but not those that this lookalike was checked with" in found.message
    assert '"noise" in ' in found.message
    assert "pillow 99.0 (checked with 13.0.0)" in found.message
    assert found.remedy is not None
    assert 'pip install "pillow==13.0.0"; then scan again' in found.remedy


def test_thumbnails_of_ours_that_are_not_pillows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resample.GreyThumbnails, "result", lambda _: [
        np.eye(n, dtype=np.uint8) for n in hashes.THUMBNAIL_SIZES
    ])  # fmt: skip
    monkeypatch.setattr(look, "shrinks_like_pillow", lambda *_: True)
    found = check_hashes()
    assert found.level == "error"
    assert "hashes are not imagehash's" in found.message


def test_mirrored_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look, "phash_flips", lambda small: hashes.phash(small)[0] * 3)
    assert check_hashes().level == "error"


def test_hashes_within_a_border(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look._look_within

    def moved(plain: Image.Image, box: Any, size: tuple[int, int]) -> look.Content:
        return seen(plain, box._replace(x=box.x - 20, y=box.y - 20), size)

    monkeypatch.setattr(look, "_look_within", moved)
    assert check_hashes().level == "ok"  # it says where it looked
    monkeypatch.setattr(look, "_shrink", lambda plain: hashes.shrink_with_pillow(plain.rotate(180)))
    found = check_hashes()
    assert (found.level, found.message.count('"framed" in ')) == ("error", 1)


def test_an_imagehash_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise AttributeError("no such thing")

    monkeypatch.setattr(imagehash, "phash", fail)
    found = check_hashes(quick=True)
    assert found.level == "error"
    assert "cannot be compared with imagehash's: AttributeError: no such thing" in found.message
    assert found.remedy is not None
    assert "--force-reinstall" in found.remedy


def test_doctor_says_it(other_hash: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        doctor_command(NOWHERE)
    shown = capsys.readouterr().out
    assert 'error    hashes are not imagehash\'s: "smooth gradient" in 1 of 64 bits' in shown
    assert "imagehash 4." in shown
    assert "         -> " in shown
    assert "pip install" in shown


def test_doctor_says_that_nothing_changed() -> None:
    said = [one for one in doctor.examine(NOWHERE, None) if "imagehash" in one.message]
    assert [one.level for one in said] != ["error"]
    assert len(said) == 1


def test_install_warns(
    other_hash: None,
    archive_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    @contextmanager
    def open_target(*_: Any, **__: Any) -> Iterator[Any]:
        yield SimpleNamespace(url=archive_url)

    monkeypatch.setattr(database, "open_target", open_target)
    result = database.InstallResult("loose", "1.0", changed=True)
    monkeypatch.setattr(database, "install", lambda *_, **__: result)
    install_command()
    shown = capsys.readouterr()
    assert "Installed lookalike 1.0" in shown.out
    assert "error: hashes are not imagehash's" in shown.err
    assert "-> " in shown.err
