"""What workers find in a picture is kept for all, and never fills the disk."""

from pathlib import Path
from shutil import disk_usage

import pytest

from lookalike.prove import shelf
from lookalike.prove.shelf import Shelf


def numbers(made: list[int]) -> int:
    made.append(len(made))
    return made[-1]


def test_a_thing_is_made_once_for_all_workers(tmp_path: Path) -> None:
    made: list[int] = []
    one, other = Shelf(tmp_path, 10), Shelf(tmp_path, 10)
    assert [each.get("a", lambda: numbers(made)) for each in (one, other, one)] == [0, 0, 0]
    assert other.get("b", lambda: numbers(made)) == 1


def test_a_worker_puts_only_so_many_things_there(tmp_path: Path) -> None:
    made: list[int] = []
    small = Shelf(tmp_path, 1)
    found = [small.get(name, lambda: numbers(made)) for name in ("a", "b", "a", "b")]
    assert found == [0, 1, 0, 2]


def test_a_disk_with_little_room_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = disk_usage(tmp_path)
    nearly_full = usage._replace(free=int(usage.total * 0.19))
    monkeypatch.setattr(shelf.shutil, "disk_usage", lambda _: nearly_full)
    made: list[int] = []
    found = [Shelf(tmp_path, 10).get("a", lambda: numbers(made)) for _ in range(2)]
    assert found == [0, 1]
    assert not list(tmp_path.iterdir())
