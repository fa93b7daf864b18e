"""The manifest of an export: what it lists is there, byte for byte, and nothing else is."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lookalike.errors import LookalikeError
from lookalike.export.libraries import load
from lookalike.export.parquet import digest_of

MANIFEST = "manifest.json"
FORMAT = "lookalike facts"
_SHOWN = 20  # problems that are printed


@dataclass(frozen=True, slots=True)
class Checked:
    """An export that is as it was written."""

    files: int
    rows: int
    bytes: int
    archive_id: str
    exported_at: str
    sha256: str


def is_export_of(folder: Path, archive_id: str) -> bool:
    """Whether a folder holds an export of this archive and nothing else."""
    try:
        manifest = _read(folder)
        listed = {entry["path"] for entry in _entries(manifest)}
    except LookalikeError:
        return False
    return manifest.get("archive_id") == archive_id and _files_in(folder) <= listed | {MANIFEST}


def check_export(folder: Path) -> Checked:
    """Compare a folder with its manifest. Raises LookalikeError that lists what is not the same."""
    manifest = _read(folder)
    entries = list(_entries(manifest))
    problems = [problem for entry in entries for problem in _problems(folder, entry)]
    unlisted = _files_in(folder) - {entry["path"] for entry in entries} - {MANIFEST}
    problems += [f"{path}: it is not in the manifest" for path in sorted(unlisted)]
    if problems:
        more = len(problems) - _SHOWN
        raise LookalikeError(
            f'the export in "{folder}" is not as it was written',
            shown=problems[:_SHOWN] + ([f"and {more:,} more"] if more > 0 else []),
            hint="Take it from another copy, or export again: lookalike export facts DIR",
        )
    return Checked(
        len(entries),
        sum(table["rows"] for table in manifest["tables"]),
        sum(entry["bytes"] for entry in entries),
        manifest["archive_id"],
        manifest["exported_at"],
        digest_of(folder / MANIFEST),
    )


def _read(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT or manifest["format_version"] != 1:
            raise ValueError("it is of another program or version")
        for entry in _entries(manifest):
            path = PurePosixPath(entry["path"])
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"it names a file outside: {path}")
            int(entry["bytes"]), str(entry["sha256"])
    except OSError as error:
        raise LookalikeError(
            f'"{folder}" is not an export',
            detail=f"{MANIFEST}: {error.strerror}.",
            hint="Name the folder that lookalike export facts has written.",
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LookalikeError(
            f'the manifest of "{folder}" cannot be read',
            detail=f"{error}.",
            hint="Take it from another copy, or export again: lookalike export facts DIR",
        ) from error
    valid: dict[str, Any] = manifest
    return valid


def _entries(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for table in manifest["tables"]:
        yield from table["files"]
    yield from manifest["scripts"]


def _problems(folder: Path, entry: dict[str, Any]) -> Iterator[str]:
    path = folder / entry["path"]
    try:
        size = path.stat().st_size
        if size != entry["bytes"]:
            yield f"{entry['path']}: {size:,} bytes, not {entry['bytes']:,}"
        elif digest_of(path) != entry["sha256"]:
            yield f"{entry['path']}: its bytes are not those that were written"
        elif "rows" in entry and _rows_of(path) != entry["rows"]:
            yield f"{entry['path']}: {_rows_of(path):,} rows, not {entry['rows']:,}"
    except OSError as error:
        yield f"{entry['path']}: {(error.strerror or str(error)).lower()}"


def _rows_of(path: Path) -> int:
    parquet = load("pyarrow.parquet", "parquet", "Parquet files")
    rows: int = parquet.read_metadata(path).num_rows
    return rows


def _files_in(folder: Path) -> set[str]:
    """The files of a folder and of the folders in it, with / between names."""
    return {
        Path(place, name).relative_to(folder).as_posix()
        for place, folders, names in os.walk(folder)
        for name in [*names, *(one for one in folders if Path(place, one).is_symlink())]
    }
