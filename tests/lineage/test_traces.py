"""What one file shows of its past."""

from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from lineage.made import read, scene
from lookalike.lineage.traces import trace_file


@pytest.mark.parametrize("quality", [30, 75, 92, 98])
def test_the_quality_of_a_jpeg_is_read_from_its_tables(tmp_path: Path, quality: int) -> None:
    scene().save(tmp_path / "a.jpg", quality=quality)
    assert trace_file(read(tmp_path, "a.jpg")).jpeg_quality == quality


@pytest.mark.parametrize(("number", "name"), [(0, "4:4:4"), (1, "4:2:2"), (2, "4:2:0")])
def test_the_subsampling_of_a_jpeg_is_named(tmp_path: Path, number: int, name: str) -> None:
    scene().save(tmp_path / "a.jpg", subsampling=number)
    assert trace_file(read(tmp_path, "a.jpg")).subsampling == name


@pytest.mark.parametrize("quality", [60, 75, 88, 95])
def test_a_lossless_file_shows_that_it_was_a_jpeg(tmp_path: Path, quality: int) -> None:
    scene().save(tmp_path / "a.jpg", quality=quality)
    Image.open(tmp_path / "a.jpg").save(tmp_path / "b.png")
    found = trace_file(read(tmp_path, "b.png"))
    assert found.jpeg_quality is None
    assert found.earlier_jpeg_quality is not None
    assert abs(found.earlier_jpeg_quality - quality) <= 1


def test_a_cut_lossless_file_shows_it_as_well(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.jpg", quality=80)
    Image.open(tmp_path / "a.jpg").crop((13, 5, 390, 270)).save(tmp_path / "b.png")
    assert trace_file(read(tmp_path, "b.png")).earlier_jpeg_quality == 80


def test_a_finer_jpeg_shows_the_coarser_one_before_it(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.jpg", quality=85)
    Image.open(tmp_path / "a.jpg").save(tmp_path / "b.jpg", quality=96)
    assert trace_file(read(tmp_path, "b.jpg")).earlier_jpeg_quality == 85


@pytest.mark.parametrize("seed", range(6))
def test_what_was_never_a_jpeg_shows_none(tmp_path: Path, seed: int) -> None:
    picture = scene(seed)
    picture.save(tmp_path / "a.png")
    assert trace_file(read(tmp_path, "a.png")).earlier_jpeg_quality is None
    picture.save(tmp_path / "b.jpg", quality=70 + 5 * seed)
    assert trace_file(read(tmp_path, "b.jpg")).earlier_jpeg_quality is None


def test_tones_that_were_spread_have_gaps(tmp_path: Path) -> None:
    scene().save(tmp_path / "a.png")
    plain = trace_file(read(tmp_path, "a.png"))
    assert plain.empty_levels is not None
    assert plain.empty_levels < 0.02
    assert not plain.has_gaps
    ImageEnhance.Contrast(scene()).enhance(1.3).save(tmp_path / "b.png")
    spread = trace_file(read(tmp_path, "b.png"))
    assert spread.empty_levels == pytest.approx(1 - 1 / 1.3, abs=0.05)
    assert spread.has_gaps
    scene().point(lambda v: v & 0xF0).save(tmp_path / "c.png")  # as some scanners give them
    assert not trace_file(read(tmp_path, "c.png")).has_gaps


def test_clipped_samples_are_counted(tmp_path: Path) -> None:
    picture = Image.new("RGB", (200, 200), (0, 100, 255))
    picture.paste((9, 9, 9), (0, 0, 200, 100))
    picture.save(tmp_path / "a.png")
    assert trace_file(read(tmp_path, "a.png")).clipped == pytest.approx(1 / 3, abs=1e-4)
