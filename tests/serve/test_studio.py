"""Pictures are drawn in workers, of bounded memory, and kept in a folder of bounded size."""

import asyncio
import io
import os
import random
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import numpy as np
import psutil
import pytest
from PIL import Image, ImageCms

import lookalike.serve.studio
from lookalike.errors import LookalikeError
from lookalike.memory import GIB
from lookalike.picture.file import PictureFile
from lookalike.pool import WorkerPool
from lookalike.serve.cache import Cache, private_folder, remove_left_folders
from lookalike.serve.studio import Studio
from lookalike.serve.tiles import (
    PartWanted,
    Problem,
    SmallWanted,
    TilesWanted,
    draw_part,
    draw_small,
    make_tiles,
)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a loop of its own: the browser of other tests has one in this thread."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def waves(width: int, height: int) -> Image.Image:
    """A picture of smooth colours that is different everywhere."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    channels = [127 + 120 * np.sin(x / 37 + n) * np.cos(y / 53 - n) for n in range(3)]
    return Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))


def drawn(file: Path, wanted: Image.Image, region: tuple[int, ...], size: tuple[int, int]) -> float:
    """Draw a part of a file; return by how many levels it is unlike that of the picture wanted."""
    made = file.with_suffix(".tiles")
    if not made.exists():
        assert make_tiles(TilesWanted(PictureFile(str(file.parent), file.name), str(made))) is None
    x, y, width, height = region
    part = draw_part(PartWanted(str(made), wanted.size, (x, y, width, height), size))
    assert isinstance(part, bytes)
    found = Image.open(io.BytesIO(part)).convert("RGB")
    expected = wanted.convert("RGB").crop((x, y, x + width, y + height))
    expected = expected.resize(size, Image.Resampling.LANCZOS)
    assert found.size == size
    return float(np.abs(np.asarray(found, float) - np.asarray(expected, float)).mean())


def test_any_part_at_any_size(tmp_path: Path) -> None:
    """Across the edges of tiles and the levels, against Pillow."""
    picture = waves(2311, 1733)
    picture.save(tmp_path / "waves.png")
    chance = random.Random(7)
    for _ in range(40):
        x, y = chance.randrange(2300), chance.randrange(1720)
        width, height = chance.randint(1, 2311 - x), chance.randint(1, 1733 - y)
        shrink = chance.choice((1, 1, 1.3, 2, 3, 5, 9))
        size = (max(round(width / shrink), 1), max(round(height / shrink), 1))
        unlike = drawn(tmp_path / "waves.png", picture, (x, y, width, height), size)
        # A part of few pixels says where it begins to half a pixel only.
        assert unlike < 2.5 or min(size) < 8, (x, y, width, height, size)
    assert drawn(tmp_path / "waves.png", picture, (0, 0, 2311, 1733), (2311, 1733)) < 1.5
    assert drawn(tmp_path / "waves.png", picture, (0, 0, 2311, 1733), (1000, 30)) < 4


def test_pictures_that_are_not_plain(tmp_path: Path) -> None:
    """They are turned, on white, of eight bits and in sRGB, at their full size."""
    picture = waves(900, 700)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.rotate(90, expand=True).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    assert drawn(tmp_path / "turned.jpg", picture, (500, 400, 300, 200), (300, 200)) < 3
    grey = np.asarray(picture.convert("L"), np.uint16) * 257
    Image.fromarray(grey).save(tmp_path / "deep.png")
    assert drawn(tmp_path / "deep.png", picture.convert("L"), (10, 600, 90, 90), (90, 90)) < 2
    half = picture.copy()
    half.putalpha(Image.linear_gradient("L").resize(picture.size))
    half.save(tmp_path / "alpha.png")
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(half)
    assert drawn(tmp_path / "alpha.png", white, (300, 300, 300, 300), (300, 300)) < 2
    picture.convert("CMYK").save(tmp_path / "inks.tif")
    inks = picture.convert("CMYK").convert("RGB")
    assert drawn(tmp_path / "inks.tif", inks, (300, 300, 300, 300), (150, 150)) < 2
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    picture.save(tmp_path / "lab.png", icc_profile=wide.tobytes())  # unfit, and so left out
    assert drawn(tmp_path / "lab.png", picture, (0, 0, 900, 700), (90, 70)) < 3


def test_the_cache_is_bounded(tmp_path: Path) -> None:
    """What nobody used goes first, and the newest stays."""
    cache = Cache(tmp_path, 100)
    for name in "abc":
        cache.add(name, b"x" * 30)
    assert cache.find("a") is not None
    cache.add("d", b"x" * 30)
    assert [name for name in "abcd" if cache.find(name)] == ["a", "c", "d"]
    cache.add("a", b"y" * 10)
    assert cache.bytes == 70 == sum(file.stat().st_size for file in tmp_path.iterdir())
    cache.add("large", b"x" * 1000)
    assert [name for name in ("a", "c", "d", "large") if cache.find(name)] == ["large"]
    assert cache.bytes == 1000 == sum(file.stat().st_size for file in tmp_path.iterdir())
    link = tmp_path.parent / "link"
    link.symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="no plain file"):
        cache.adopt("link", link)
    assert cache.find("link") is None


def test_the_folder_goes(tmp_path: Path) -> None:
    """Also that of a process that was killed; not that of one that runs."""
    left = tmp_path / "pages-left"
    left.mkdir()
    (left / "lock").touch()
    (left / "picture").touch()
    with private_folder(tmp_path) as first, private_folder(tmp_path) as second:
        remove_left_folders(tmp_path)
        assert not left.exists()
        assert first.is_dir() and second.is_dir()
        assert first.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["pages-lock"]


def test_what_several_ask_for_is_drawn_once(tmp_path: Path) -> None:
    waves(700, 600).save(tmp_path / "waves.png")
    source = PictureFile(str(tmp_path), "waves.png")

    async def ask() -> None:
        studio = Studio(2, GIB, parent=tmp_path / "kept")
        try:
            wanted = SmallWanted(source, 64)
            many = [studio.draw("key", ["jpeg"], draw_small, wanted) for _ in range(3)]
            made = await asyncio.gather(*many, studio.tiles("key", source))
            (tmp_path / "waves.png").unlink()
            again = await studio.draw("key", ["jpeg"], draw_small, wanted)
            assert made[0] is made[1] is made[2]
            assert made[0] == again
            assert await studio.tiles("key", source) == made[3]
            other = await studio.tiles("other", source)
            assert isinstance(other, Problem)
            assert other.problem == "vanished"
            assert not any(path.name == "0" for path in tmp_path.glob("kept/*/bench/*"))
        finally:
            await studio.close()

    run(ask())
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["pages-lock"]


def test_a_worker_that_dies_costs_one_picture(tmp_path: Path) -> None:
    async def ask() -> None:
        studio = Studio(2, GIB, parent=tmp_path)
        try:
            lost = await studio.run(os._exit, 3)
            assert isinstance(lost, Problem)
            assert lost.problem == "decoder_crash"
            assert await studio.run(len, b"four") == 4
        finally:
            await studio.close()

    run(ask())


def test_a_worker_that_cannot_start_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = [LookalikeError("cannot start workers")]

    class Failing(WorkerPool):
        def __enter__(self) -> Self:
            if failures:
                raise failures.pop()
            return super().__enter__()

        def map_unordered(self, *asked: Any) -> Any:
            if len(asked[1][0]) == 3:
                raise LookalikeError("cannot start workers")
            return super().map_unordered(*asked)

    monkeypatch.setattr(lookalike.serve.studio, "WorkerPool", Failing)

    async def ask() -> None:
        studio = Studio(1, GIB, parent=tmp_path)
        try:
            for lost in (b"four", b"two"):
                with pytest.raises(LookalikeError, match="cannot start workers"):
                    await studio.run(len, lost)
                assert await studio.run(len, b"four") == 4
        finally:
            await studio.close()

    run(ask())


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Path]:
    """TIFF and JPEG files of a hundred megapixels."""
    tile = waves(1250, 1000)
    whole = Image.new("RGB", (12_500, 8000))
    for x in range(0, 12_500, 1250):
        for y in range(0, 8000, 1000):
            whole.paste(tile, (x, y))
    whole.save(tmp_path / "large.tif", compression="tiff_lzw")
    whole.save(tmp_path / "large.jpg", quality=90)
    whole.close()
    yield tmp_path


@pytest.mark.parametrize("name", ["large.tif", "large.jpg"])
def test_a_hundred_megapixels(large: Path, name: str) -> None:
    """They take less than a gigabyte, once; parts of them take no more than what is drawn."""
    tile, source = waves(1250, 1000), PictureFile(str(large), name)

    def peak(worker: psutil.Process) -> int:
        status = Path(f"/proc/{worker.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)

    async def ask() -> None:
        studio = Studio(2, 2 * GIB, parent=large / "kept")
        try:
            tiles = await studio.tiles("key", source)
            assert isinstance(tiles, Path)
            workers = psutil.Process().children(recursive=True)
            assert max(peak(worker) for worker in workers) < 1_000_000
            part = PartWanted(str(tiles), (12_500, 8000), (11_250, 7000, 1250, 1000), (1250, 1000))
            jpeg = await studio.run(draw_part, part)
            assert isinstance(jpeg, bytes)
            found = np.asarray(Image.open(io.BytesIO(jpeg)), float)
            assert np.abs(found - np.asarray(tile, float)).mean() < 3
        finally:
            await studio.close()

    run(ask())
