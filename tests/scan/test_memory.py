"""A picture that takes more memory than a process may take is a problem with its figures."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import pool_functions
from lookalike.memory import VARIABLE
from lookalike.picture.cost import decoding_bytes
from lookalike.pool import WorkerPool
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile

SIDE = 4000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    Image.fromarray(np.zeros((SIDE, SIDE), np.uint16)).save(folder / "deep.png")
    Image.new("1", (SIDE, SIDE)).save(folder / "map.png")
    Image.new("RGB", (SIDE, SIDE)).save(folder / "colour.webp", lossless=True, method=0)
    Image.new("RGB", (SIDE, SIDE)).save(folder / "quick.jpg")
    Image.new("RGB", (SIDE, SIDE)).save(folder / "slow.jpg", progressive=True)
    return folder


def scan(folder: Path, name: str) -> ScannedImage | ScanProblem:
    return fingerprint_file(folder, WalkedFile(name, 0, 0))


def test_it_is_known_before_it_is_decoded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "40MB")
    assert isinstance(scan(folder, "map.png"), ScannedImage)
    found = scan(folder, "deep.png")
    assert isinstance(found, ScanProblem)
    assert found.problem == "out_of_memory"
    for word in ("4000 x 4000", "I;16", "0.048 GB", "0.04 GB", VARIABLE):
        assert word in found.message
    monkeypatch.setenv(VARIABLE, "50MB")
    assert isinstance(scan(folder, "deep.png"), ScannedImage)


@pytest.mark.parametrize(
    ("name", "bytes_a_pixel"), [("map.png", 2), ("deep.png", 3), ("colour.webp", 16)]
)
def test_what_formats_cost(folder: Path, name: str, bytes_a_pixel: int) -> None:
    with Image.open(folder / name) as image:
        assert decoding_bytes(image) == bytes_a_pixel * SIDE * SIDE


def test_a_worker_outlives_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "100MB")
    files = [WalkedFile(path.name, 0, 0) for path in sorted(folder.iterdir())]
    with WorkerPool(1, prepare=pool_functions.nothing) as pool:
        found = dict(pool.map_unordered(partial(fingerprint_file, folder), files))
    problems = {file.path for file, result in found.items() if isinstance(result, ScanProblem)}
    assert problems == {"colour.webp", "slow.jpg"}
