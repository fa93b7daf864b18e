"""What lies in a bin or a snapshot is never master of a live file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audited import Audited, audited
from pictures import textured
from servers import Servers

BINS = (
    "#recycle",
    "@Recycle",
    ".Trash-1000/files",
    ".Trashes/501",
    "$RECYCLE.BIN/S-1-5-21",
    ".snapshot/daily.0",
    ".zfs/snapshot/monday",
)


def fill(folder: Path) -> Path:
    """A live file for each bin, and its copy in there with the same time."""
    for number, bin_ in enumerate(BINS):
        live = folder / "works" / f"{number}.png"
        live.parent.mkdir(parents=True, exist_ok=True)
        textured((240, 160), number).save(live)
        gone = folder / bin_ / "2019" / f"{number}.png"
        gone.parent.mkdir(parents=True)
        shutil.copy2(live, gone)
    return folder


@pytest.fixture(scope="module")
def left_out(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    with audited(servers, fill(tmp_path_factory.mktemp("bins") / "archive"), "--quick") as said:
        yield said


@pytest.fixture(scope="module")
def taken_in(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    folder = fill(tmp_path_factory.mktemp("bins") / "archive")
    with audited(servers, folder, "--quick", "--no-default-excludes") as said:
        yield said


def test_bins_are_left_out(left_out: Audited) -> None:
    assert set(left_out.classes) == {f"works/{number}.png" for number in range(len(BINS))}
    assert not left_out.set_aside()


@pytest.mark.parametrize("number", range(len(BINS)))
def test_the_live_file_is_master(taken_in: Audited, number: int) -> None:
    live = taken_in.classes[f"works/{number}.png"]
    gone = taken_in.classes[f"{BINS[number]}/2019/{number}.png"]
    assert live.name == "archival master" and live.disposition == "retain"
    assert gone.name == "identical copy" and gone.derived_from == f"works/{number}.png"
