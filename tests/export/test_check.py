"""`export check`: a copy of an export is as it was written, or the difference is named."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from export.conftest import Filled
from lookalike.cli import app
from lookalike.errors import LookalikeError
from lookalike.export.manifest import MANIFEST, check_export


def pairs(folder: Path) -> Path:
    return folder / "pair_fact" / "part-00000.parquet"


def flip(folder: Path) -> None:
    content = bytearray(pairs(folder).read_bytes())
    content[len(content) // 2] ^= 1
    pairs(folder).write_bytes(content)


def change(folder: Path, **values: object) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | values))


def lie_about_rows(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    for table in manifest["tables"]:
        if table["name"] == "pair_fact":
            table["files"][0]["rows"] += 1
    (folder / MANIFEST).write_text(json.dumps(manifest))


@pytest.fixture
def copy(filled: Filled, tmp_path: Path) -> Path:
    return shutil.copytree(filled.folder, tmp_path / "copy")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a bit": (flip, "pair_fact/part-00000.parquet: its bytes"),
    "the end": (lambda f: pairs(f).write_bytes(pairs(f).read_bytes()[:-1]), "bytes, not"),
    "a file": (lambda f: pairs(f).unlink(), "pair_fact/part-00000.parquet: no such file"),
    "a file more": (lambda f: (f / "more").write_text(""), "more: it is not in the manifest"),
    "the rows": (lie_about_rows, "rows, not"),
    "the views": (lambda f: (f / "views.spark.sql").write_text(""), "views.spark.sql: 0 bytes"),
    "no manifest": (lambda f: (f / MANIFEST).unlink(), "is not an export"),
    "no JSON": (lambda f: (f / MANIFEST).write_text("{"), "cannot be read"),
    "other JSON": (lambda f: (f / MANIFEST).write_text("[]"), "cannot be read"),
    "a later version": (lambda f: change(f, format_version=2), "version"),
    "a place outside": (
        lambda f: change(f, scripts=[{"path": "../x", "bytes": 0, "sha256": ""}]),
        "names a file outside",
    ),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_as_it_was_is_named(copy: Path, damage: str) -> None:
    act, words = DAMAGES[damage]
    act(copy)
    with pytest.raises(LookalikeError) as caught:
        check_export(copy)
    assert words in str(caught.value)
    assert caught.value.hint


def test_a_copy_is_checked_without_a_database(copy: Path, filled: Filled) -> None:
    done = CliRunner().invoke(app, ["export", "check", str(copy)], env={"LOOKALIKE_DATABASE": "?"})
    assert done.exit_code == 0, done.output
    assert filled.exported.sha256 in done.output
    assert filled.exported.manifest["archive_id"] in done.output
