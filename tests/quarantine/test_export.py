"""The manifest of a plan, as a CSV file."""

import csv
from pathlib import Path

from command import run_command
from quarantine.shelf import Shelf


def test_no_name_in_a_manifest_is_a_formula(shelf: Shelf, archive_url: str, tmp_path: Path) -> None:
    name = "=cmd|'x'!A0.tif"
    master = shelf.shelve("a.tif", "x", "archival master")
    shelf.plan(shelf.shelve(name, "x", "identical copy", master))
    safe, exact = tmp_path / "safe.csv", tmp_path / "exact.csv"
    run_command(archive_url, "quarantine", "export", 1, safe)
    run_command(archive_url, "quarantine", "export", 1, exact, "--raw-values")
    assert [_path(safe), _path(exact)] == [f"'{name}", name]


def _path(manifest: Path) -> str:
    with manifest.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    return row["path"]
